import { Duplex } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";
import { aboutBytes } from "./about-bytes.ts";
import { createBodyReader, putBack, type Beginning } from "./body-reader.ts";

/** Encodings that `fetch` unpacks, leaving the header that says so. */
const unpackedByFetch = /^(?:(?:x-)?gzip|deflate|br|zstd)$/;

/**
 * The site's response with a Content-Encoding that is true of its bytes. `fetch` unpacks what it gets and keeps the header: a site that
 * hands on what it fetched would have browsers unpack plain bytes, and show nothing. A page is unpacked: the gate reads it.
 */
export async function correctEncoding(response: Response): Promise<Response> {
  const encodings = (response.headers.get("content-encoding") ?? "")
    .toLowerCase()
    .split(",")
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== "" && encoding !== "identity");
  const outer = encodings.at(-1);
  if (outer === undefined || [206, 304].includes(response.status)) return response;
  // A response that has an address came from `fetch` as it is. One made of its body has none, and is known by its bytes.
  const fetched = response.url !== "" && encodings.every((encoding) => unpackedByFetch.test(encoding));
  if (fetched || !response.body) return fetched ? withBody(response, response.body) : response;
  const reader = createBodyReader(response.body);
  const begun = await reader.begin({ least: 4, most: signed.test(outer) ? 4 : enough.bytes, wait: enough.wait });
  const body = putBack(begun.bytes.length === 0 ? [] : [begun.bytes], reader);
  if (begun.bytes.length > 0 && !(await isPacked(outer, begun))) return withBody(response, body);
  if (!isPage(response) || !encodings.every((encoding) => unpackers.has(encoding))) return new Response(body, response);
  let plain: ReadableStream<Uint8Array> = body;
  for (const encoding of encodings.toReversed()) {
    // Node's types and the browser's name the same object differently.
    const unpacker: unknown = Duplex.toWeb(unpackers.get(encoding)!(begun.bytes));
    plain = plain.pipeThrough(unpacker as TransformStream<Uint8Array, Uint8Array>);
  }
  return withBody(response, plain);
}

const isPage = ({ headers }: Response): boolean => /html/i.test(headers.get("content-type") ?? "");

/** Unpackers by encoding. `deflate` comes with a head and, against the standard, without: the first bytes tell. */
const unpackers: ReadonlyMap<string, (first: Uint8Array) => Duplex> = new Map<string, (first: Uint8Array) => Duplex>([
  ["br", () => createBrotliDecompress()],
  ["deflate", (first) => (hasZlibHead(first) ? createInflate() : createInflateRaw())],
  ["gzip", () => createGunzip()],
  ["x-gzip", () => createGunzip()],
  ["zstd", () => createZstdDecompress()],
]);

/** RFC 1950, 2.2. */
const hasZlibHead = ([a = 0, b = 0]: Uint8Array): boolean => (a & 15) === 8 && (a * 256 + b) % 31 === 0;

/** The response with plain bytes, without what is said of packed ones. */
function withBody(response: Response, body: ReadableStream<Uint8Array> | null): Response {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", ...aboutBytes]) headers.delete(name);
  return new Response(body, { status, statusText, headers });
}

/** Encodings that show in their first four bytes. */
const signed = /^(?:(?:x-)?gzip|zstd)$/;

/** How many bytes of the others show whether a body is packed, and how long more of them are waited for once there are some, in milliseconds. */
const enough = { bytes: 4096, wait: 5 };

/** Whether a body that begins with `first` is packed as `encoding` says. One that nobody knows is taken at its word. */
async function isPacked(encoding: string, begun: Beginning): Promise<boolean> {
  const { bytes: first } = begun;
  const [a = 0, b = 0, c = 0, d = 0] = first;
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return a === 0x1f && b === 0x8b;
    case "zstd":
      // A frame, or one that is to be skipped (RFC 8878, 3.1).
      return (
        (b === 0xb5 && a === 0x28 && c === 0x2f && d === 0xfd) ||
        (a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18)
      );
    case "deflate":
      return begins(hasZlibHead(first) ? createInflate() : createInflateRaw(), begun);
    case "br":
      return begins(createBrotliDecompress(), begun);
    default:
      return true;
  }
}

/**
 * Whether `unpacker` takes these bytes for the beginning of something packed; where they are all, for the whole of it. Text can begin with
 * what looks packed: then little comes out of it, or something is left over.
 */
function begins(
  unpacker: Duplex & { readonly bytesWritten: number },
  { bytes: first, whole }: Beginning,
): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (packed: boolean) => {
      unpacker.destroy();
      resolve(packed);
    };
    let length = 0;
    unpacker.on("data", (chunk: Buffer) => void (length += chunk.length));
    // One that was cut off is packed, and broken; whoever reads it meets that.
    unpacker.on("error", ({ code }: NodeJS.ErrnoException) => settle(code === "Z_BUF_ERROR" && length > first.length));
    unpacker.on("end", () => settle(unpacker.bytesWritten === first.length));
    if (whole) unpacker.end(first);
    else
      unpacker.write(first, (error) =>
        setImmediate(() => settle(!error && (first.length < enough.bytes || length > first.length))),
      );
  });
}
