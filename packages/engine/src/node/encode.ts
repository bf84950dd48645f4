import type { Transform } from "node:stream";
import { promisify } from "node:util";
import {
  brotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  gzip,
  zstdCompress,
} from "node:zlib";
import { aboutBytes } from "../http/about-bytes.ts";
import type { PackedForms } from "../http/packed-forms.ts";
import { toPackedTag } from "./etag.ts";

export type Encoding = "br" | "gzip" | "zstd";

/** Headers by their names in small letters: every change of a `Headers` checks all of it anew. */
export type HeaderList = Map<string, string>;

/** By what it costs and saves: the first of those that a client likes as much as any other. */
const encodings = ["br", "zstd", "gzip"] as const;

/** Smaller bodies are hardly smaller packed, in bytes. */
const least = 1024;

/** What is known of a response before its body is read. */
export interface Leaving {
  readonly status: number;
  /** `Accept-Encoding` of the request. */
  readonly accept: string | undefined;
  /** Length of the body in bytes. Undefined where that is not known yet. */
  readonly length: number | undefined;
}

/**
 * The encoding that the body is to be packed in, or undefined. `headers` is changed to what they are then, and names
 * `Accept-Encoding` in `Vary` where another client would have got another body.
 */
export function toEncoding(headers: HeaderList, { status, accept, length }: Leaving): Encoding | undefined {
  if (!mayPack(headers, status)) return undefined;
  const { best, plain } = toAccepted(accept);
  // A client that refuses plain bytes gets packed ones, however few they are.
  const worth = isCompressible(headers.get("content-type") ?? "") && (length === undefined || length >= least);
  if (!worth && (plain || length === 0)) return undefined;
  addVary(headers);
  if (best === undefined) return undefined;
  headers.set("content-encoding", best);
  for (const name of aboutBytes) headers.delete(name);
  const tag = headers.get("etag");
  if (tag !== undefined) headers.set("etag", toPackedTag(tag));
  return best;
}

/** Whether nobody said otherwise: what is packed already, a part of a body, and what must arrive as it is, are left alone. */
function mayPack(headers: HeaderList, status: number): boolean {
  const packed = (headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  return (
    ![204, 205, 206, 304].includes(status) &&
    (packed === "identity" || packed === "") &&
    !headers.has("content-range") &&
    !/(?:^|[\s,])no-transform(?:$|[\s,])/i.test(headers.get("cache-control") ?? "") &&
    // Its events may not wait for a packer, nor for anybody on the way who unpacks.
    !/^\s*text\/event-stream/i.test(headers.get("content-type") ?? "")
  );
}

/** Types that shrink. Pictures, films and archives are packed by themselves. */
function isCompressible(type: string): boolean {
  const media = type.split(";")[0]!.trim().toLowerCase();
  return (
    /^text\/|[/+](?:json|xml|javascript)$/.test(media) ||
    /^(?:application\/(?:ecmascript|graphql|manifest|rtf|sql|wasm|(?:x-)?ndjson|json-seq|x-javascript|x-www-form-urlencoded|vnd\.ms-fontobject)|font\/(?:otf|ttf)|image\/(?:bmp|x-icon|vnd\.microsoft\.icon))$/.test(
      media,
    )
  );
}

/** What the client takes (RFC 9110, 12.5.3): the best encoding that it may get, and whether plain bytes are fine. */
export function toAccepted(accept: string | undefined): {
  readonly best: Encoding | undefined;
  readonly plain: boolean;
} {
  if (accept === undefined) return { best: undefined, plain: true };
  const weights = new Map<string, number>();
  for (const item of accept.toLowerCase().split(",")) {
    const [name = "", ...parameters] = item.split(";").map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    // A weight that is none counts as refusal: the client gets plain bytes, which everybody can read.
    const valid = weight === undefined ? 1 : /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0;
    if (name !== "") weights.set(name === "x-gzip" ? "gzip" : name, valid);
  }
  const others = weights.get("*");
  const weigh = (name: string) => weights.get(name) ?? others ?? 0;
  let best: Encoding | undefined;
  for (const name of encodings) if (weigh(name) > (best === undefined ? 0 : weigh(best))) best = name;
  const plain = weights.get("identity") ?? (others === 0 ? 0 : undefined);
  // Plain bytes that are asked for by name, and liked better.
  if (plain !== undefined && best !== undefined && plain > weigh(best)) best = undefined;
  return { best, plain: plain !== 0 };
}

/** Says to caches that the body depends on `Accept-Encoding`. */
function addVary(headers: HeaderList): void {
  const vary = headers.get("vary") ?? "";
  if (/(?:^|,)\s*(?:\*|accept-encoding)\s*(?:$|,)/i.test(vary)) return;
  headers.set("vary", vary === "" ? "Accept-Encoding" : `${vary}, Accept-Encoding`);
}

const toBrotli = (quality: number) => ({
  params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 18 },
});
/** As fast as the bytes become few: pages are packed for each visitor. */
const brotli = toBrotli(4);

const pack: { readonly [encoding in Encoding]: (bytes: Uint8Array) => Promise<Uint8Array> } = {
  br: (bytes) => promisify(brotliCompress)(bytes, brotli),
  gzip: (bytes) => promisify(gzip)(bytes),
  zstd: (bytes) => promisify(zstdCompress)(bytes),
};

/** The same for what is packed once: however long it takes, its bytes are few. */
const packBest: typeof pack = {
  br: (bytes) => promisify(brotliCompress)(bytes, toBrotli(constants.BROTLI_MAX_QUALITY)),
  gzip: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  zstd: (bytes) => promisify(zstdCompress)(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } }),
};

/** All of a body, packed; taken from `forms`, or put there, where it has some. */
export function packWhole(encoding: Encoding, bytes: Uint8Array, forms: PackedForms | undefined): Promise<Uint8Array> {
  if (!forms) return pack[encoding](bytes);
  let packed = forms.get(encoding);
  if (!packed) {
    packed = packBest[encoding](bytes);
    forms.set(encoding, packed);
    // One that failed is no answer to the next.
    packed.catch(() => forms.delete(encoding));
  }
  return packed;
}

/** Packs a body as it comes. What it has been given so far is sent off by `flush`. */
export interface Packer {
  readonly stream: Transform;
  readonly flush: () => void;
}

export const createPacker: { readonly [encoding in Encoding]: () => Packer } = {
  br: () => {
    const stream = createBrotliCompress(brotli);
    return { stream, flush: () => stream.flush(constants.BROTLI_OPERATION_FLUSH) };
  },
  gzip: () => {
    const stream = createGzip();
    return { stream, flush: () => stream.flush(constants.Z_SYNC_FLUSH) };
  },
  zstd: () => {
    const stream = createZstdCompress();
    return { stream, flush: () => stream.flush(constants.ZSTD_e_flush) };
  },
};
