import { renderIsland, type Visit } from "@abide/gate/render";
import { utf8, type Charset } from "./charset.ts";
import { elements, noscriptElements, type Elements, type Outcome, type Passing } from "./elements.ts";
import type { PolicyMerger } from "./merge-policy.ts";
import { join } from "./site-page.ts";
import { toTag } from "./tag.ts";
import { Tokenizer, type TokenKind } from "./tokenizer.ts";
import type { Violation } from "./violations.ts";

export interface RewriteOptions {
  /** Addresses of the built files, with their hash. */
  readonly assets: { readonly css: string; readonly gate: string };
  readonly note: (violation: Violation) => void;
  /** A page of Abide's own: it has no scripts but ours, so that Trusted Types hold. */
  readonly ownPage?: boolean;
  /** A page that shows data about others: no tracker runs on it, whatever the visitor chose, and nothing is asked. */
  readonly trackerFree?: boolean;
}

/** What a page gets: the guard before anything runs, the banner, and that a signal is heeded. */
export interface Frame {
  readonly guard: string;
  readonly banner: string;
  readonly signal: string;
}

/** What is known of a page before its first byte. */
export interface PageContext {
  readonly page: URL;
  readonly visit: Visit;
  /** The guard for frames whose HTML is in the page: a piece of a page may hold one as well. */
  readonly inner: string;
  readonly merger: PolicyMerger;
  /** Undefined for a piece of a page, which has guard and banner already. */
  readonly frame: Frame | undefined;
}

/** A page that is rewritten as it comes. */
export interface Rewriter {
  /** What can leave once `chunk` is there. */
  readonly write: (chunk: Uint8Array, charset?: Charset) => Uint8Array;
  /** What is left at the end. */
  readonly end: () => Uint8Array;
  /** How many frames have a placeholder in their place so far. */
  readonly placeholders: () => number;
}

/** Longest text of a script, in bytes, that is waited for to decide whether it leaves. A longer one does not. */
const longestHeld = 256 * 1024;

const encoder = new TextEncoder();

/**
 * Rewrites a page chunk by chunk: it puts in guard and banner, placeholders for frames that may not load, and takes out what has browsers
 * contact hosts that may not be contacted. What is not changed leaves byte for byte, in the page's own encoding.
 */
export function createRewriter(context: PageContext, options: RewriteOptions): Rewriter {
  const { page, visit, inner, merger, frame } = context;
  const { assets, note, ownPage = false, trackerFree = false } = options;
  const passing: Passing = {
    page,
    visit,
    note,
    inner,
    merger,
    origin: page.origin,
    base: page,
    isAtHome: true,
    placeholders: 0,
  };
  const { guard, banner, signal } = frame ?? { guard: "", banner: "", signal: "" };
  const needsStyle = banner !== "" || signal !== "" || ownPage;
  const needsGate = banner !== "" || ownPage || (loads(visit) && !trackerFree);
  const style = `<link rel="stylesheet" href="${assets.css}">`;
  const pass = createPass(passing, elements);
  let guarded = !frame;
  let bannered = banner === "";
  let styled = needsStyle;
  let closed = !frame;

  /** What stands before the token that `pass` has just read. A page may leave out every tag that these hang on. */
  const before = (kind: TokenKind): string => {
    const { tokens } = pass;
    let text = "";
    if (!guarded && opensPage(kind, tokens)) {
      guarded = true;
      text += guard + (needsStyle ? style : "");
    }
    if (!bannered && tokens.inBody && !(kind === "start" && tokens.name === "body")) {
      bannered = true;
      // Frames in the body's place would not be shown beside anything else.
      if (!tokens.hasFrames) text += banner;
    }
    const isLast = kind === "end" && (tokens.name === "body" || tokens.name === "html") && tokens.isOpen;
    return isLast ? text + closing() : text;
  };
  const after = (kind: TokenKind): string => {
    if (kind !== "start") return "";
    if (!guarded && pass.tokens.name === "head") {
      guarded = true;
      return guard + (needsStyle ? style : "");
    }
    if (bannered || pass.tokens.name !== "body" || !pass.tokens.inBody) return "";
    bannered = true;
    return banner;
  };
  // What enhances is last: it is known by then whether there is anything to enhance.
  const closing = (): string => {
    if (closed || pass.tokens.hasFrames) return "";
    closed = true;
    if (!needsGate && passing.placeholders === 0) return signal;
    const nonce = merger.nonce();
    const key = nonce === undefined ? "" : ` nonce="${nonce}"`;
    const island = toAsciiScript(renderIsland(visit, { ownPage: ownPage || trackerFree }));
    return `${signal}${island}<script type="module" src="${assets.gate}"${key}></script>`;
  };
  /** The first placeholder brings the style sheet where nothing else has. */
  const instead = (text: string): string => {
    const link = styled ? "" : style;
    styled = true;
    return link + text;
  };

  const around: Around = { isWaiting: () => !guarded || !bannered, before, after, instead };

  return {
    write: (chunk, charset) => pass.write(chunk, around, charset),
    end: () =>
      pass.end(around, () => {
        let text = "";
        if (!guarded) text += guard + (needsStyle ? style : "");
        if (!bannered && !pass.tokens.hasFrames) text += banner;
        guarded = bannered = true;
        return text + closing();
      }),
    placeholders: () => passing.placeholders,
  };
}

/** Whether the token is one that something may run or be fetched behind: all but what stands before `<head>`. */
function opensPage(kind: TokenKind, tokens: Tokenizer): boolean {
  if (kind === "start") return tokens.name !== "html" && tokens.name !== "head";
  return tokens.inBody && kind !== "comment";
}

/** Whether a tracker that may run has something to load. */
function loads({ permitted, version }: Visit): boolean {
  return permitted.some((key) => (version.policy.trackers[key]?.load.length ?? 0) > 0);
}

/** What stands around a token, and in an element's place. */
interface Around {
  /** Whether something is still to be put in that may stand at any token. */
  readonly isWaiting: () => boolean;
  readonly before: (kind: TokenKind) => string;
  readonly after: (kind: TokenKind) => string;
  readonly instead: (text: string) => string;
}

const nothing: Around = { isWaiting: () => false, before: () => "", after: () => "", instead: (text) => text };

interface Pass {
  readonly tokens: Tokenizer;
  readonly write: (chunk: Uint8Array, around: Around, charset?: Charset) => Uint8Array;
  /** `closing`: what comes last where the page ends in the open. */
  readonly end: (around: Around, closing: () => string) => Uint8Array;
}

/** Reads a page or a part of one, and carries out what becomes of its elements. */
function createPass(passing: Passing, elements: Elements): Pass {
  const wanted = new Map(Object.entries(elements));
  const tokens = new Tokenizer();
  let charset = utf8;
  let decoder = charset.decoder();
  let isFirst = true;
  /** Up to where the tokenizer's bytes are in `pieces`, or dropped. */
  let done = 0;
  let pieces: Uint8Array[] = [];
  /** The text before the token ends with `<`. */
  let isAtLess = false;
  /** Name of the element whose text is dropped. */
  let dropped = "";
  let held: { readonly stays: (text: string) => boolean; readonly pieces: Uint8Array[]; length: number } | undefined;
  let noscript: Pass | undefined;

  const keep = (to: number): void => {
    if (to > done) pieces.push(tokens.bytes.subarray(done, to));
    done = to;
  };
  const put = (text: string): void => {
    if (text !== "") pieces.push(encode(text, charset));
  };
  const take = (): Uint8Array => {
    const taken = join(pieces);
    pieces = [];
    return taken;
  };

  const readStart = (): Outcome => {
    const { name } = tokens;
    // In SVG they are other elements, but for scripts: there rules are not read, and so never leave as such.
    const isScript = name === "script" && !tokens.isHtml;
    const change = wanted.get(name);
    if ((!tokens.isHtml && !isScript) || !change) return "stays";
    const { tag, edits } = toTag(tokens, (bytes) => decoder.decode(bytes));
    let outcome = change(tag, passing);
    if (isScript) {
      if (typeof outcome === "object") tag.set("type", "text/plain");
      outcome = "stays";
    }
    if (outcome === "stays" && edits.length > 0) {
      for (const { from, to, text } of edits.toSorted((a, b) => a.from - b.from)) {
        keep(from);
        put(text);
        done = to;
      }
    }
    return outcome;
  };

  /** Whether the token is a part of an element whose text is dropped, held or read by itself. */
  const readInside = (kind: TokenKind): boolean => {
    const isText = kind === "text" && tokens.text !== "";
    if (dropped !== "") {
      done = tokens.to;
      if (kind === "end") dropped = "";
      return true;
    }
    if (held) {
      if (isText) hold();
      else release();
      return isText;
    }
    if (!noscript) return false;
    keep(tokens.from);
    if (isText) {
      pieces.push(noscript.write(tokens.bytes.slice(tokens.from, tokens.to), nothing));
      done = tokens.to;
      return true;
    }
    pieces.push(noscript.end(nothing, () => ""));
    noscript = undefined;
    return false;
  };

  /** Whether nothing depends on the token, as on most. */
  const isPlain = (kind: TokenKind): boolean => {
    switch (kind) {
      case "start":
        return !wanted.has(tokens.name);
      case "end":
        return tokens.name !== "body" && tokens.name !== "html";
      default:
        return true;
    }
  };

  const read = (kind: TokenKind, around: Around): void => {
    if ((dropped !== "" || held || noscript) && readInside(kind)) return;
    if (isPlain(kind) && !around.isWaiting()) return;
    const text = around.before(kind);
    if (text !== "") {
      keep(tokens.from);
      put(text);
    }
    if (kind === "start") {
      const outcome = readStart();
      if (outcome === "gone" || (typeof outcome === "object" && "instead" in outcome)) {
        keep(tokens.from);
        if (typeof outcome === "object") put(around.instead(outcome.instead));
        // Without this, `<<link …>script>` would become a script.
        else if (isAtLess) put("<!---->");
        dropped = tokens.text;
        done = tokens.to;
      } else if (typeof outcome === "object") {
        keep(tokens.from);
        held = { stays: outcome.stays, pieces: [], length: 0 };
        hold();
      }
      if (tokens.text === "noscript") noscript = createPass(passing, noscriptElements);
    }
    const behind = around.after(kind);
    if (behind !== "") {
      keep(tokens.to);
      put(behind);
    }
  };

  /** Keeps the token until it is known whether it leaves. */
  const hold = (): void => {
    held!.length += tokens.to - tokens.from;
    if (held!.length <= longestHeld) held!.pieces.push(tokens.bytes.slice(tokens.from, tokens.to));
    done = tokens.to;
  };
  /** At the end tag, which leaves in any case: alone it means nothing. */
  const release = (): void => {
    const [tag, ...text] = held!.pieces;
    const stays = held!.length <= longestHeld && held!.stays(decoder.decode(join(text)));
    if (stays) pieces.push(tag!, ...text);
    // As a script of a type that nobody knows it stays where it stood, empty.
    else put(`<script type="text/plain">`);
    held = undefined;
  };

  const run = (around: Around): void => {
    for (let kind = tokens.next(); kind !== "more"; kind = tokens.next()) {
      read(kind, around);
      isAtLess = kind === "text" && tokens.bytes[tokens.to - 1] === 0x3c;
    }
    keep(tokens.to);
  };

  return {
    tokens,
    write: (chunk, around, told = charset) => {
      if (told !== charset) [charset, decoder] = [told, told.decoder()];
      let bytes = chunk;
      if (isFirst && chunk.length > 0) {
        isFirst = false;
        // The mark is no text, and stays first.
        if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) {
          pieces.push(chunk.subarray(0, 3));
          bytes = chunk.subarray(3);
        }
      }
      tokens.write(bytes);
      done = tokens.to;
      run(around);
      return take();
    },
    end: (around, closing) => {
      tokens.end();
      run(around);
      if (held) release();
      if (noscript) pieces.push(noscript.end(nothing, () => ""));
      // Inside a text or a comment that has no end it would be part of that.
      if (tokens.isOpen) put(closing());
      // Half a tag: nothing of ours may become a part of it.
      if (tokens.isCut) pieces.push(tokens.bytes.subarray(tokens.to));
      return take();
    },
  };
}

/** Short texts of ours as bytes: the same few stand in every page. */
const encoded = new Map<string, Uint8Array>();

/** Text of ours in the page's encoding: in one that is not UTF-8, with character references. */
function encode(text: string, charset: Charset): Uint8Array {
  if (charset.label !== "utf-8") return encoder.encode(toAscii(text));
  if (text.length > 64) return encoder.encode(text);
  let bytes = encoded.get(text);
  if (!bytes) {
    if (encoded.size >= 1_000) encoded.clear();
    bytes = encoder.encode(text);
    encoded.set(text, bytes);
  }
  return bytes;
}

function toAscii(html: string): string {
  return html.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** A script whose text is ASCII, since no reference is read in a script. */
function toAsciiScript(html: string): string {
  return html.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
