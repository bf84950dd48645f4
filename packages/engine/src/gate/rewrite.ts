import type { Visit } from "@abide/gate/render";
import type { Charset } from "./charset.ts";
import { elements, type Passing } from "./elements.ts";
import { toIsland, type Frame } from "./frame.ts";
import type { PolicyMerger } from "./merge-policy.ts";
import { Pass, type Around } from "./pass.ts";
import type { Tokenizer, TokenKind } from "./tokenizer.ts";
import type { Violation } from "./violations.ts";

/** A built file: its address with the hash of its content, and for `integrity`. */
type Asset = { readonly href: string; readonly integrity: string };
export type Assets = { readonly css: Asset; readonly gate: Asset };

export interface RewriteOptions {
  readonly assets: Assets;
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
  /** The site has files without `integrity` refused on its page. */
  readonly integrity?: boolean;
  /** Undefined for a piece of a page, which has guard and banner already. */
  readonly frame: Frame | undefined;
}

/** A page that is rewritten as it comes. */
export interface Rewriter {
  /** What can leave once `chunk` is there. */
  readonly write: (chunk: Uint8Array, charset?: Charset) => Uint8Array;
  /** What is left at the end. */
  readonly end: () => Uint8Array;
}

/** What is known of a page as it begins. */
export function toPassing(context: PageContext, { note }: RewriteOptions): Passing {
  const { page, visit, inner, nonce, merger } = context;
  return { page, visit, note, inner, nonce, merger, origin: page.origin, base: page, isAtHome: true, placeholders: 0 };
}

/** What is put into a page, as HTML. */
export interface Additions {
  /** Before anything that may run or be fetched. */
  readonly opening: string;
  readonly banner: string;
  /**
   * Last: it is known by then whether there is anything to enhance. Of `gate.js`, where it is loaded in another way
   * than as a module of the page, the attributes by which it is found.
   */
  readonly closing: (script?: { readonly [attribute: string]: string }) => string;
}

export function createAdditions(
  { visit, merger, frame, integrity = false }: PageContext,
  { assets, ownPage = false, trackerFree = false }: RewriteOptions,
  passing: Passing,
): Additions {
  const { guard, banner, signal } = frame ?? { guard: "", banner: "", signal: "" };
  const needsStyle = banner !== "" || signal !== "" || ownPage;
  const needsGate = banner !== "" || ownPage || ((loads(visit) || holdsFrames(visit)) && !trackerFree);
  // Without `crossorigin`, a style sheet with its integrity would be refused as well.
  const checked = integrity ? ` integrity="${assets.css.integrity}" crossorigin="anonymous"` : "";
  const style = `<link rel="stylesheet" href="${assets.css.href}"${checked}>`;
  return {
    opening: guard + (needsStyle ? style : ""),
    banner,
    closing: (script = { type: "module" }) => {
      if (!needsGate && passing.placeholders === 0) return signal;
      const nonce = merger.nonce();
      const attributes = Object.entries({
        ...script,
        src: assets.gate.href,
        ...(integrity ? { integrity: assets.gate.integrity } : {}),
        ...(nonce === undefined ? {} : { nonce }),
      });
      const written = attributes.map(([name, value]) => ` ${name}="${value}"`).join("");
      const island = toIsland(visit, ownPage || trackerFree);
      return `${signal}${island}<script${written}></script>`;
    },
  };
}

/**
 * Rewrites a page chunk by chunk: it puts in guard and banner, has frames that may not load show a placeholder, and takes out what has browsers
 * contact hosts that may not be contacted. What is not changed leaves byte for byte, in the page's own encoding.
 */
export function createRewriter(context: PageContext, options: RewriteOptions): Rewriter {
  const { frame } = context;
  const passing = toPassing(context, options);
  const additions = createAdditions(context, options, passing);
  const pass = new Pass(passing, elements);
  let guarded = !frame;
  let bannered = additions.banner === "";
  let closed = !frame;

  /** What stands before the token that `pass` has just read. A page may leave out every tag that these hang on. */
  const before = (kind: TokenKind): string => {
    const { tokens } = pass;
    let text = "";
    if (!guarded && opensPage(kind, tokens)) {
      guarded = true;
      text += additions.opening;
    }
    if (!bannered && tokens.inBody && !(kind === "start" && tokens.name === "body")) {
      bannered = true;
      // Frames in the body's place would not be shown beside anything else.
      if (!tokens.hasFrames) text += additions.banner;
    }
    const isLast = kind === "end" && (tokens.name === "body" || tokens.name === "html") && tokens.isOpen;
    return isLast ? text + closing() : text;
  };
  const after = (kind: TokenKind): string => {
    if (kind !== "start") return "";
    if (!guarded && pass.tokens.name === "head") {
      guarded = true;
      return additions.opening;
    }
    if (bannered || pass.tokens.name !== "body" || !pass.tokens.inBody) return "";
    bannered = true;
    return additions.banner;
  };
  const closing = (): string => {
    if (closed || pass.tokens.hasFrames) return "";
    closed = true;
    return additions.closing();
  };

  const around: Around = { isWaiting: () => !guarded || !bannered, before, after };

  return {
    write: (chunk, charset) => pass.write(chunk, around, charset),
    end: () =>
      pass.end(around, () => {
        let text = "";
        if (!guarded) text += additions.opening;
        if (!bannered && !pass.tokens.hasFrames) text += additions.banner;
        guarded = bannered = true;
        return text + closing();
      }),
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

/** Whether script could put a frame into the page that is declared and may not load. */
function holdsFrames({ permitted, version }: Visit): boolean {
  return Object.entries(version.policy.trackers).some(
    ([key, { hosts }]) => hosts.frame !== undefined && !permitted.includes(key),
  );
}
