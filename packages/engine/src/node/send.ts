import type { IncomingMessage, ServerResponse } from "node:http";
import { finished, pipeline } from "node:stream/promises";
import { createBodyReader, type BodyReader } from "../http/body-reader.ts";
import { createHopByHop } from "../http/hop-by-hop.ts";
import { findPackedForms } from "../http/packed-forms.ts";
import { findTrailers } from "../http/trailers.ts";
import { createPacker, packWhole, toEncoding, type HeaderList } from "./encode.ts";
import { namesPacked, toPackedTag } from "./etag.ts";

/**
 * Writes the response: packed as the client takes it, each chunk of the site's as soon as it is there. Once the client leaves the body
 * is cancelled, whatever it waits for.
 */
export async function send(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  left: AbortSignal,
): Promise<void> {
  const headers = toList(response.headers);
  const { status } = response;
  const head = incoming.method === "HEAD";
  if (head || !response.body) {
    await response.body?.cancel();
    const length = head ? toLength(headers) : 0;
    toEncoding(headers, { status, accept: toAccept(incoming), length });
    writeHead(response, headers, incoming, outgoing);
    outgoing.end();
    return;
  }
  const trailers = findTrailers(response.body);
  const forms = findPackedForms(response.body);
  const source = createBodyReader(response.body);
  const cancel = () => void source.cancel();
  left.addEventListener("abort", cancel, { once: true });
  if (left.aborted) cancel();
  try {
    const begun = await source.begin({ least: 0, most, wait: 0 });
    const length = begun.whole ? begun.bytes.length : toLength(headers);
    const encoding = toEncoding(headers, { status, accept: toAccept(incoming), length });
    if (trailers) headers.delete("content-length");
    const whole = begun.whole && !trailers;
    if (whole && !encoding) headers.set("content-length", String(begun.bytes.length));
    const bytes = whole && encoding ? await packWhole(encoding, begun.bytes, forms) : begun.bytes;
    if (outgoing.destroyed) return;
    writeHead(response, headers, incoming, outgoing);
    if (whole) {
      outgoing.end(bytes);
      await finished(outgoing);
      return;
    }
    // A page whose first words are late has its headers at once.
    if (begun.bytes.length === 0) outgoing.flushHeaders();
    const packer = encoding && createPacker[encoding]();
    const chunks = toChunks(source, begun.bytes, {
      waiting: () => packer?.flush(),
      ended: () => trailers && outgoing.addTrailers([...trailers()]),
    });
    if (packer) await pipeline(chunks, packer.stream, outgoing);
    else await pipeline(chunks, outgoing);
  } finally {
    left.removeEventListener("abort", cancel);
    await source.cancel();
  }
}

/** The headers that leave, but for cookies, of which there may be several. */
function toList(headers: Headers): HeaderList {
  // A site that hands on what it fetched hands on those of its own connection.
  const isHopByHop = createHopByHop(headers.get("connection"));
  const list: HeaderList = new Map();
  for (const [name, value] of headers) if (name !== "set-cookie" && !isHopByHop(name)) list.set(name, value);
  return list;
}

/** Bytes of a body that are waited for together where they are there: a page of this length leaves in one piece. */
const most = 65_536;

function toAccept({ headers }: IncomingMessage): string | undefined {
  const accept = headers["accept-encoding"];
  return Array.isArray(accept) ? accept.join(",") : accept;
}

function toLength(headers: HeaderList): number | undefined {
  const length = headers.get("content-length");
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
}

function writeHead(response: Response, list: HeaderList, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const tag = list.get("etag");
  if (response.status === 304 && tag !== undefined && namesPacked(incoming.headers["if-none-match"], tag))
    list.set("etag", toPackedTag(tag));
  const headers: Record<string, string | string[]> = Object.fromEntries(list);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  if (!incoming.complete && incoming.method !== "GET" && incoming.method !== "HEAD") headers["connection"] = "close";
  if (response.statusText === "") outgoing.writeHead(response.status, headers);
  else outgoing.writeHead(response.status, response.statusText, headers);
}

/** Every chunk from `begun` on. `waiting` is called where the next one is late, `ended` after the last. */
async function* toChunks(
  source: BodyReader,
  begun: Uint8Array,
  { waiting, ended }: { readonly waiting: () => void; readonly ended: () => void },
): AsyncGenerator<Uint8Array> {
  if (begun.length > 0) yield begun;
  for (;;) {
    let chunk = await source.soon();
    if (chunk === "late") {
      waiting();
      chunk = await source.read();
    }
    if (!chunk) return ended();
    yield chunk;
  }
}
