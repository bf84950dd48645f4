import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { finished, pipeline } from "node:stream/promises";
import { createHopByHop } from "../http/hop-by-hop.ts";
import { findTrailers } from "../http/trailers.ts";
import { createPacker, pack, toEncoding } from "./encode.ts";
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
  const headers = new Headers(response.headers);
  // A site that hands on what it fetched hands on those of its own connection.
  const isHopByHop = createHopByHop(headers.get("connection"));
  for (const name of response.headers.keys()) if (isHopByHop(name)) headers.delete(name);
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
  const source = createSource(response.body);
  const cancel = () => void source.cancel();
  left.addEventListener("abort", cancel, { once: true });
  if (left.aborted) cancel();
  try {
    const begun = await source.begin(most);
    const length = begun.whole ? begun.bytes.length : toLength(headers);
    const encoding = toEncoding(headers, { status, accept: toAccept(incoming), length });
    if (trailers) headers.delete("content-length");
    const whole = begun.whole && !trailers;
    if (whole && !encoding) headers.set("content-length", String(begun.bytes.length));
    const bytes = whole && encoding ? await pack[encoding](begun.bytes) : begun.bytes;
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
    const chunks = source.chunks(begun.bytes, {
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

/** Bytes of a body that are waited for together where they are there: a page of this length leaves in one piece. */
const most = 65_536;

function toAccept({ headers }: IncomingMessage): string | undefined {
  const accept = headers["accept-encoding"];
  return Array.isArray(accept) ? accept.join(",") : accept;
}

function toLength(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  return length !== null && /^\d+$/.test(length) ? Number(length) : undefined;
}

function writeHead(response: Response, list: Headers, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const tag = list.get("etag");
  if (response.status === 304 && tag !== null && namesPacked(incoming.headers["if-none-match"], tag))
    list.set("etag", toPackedTag(tag));
  const headers: Record<string, string | string[]> = Object.fromEntries(list);
  const cookies = list.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  if (!incoming.complete && incoming.method !== "GET" && incoming.method !== "HEAD") headers["connection"] = "close";
  if (response.statusText === "") outgoing.writeHead(response.status, headers);
  else outgoing.writeHead(response.status, response.statusText, headers);
}

type Read = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]>>;

/** A body that is read as it comes, and that says when the next chunk is not there yet. */
function createSource(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  let asked: Promise<Read> | undefined;
  let over = false;
  const next = async (): Promise<Read> => {
    const read = await (asked ?? reader.read());
    asked = undefined;
    if (read.done) over = true;
    return read;
  };
  /** The next chunk where it is there by now. */
  const soon = async (): Promise<Read | undefined> => {
    asked ??= reader.read();
    const state = { settled: false };
    const settle = () => void (state.settled = true);
    // Whoever asks for it next meets the failure; without this it would end the process meanwhile.
    asked.then(settle, settle);
    // A chunk that is there takes a few turns to arrive; a timer for each would cost more than the rest.
    for (let turn = 0; turn < 8 && !state.settled; turn++) await Promise.resolve();
    if (!state.settled) await Promise.race([asked.catch(() => {}), setImmediate()]);
    return state.settled ? next() : undefined;
  };
  return {
    /** The first chunks, up to `most` bytes or until they are late, and whether they are all there is. */
    begin: async (most: number): Promise<{ readonly bytes: Uint8Array; readonly whole: boolean }> => {
      const begun: Uint8Array[] = [];
      let length = 0;
      while (length < most) {
        const read = await soon();
        if (!read) break;
        if (read.done) return { bytes: Buffer.concat(begun), whole: true };
        begun.push(read.value);
        length += read.value.length;
      }
      return { bytes: begun.length === 1 ? begun[0]! : Buffer.concat(begun), whole: false };
    },
    /** Every chunk from `begun` on. `waiting` is called where the next one is late, `ended` after the last. */
    chunks: async function* (
      begun: Uint8Array,
      { waiting, ended }: { readonly waiting: () => void; readonly ended: () => void },
    ): AsyncGenerator<Uint8Array> {
      if (begun.length > 0) yield begun;
      for (;;) {
        let read = await soon();
        if (!read) {
          waiting();
          read = await next();
        }
        if (read.done) return ended();
        yield read.value;
      }
    },
    cancel: async (): Promise<void> => {
      if (over) return;
      over = true;
      await reader.cancel().catch(() => {});
    },
  };
}
