import { Readable } from "node:stream";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { toChunks, toText } from "../body.ts";
import { AbideError, isAbideError } from "../error.ts";

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
 * Names and values of a form that came as `multipart/form-data`, in order, as its files are taken in a stream. A body that is broken,
 * not UTF-8 or too large is refused; files that were taken before that are the caller's to discard (`taken` tells of each).
 */
export async function readMultipart(
  request: Request,
  { most, field, parts, take, unwanted }: MultipartOptions,
  taken: (value: unknown) => void,
): Promise<[name: string, value: unknown][]> {
  const type = request.headers.get("content-type") ?? "";
  const malformed = (why: string, cause?: unknown) => new AbideError("malformed", why, { cause });
  let busboy: BusboyInstance;
  try {
    busboy = new Busboy({
      // Without a content type of its own a field is in the page's encoding: read as bytes here, and checked to be UTF-8 below.
      headers: { "content-type": type },
      defCharset: "latin1",
      limits: { fieldNameSize: 200, fieldSize: field, fields: parts, files: parts, parts, headerPairs: 20 },
    });
  } catch (cause) {
    throw malformed("The form's parts cannot be told apart.", cause);
  }
  const found: Promise<[name: string, value: unknown]>[] = [];
  let problem: AbideError | undefined;
  const fail = (error: AbideError) => {
    problem ??= error;
  };
  // Names have been decoded already, with U+FFFD for what is not UTF-8; values are bytes still.
  const toName = (name: string) => {
    if (name.includes("\ufffd")) throw malformed("A name in the form is not UTF-8.");
    return name;
  };
  const open = new Set<Readable>();
  busboy.on("field", (name, value, nameCut, valueCut) => {
    if (nameCut || valueCut) return fail(new AbideError("too-large", "A field of the form is too long."));
    try {
      found.push(Promise.resolve([toName(name), toText(Buffer.from(value, "latin1"))]));
    } catch (error) {
      fail(isAbideError(error) ? error : malformed("A field cannot be read.", error));
    }
  });
  busboy.on("file", (rawName, file, rawFileName) => {
    open.add(file);
    for (const event of ["end", "close", "error"]) file.on(event, () => void open.delete(file));
    let name = "";
    let fileName = "";
    try {
      [name, fileName] = [toName(rawName), toName(rawFileName ?? "")];
    } catch (error) {
      fail(isAbideError(error) ? error : malformed("A field cannot be read.", error));
    }
    const taking = problem ? undefined : take(name);
    // No file was chosen: browsers send an empty one without a name.
    if (!taking || fileName === "") {
      let bytes = 0;
      const passed = new Promise<[string, unknown]>((resolve) => {
        file.on("data", (chunk: Buffer) => (bytes += chunk.length));
        file.on("error", () => resolve([name, unwanted]));
        file.on("close", () => resolve([name, bytes === 0 && fileName === "" ? undefined : unwanted]));
        file.on("end", () => resolve([name, bytes === 0 && fileName === "" ? undefined : unwanted]));
      });
      file.resume();
      return void found.push(passed);
    }
    const value = taking(toStream(file), fileName).then((value): [string, unknown] => {
      taken(value);
      return [name, value];
    });
    value.catch(() => {}).finally(() => file.resume());
    found.push(value);
  });
  for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
    busboy.on(limit, () => fail(new AbideError("too-large", "The form has too many parts.")));
  }

  let bytes = 0;
  const counted = async function* () {
    for await (const chunk of toChunks(request.body)) {
      bytes += chunk.length;
      if (bytes > most) throw new AbideError("too-large", `The body is longer than ${most} bytes.`);
      if (problem) throw problem;
      yield chunk;
    }
  };
  try {
    await new Promise<void>((resolve, reject) => {
      busboy.on("finish", resolve);
      busboy.on("error", reject);
      const source = Readable.from(counted());
      source.on("error", (error) => {
        busboy.destroy(error);
        reject(error);
      });
      source.pipe(busboy);
    });
  } catch (error) {
    for (const file of open) file.destroy(new Error("The form broke off."));
    await Promise.allSettled(found);
    throw isAbideError(error) ? error : malformed("The form broke off.", error);
  }
  const settled = await Promise.allSettled(found);
  const failed = settled.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  if (problem) throw problem;
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<[string, unknown]>).value);
}

/**
 * A part as the fetch standard has streams. Who stops reading leaves the rest to be passed over: the next part comes after it. Not by
 * the stream's iterator: busboy says "end" before the stream does, and takes away who listens for the second one.
 */
function toStream(file: Readable): ReadableStream<Uint8Array> {
  let open = true;
  const finish = (act: () => void) => () => {
    if (open) act();
    open = false;
  };
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        file.on("data", (chunk: Buffer) => {
          if (!open) return;
          controller.enqueue(chunk);
          file.pause();
        });
        const close = finish(() => controller.close());
        file.on("end", close);
        file.on("close", close);
        file.on("error", (error) => finish(() => controller.error(error))());
        file.pause();
      },
      pull: () => void file.resume(),
      cancel: () => {
        open = false;
        file.resume();
      },
    },
    { highWaterMark: 0 },
  );
}
