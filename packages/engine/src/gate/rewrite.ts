import type { Visit } from "@abide/gate/render";
import type { Charset } from "./charset.ts";
import { elements, type Passing } from "./elements.ts";
import { toIsland, type Frame } from "./frame.ts";
import type { PolicyMerger } from "./merge-policy.ts";
import { Pass, type Around } from "./pass.ts";
import type { Tokenizer, TokenKind } from "./tokenizer.ts";
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

/** What is known of a page before its first byte. */
export interface PageContext {
  readonly page: URL;
  readonly visit: Visit;
  /** The guard for frames whose HTML is in the page: a piece of a page may hold one as well. */
  readonly inner: string;
  /** What the page's own inline scripts carry, where no other may run. */
  readonly nonce?: string | undefined;
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

/**
 * Rewrites a page chunk by chunk: it puts in guard and banner, placeholders for frames that may not load, and takes out what has browsers
 * contact hosts that may not be contacted. What is not changed leaves byte for byte, in the page's own encoding.
 */
export function createRewriter(context: PageContext, options: RewriteOptions): Rewriter {
  const { page, visit, inner, nonce, merger, frame } = context;
  const { assets, note, ownPage = false, trackerFree = false } = options;
  const passing: Passing = {
    page,
    visit,
    note,
    inner,
    nonce,
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
  const pass = new Pass(passing, elements);
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
    const island = toIsland(visit, ownPage || trackerFree);
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
