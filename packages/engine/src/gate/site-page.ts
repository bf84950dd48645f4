import { createBodyReader, type BodyReader } from "../http/body-reader.ts";
import { join } from "../http/body.ts";
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
    const source = await openBody(response);
    if (told && !waits) return toPage(source, undefined, told);
    const { bytes } = await source.begin({ least: 1, most: scanned, wait: patience });
    return toPage(source, bytes, findMark(bytes) ?? told ?? (xml ? sniffXml : sniff)(bytes));
  } catch (cause) {
    return fail(cause);
  }
}

/** The response's bytes. Throws where they are still packed: in a way that nobody here unpacks. */
export async function openBody(response: Response): Promise<BodyReader> {
  const source = createBodyReader(response.body!);
  const packing = (response.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (packing === "identity" || packing === "") return source;
  await source.cancel();
  throw new TypeError(`unknown encoding ${packing}`);
}

function toPage(source: BodyReader, beginning: Uint8Array | undefined, told: Charset): SitePage {
  const encoder = new TextEncoder();
  let charset = told;
  let decoder: InstanceType<typeof TextDecoder> | undefined = told.transcoded ? told.decoder() : undefined;
  let isFirst = true;
  let waiting = beginning;
  let rest: Uint8Array | undefined;

  const readSource = async (): Promise<Uint8Array | undefined> => {
    const chunk = waiting ?? (await source.read());
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
    beginning: beginning ?? new Uint8Array(),
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
