import type { Readable } from "node:stream";
import { Dicer } from "@fastify/busboy";
import { toChunks, toText } from "../http/body.ts";
import { AbideError, isAbideError } from "../http/error.ts";

export interface MultipartOptions {
  /** The most bytes of the whole body. */
  readonly most: number;
  /** The most bytes of a field that is no file. */
  readonly field: number;
  /** The most parts: fields and files together. */
  readonly parts: number;
  /**
   * Takes the file in a part, and what it gives is the value of the field. It need not read to the end. Undefined where no file is
   * taken under this name: then the part is passed over, and its value is what `unwanted` gives.
   */
  readonly take: (
    name: string,
  ) => ((file: ReadableStream<Uint8Array>, fileName: string) => Promise<unknown>) | undefined;
  readonly unwanted: unknown;
}

/**
 * Names and values of a form that came as `multipart/form-data` (RFC 7578), in order, while its files are taken in a stream: no more
 * of the body is read than they have room for. A body that breaks off, is ambiguous, not UTF-8 or too large is refused as a whole;
 * files that were taken before that are the caller's to discard (`taken` tells of each).
 *
 * The parts are told apart by busboy's Dicer. What their headers mean is decided here, because busboy itself replaces what is not
 * UTF-8 and passes over what it does not understand.
 */
export async function readMultipart(
  request: Request,
  { most, field, parts, take, unwanted }: MultipartOptions,
  taken: (value: unknown) => void,
): Promise<[name: string, value: unknown][]> {
  // More than `mostHeader`: Dicer cuts what is longer without a word, and what was cut is then too long here as well.
  const config = { boundary: toBoundary(request), maxHeaderPairs: 20, maxHeaderSize: 2 * mostHeader };
  const dicer = new Dicer(config);
  const values: [name: string, value: unknown][] = [];
  const open = new Set<Part>();
  let problem: { readonly error: unknown } | undefined;
  let refused: { readonly error: unknown } | undefined;
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  /** Ends everything: nothing more is read, and whoever reads from a part is told. */
  const fail = (error: unknown) => {
    if (problem) return;
    problem = { error: isAbideError(error) ? error : malformed("The form broke off.", error) };
    broken.reject(problem.error);
    for (const part of open) part.stream.destroy(new Error("The form broke off."));
  };

  const read = async (part: Part) => {
    const { name, fileName } = toPlace(await part.headers);
    const taking = fileName === undefined || fileName === "" || refused ? undefined : take(name);
    if (taking) {
      const { file, drain } = toFile(part.stream);
      try {
        const value = await taking(file, fileName!);
        taken(value);
        values.push([name, value]);
      } catch (error) {
        // The rest is read all the same: a browser shows no answer to a form that it could not send to its end.
        refused ??= { error };
      }
      return drain();
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of part.stream as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (fileName !== undefined) continue;
      if (length > field) throw new AbideError("too-large", `The field ${name} is longer than ${field} bytes.`);
      chunks.push(chunk);
    }
    // Where no file was chosen, browsers send an empty one without a name.
    if (fileName !== undefined) values.push([name, fileName === "" && length === 0 ? undefined : unwanted]);
    else values.push([name, toText(Buffer.concat(chunks))]);
  };

  let count = 0;
  let reading = Promise.resolve();
  dicer.on("part", (stream) => {
    if (++count > parts) return fail(new AbideError("too-large", `The form has more than ${parts} parts.`));
    const part = { stream, headers: toHeaders(stream) };
    part.headers.catch(() => {});
    open.add(part);
    // One after the other: a part is held back until the one before it has been read.
    reading = reading
      .then(() => (problem ? undefined : read(part)))
      .catch(fail)
      .finally(() => open.delete(part));
  });
  let finished = false;
  const ended = new Promise<void>((resolve, reject) => {
    dicer.on("finish", resolve);
    dicer.on("error", reject);
  }).then(() => {
    finished = true;
  });
  ended.catch(() => {});
  const write = (chunk: Uint8Array) =>
    new Promise<void>((resolve, reject) => dicer.write(chunk, (error) => (error ? reject(error) : resolve())));

  try {
    let bytes = 0;
    for await (const chunk of toChunks(request.body)) {
      bytes += chunk.length;
      if (bytes > most) throw new AbideError("too-large", `The body is longer than ${most} bytes.`);
      // Behind the last boundary may stand anything (RFC 2046). Dicer's last write does not return where parts were held back in it.
      if (!finished) await Promise.race([write(chunk), ended, broken.promise]);
    }
    if (!finished) {
      dicer.end();
      await Promise.race([ended, broken.promise]);
    }
  } catch (error) {
    fail(error);
  }
  await reading;
  if (problem) throw problem.error;
  if (refused) throw refused.error;
  return values;
}

/** Bytes of a part's headers. */
const mostHeader = 8_192;

interface Part {
  readonly stream: Readable;
  readonly headers: Promise<PartHeaders>;
}

type PartHeaders = { readonly [name: string]: readonly string[] };

function malformed(why: string, cause?: unknown): AbideError {
  return new AbideError("malformed", why, { cause });
}

function toBoundary(request: Request): string {
  const type = request.headers.get("content-type") ?? "";
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type)?.[1];
  // RFC 2046, section 5.1.1.
  const match =
    /;\s*boundary\s*=\s*(?:"([\w'()+,./:=? -]{0,69}[\w'()+,./:=?-])"|([\w'()+,./:=?-]{1,70})\s*(?:;|$))/i.exec(type);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw malformed("The form's parts cannot be told apart.");
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw malformed("The form is not UTF-8.");
  return boundary;
}

/** The headers of a part, as soon as they have come. A part that ends before them has none. */
function toHeaders(stream: Readable): Promise<PartHeaders> {
  return new Promise((resolve, reject) => {
    stream.once("header", resolve);
    stream.on("error", reject);
    // Before its headers there is nothing to read in a part but its end.
    stream.once("readable", () => reject(malformed("A part of the form has no headers.")));
  });
}

/** Where a part belongs. Everything that two readers could read in two ways is refused. */
function toPlace(headers: PartHeaders): { readonly name: string; readonly fileName: string | undefined } {
  const single = (name: string) => {
    const lines = headers[name] ?? [];
    if (lines.length > 1) throw malformed(`A part of the form has two headers ${name}.`);
    return lines[0];
  };
  const length = Object.entries(headers).flat(2).join("").length;
  if (length > mostHeader)
    throw new AbideError("too-large", `The headers of a part are longer than ${mostHeader} bytes.`);
  const disposition = toParameters("form-data", single("content-disposition") ?? "");
  const type = toParameters("[\\w!#$&^.+/-]*", single("content-type") ?? "");
  const name = disposition?.get("name");
  if (!disposition || name === undefined) throw malformed("A part of the form has no name.");
  const fileName = disposition.get("filename");
  const charset = type?.get("charset");
  if (fileName === undefined && charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw malformed("A field of the form is not UTF-8.");
  }
  // RFC 7578 has done away with encodings: what would have to be decoded is not what it seems.
  if (!/^(?:7bit|8bit|binary)?$/i.test(single("content-transfer-encoding") ?? "")) {
    throw malformed("A part of the form is encoded.");
  }
  return { name, fileName };
}

/** The parameters of a header whose value is `value`; undefined where it is not, or cannot be read. Dicer gives bytes as Latin-1. */
function toParameters(value: string, line: string): Map<string, string> | undefined {
  const parameter = /\s*;\s*([\w!#$&+.^*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";]+))/y;
  const start = new RegExp(`^${value}`, "i").exec(line);
  if (!start) return undefined;
  const parameters = new Map<string, string>();
  let at = start[0].length;
  for (;;) {
    parameter.lastIndex = at;
    const match = parameter.exec(line);
    if (!match) break;
    at = parameter.lastIndex;
    const name = match[1]!.toLowerCase();
    if (parameters.has(name)) return undefined;
    // Browsers escape nothing but the quote, and leave the backslashes of a path as they are.
    const raw = match[2]?.replace(/\\(["\\])/g, "$1") ?? match[3]!;
    parameters.set(name, toText(Buffer.from(raw, "latin1")));
  }
  return /^\s*;?\s*$/.test(line.slice(at)) ? parameters : undefined;
}

/** A part as the fetch standard has streams. Whoever stops reading leaves the rest for `drain`: the next part comes behind it. */
function toFile(stream: Readable): { readonly file: ReadableStream<Uint8Array>; readonly drain: () => Promise<void> } {
  const chunks = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  let pulling: Promise<unknown> = Promise.resolve();
  const file = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = chunks.next();
        pulling = next.catch(() => {});
        const { done, value } = await next;
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => {},
    },
    { highWaterMark: 0 },
  );
  return {
    file,
    drain: async () => {
      await pulling;
      while (!(await chunks.next()).done);
    },
  };
}
