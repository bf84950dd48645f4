import { AbideError } from "../http/error.ts";
import { findCharset, findMark, scanned, sniff, sniffXml, utf8, type Charset } from "./charset.ts";

/**
 * The type that a browser takes a Content-Type for: the last one of a list, up to the first space, parenthesis or semicolon. A
 * stricter reading than a browser's would let pages leave as something else.
 */
export function toMedia(type: string): string {
  const media = type.split(",").map((part) => /[^\s;(]*/.exec(part.trim())![0]);
  return media.findLast((part) => part.includes("/")) ?? "";
}

/** How long, in milliseconds, the beginning of a page is waited for that does not say its encoding. */
const patience = 5;

/** Longest piece, in bytes, that is worked on at once. */
const longestPiece = 64 * 1024;

/** A page of the site's, as its bytes arrive. */
export interface SitePage {
  /** For `Content-Type`. */
  readonly label: string;
  /** What is there of the beginning. Nothing, where nobody had to wait for it. */
  readonly beginning: Uint8Array;
  /** The encoding of what `read` gives, once it gave something. */
  readonly charset: () => Charset;
  /** The next bytes, in an encoding that holds ASCII as ASCII; undefined at the end. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /** Nobody reads any more: the site need not go on. */
  readonly cancel: (reason?: unknown) => Promise<void>;
}

/**
 * Opens a page. Where no header names its encoding, or where the beginning is asked for (`waits`), its first bytes are waited for, and for
 * five more milliseconds where they are few. One that cannot be read cannot be protected, and does not leave.
 */
export async function openPage(
  response: Response,
  type: string,
  { waits, xml = false }: { readonly waits: boolean; readonly xml?: boolean },
): Promise<SitePage> {
  const fail = (cause: unknown): never => {
    const sentence = "The site answered with a page that cannot be read, and so cannot be protected.";
    throw new AbideError("bad-gateway", sentence, { cause });
  };
  try {
    const named = /charset\s*=\s*["']?([^\s;"']+)/.exec(type)?.[1];
    const told = named === undefined ? undefined : findCharset(named);
    const source = await toBytes(response);
    const beginning = told && !waits ? undefined : await peek(source);
    const sniffed = beginning && (findMark(beginning.bytes) ?? told ?? (xml ? sniffXml : sniff)(beginning.bytes));
    return toPage(source, beginning, sniffed ?? told!);
  } catch (cause) {
    return fail(cause);
  }
}

interface Source {
  readonly read: () => Promise<Uint8Array | undefined>;
  readonly cancel: (reason?: unknown) => Promise<void>;
}

function toSource(body: ReadableStream<Uint8Array>): Source {
  const reader = body.getReader();
  return { read: async () => (await reader.read()).value, cancel: (reason) => reader.cancel(reason) };
}

/** The response's bytes. One that is still packed is packed in a way that nobody here unpacks. */
async function toBytes(response: Response): Promise<Source> {
  const source = toSource(response.body!);
  const packing = (response.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (packing === "identity" || packing === "") return source;
  await source.cancel();
  throw new TypeError(`unknown encoding ${packing}`);
}

interface Beginning {
  readonly bytes: Uint8Array;
  /** The chunk that was asked for and is not there yet. */
  readonly next: Promise<Uint8Array | undefined> | undefined;
}

async function peek(source: Source): Promise<Beginning> {
  let bytes = (await source.read()) ?? new Uint8Array();
  if (bytes.length >= scanned || bytes.length === 0) return { bytes, next: undefined };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((resolve) => void (timer = setTimeout(resolve, patience, "late")));
  try {
    while (bytes.length < scanned) {
      const next = source.read();
      const chunk = await Promise.race([next, late]);
      if (chunk === "late") {
        // Its failure is told to whoever reads on.
        next.catch(() => {});
        return { bytes, next };
      }
      if (chunk === undefined) return { bytes, next: Promise.resolve(undefined) };
      bytes = join([bytes, chunk]);
    }
    return { bytes, next: undefined };
  } finally {
    clearTimeout(timer);
  }
}

/** All of `pieces` as one. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function toPage(source: Source, beginning: Beginning | undefined, told: Charset): SitePage {
  const encoder = new TextEncoder();
  let charset = told;
  let decoder: InstanceType<typeof TextDecoder> | undefined = told.transcoded ? told.decoder() : undefined;
  let isFirst = true;
  let waiting = beginning?.bytes;
  let next = beginning?.next;
  let rest: Uint8Array | undefined;

  const readSource = async (): Promise<Uint8Array | undefined> => {
    const chunk = waiting ?? (next ? await next : await source.read());
    if (!waiting) next = undefined;
    waiting = undefined;
    return chunk;
  };
  /** The mark of the first bytes stands above the header: a browser goes by it as well. */
  const readFirst = async (): Promise<Uint8Array | undefined> => {
    isFirst = false;
    let bytes = await readSource();
    while (bytes && bytes.length < 3) {
      const more = await readSource();
      if (!more) break;
      bytes = join([bytes, more]);
    }
    const mark = bytes && findMark(bytes);
    if (mark) {
      charset = mark;
      decoder = mark.transcoded ? new TextDecoder(mark.decoder().encoding, { ignoreBOM: true }) : undefined;
    }
    return bytes;
  };
  return {
    label: told.label,
    beginning: beginning?.bytes ?? new Uint8Array(),
    charset: () => (charset.transcoded ? utf8 : charset),
    read: async () => {
      const chunk = rest ?? (isFirst ? await readFirst() : await readSource());
      const wasRest = rest !== undefined;
      rest = undefined;
      if (chunk && chunk.length > longestPiece) rest = chunk.subarray(longestPiece);
      const piece = chunk && (rest ? chunk.subarray(0, longestPiece) : chunk);
      if (!decoder) return piece;
      if (piece) return encoder.encode(decoder.decode(piece, { stream: true }));
      // The end: what the decoder holds back of a broken character.
      const last = wasRest ? "" : decoder.decode();
      decoder = undefined;
      return last === "" ? undefined : encoder.encode(last);
    },
    cancel: source.cancel,
  };
}
