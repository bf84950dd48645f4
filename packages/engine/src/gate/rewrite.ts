import { renderIsland, renderPlaceholder, type Visit } from "@abide/gate/render";
import { toOptional, toStandIn } from "@abide/policy";
import { RewritingStream } from "parse5-html-rewriting-stream";
import { findTracker, hints, toAddress } from "./hosts.ts";
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

export interface Rewritten {
  readonly html: string;
  /** Addresses of the links that lead away, each once. */
  readonly links: readonly string[];
}

type StartTag = Parameters<RewritingStream["emitStartTag"]>[0];

/** A page on its way out. Its elements change what is known of it. */
interface Passing {
  readonly page: URL;
  readonly visit: Visit;
  readonly note: (violation: Violation) => void;
  /** The guard for frames whose HTML is in the page. */
  readonly inner: string;
  readonly links: Set<string>;
  /** What addresses are relative to. */
  base: URL;
  placeholders: number;
}

/** What becomes of an element: it leaves as it came, as its attributes are now, not at all, or as something else with all in it. */
type Outcome = "same" | "changed" | "gone" | { readonly instead: string };

/** Elements that may come before the guard without running or fetching anything. */
const before = new Set(["html", "head"]);

const elements: { readonly [name: string]: (tag: StartTag, passing: Passing) => Outcome } = {
  base: readBase,
  a: closeLink,
  area: closeLink,
  link: dropHint,
  iframe: replaceFrame,
};

/**
 * The page in `source` with guard and banner, with placeholders for frames that may not load, and without hints to hosts that may not be
 * contacted. Without `frame` it is a piece of a page, which has them already. `inner` is the guard for frames whose HTML is in the page:
 * a piece may hold one as well.
 */
export async function rewrite(
  source: string,
  page: URL,
  visit: Visit,
  inner: string,
  frame: Frame | undefined,
  { assets, note, ownPage = false, trackerFree = false }: RewriteOptions,
): Promise<Rewritten> {
  const rewriter = new RewritingStream();
  const passing: Passing = { page, visit, note, inner, links: new Set(), base: page, placeholders: 0 };
  const { guard, banner, signal } = frame ?? { guard: "", banner: "", signal: "" };
  let guarded = !frame;
  let bannered = banner === "";
  let skipping = false;
  let closed = false;

  // Where the style sheet goes is known long before whether the page needs one.
  const mark = `<!--${crypto.randomUUID()}-->`;
  const opening = (): string => {
    guarded = true;
    return guard + mark;
  };
  // A page may leave out every tag that these hang on.
  const opened = (): string => {
    const missing = (guarded ? "" : opening()) + (bannered ? "" : banner);
    bannered = true;
    return missing;
  };
  // What enhances is last: it is known by then whether there is anything to enhance.
  const closing = (): string => {
    closed = true;
    const needed = banner !== "" || passing.placeholders > 0 || (loads(visit) && !trackerFree) || ownPage;
    if (!frame || !needed) return signal;
    return `${signal}${renderIsland(visit, { ownPage: ownPage || trackerFree })}<script type="module" src="${assets.gate}"></script>`;
  };

  rewriter.on("startTag", (tag, raw) => {
    if (skipping) return;
    if (!guarded && !before.has(tag.tagName)) rewriter.emitRaw(opening());
    const outcome = Object.hasOwn(elements, tag.tagName) ? elements[tag.tagName]!(tag, passing) : "same";
    if (typeof outcome === "object") {
      rewriter.emitRaw(outcome.instead);
      skipping = true;
    } else if (outcome === "changed") {
      rewriter.emitStartTag(tag);
    } else if (outcome === "same") {
      rewriter.emitRaw(raw);
    }
    if (tag.tagName === "head" && !guarded) rewriter.emitRaw(opening());
    if (tag.tagName === "body" && !bannered) {
      bannered = true;
      rewriter.emitRaw(banner);
    }
  });
  rewriter.on("endTag", (tag, raw) => {
    if (skipping) {
      skipping = tag.tagName !== "iframe";
      return;
    }
    if (!closed && (tag.tagName === "body" || tag.tagName === "html")) rewriter.emitRaw(opened() + closing());
    rewriter.emitRaw(raw);
  });
  rewriter.on("text", (text, raw) => {
    if (skipping) return;
    if (!guarded && text.text.trim() !== "") rewriter.emitRaw(opening());
    rewriter.emitRaw(raw);
  });
  rewriter.on("comment", (_, raw) => {
    if (!skipping) rewriter.emitRaw(raw);
  });

  let written = await toWritten(rewriter, source);
  if (!closed) written += opened() + closing();
  const styled = banner !== "" || signal !== "" || passing.placeholders > 0 || ownPage;
  return {
    html: written.replace(mark, styled ? `<link rel="stylesheet" href="${assets.css}">` : ""),
    links: [...passing.links],
  };
}

async function toWritten(rewriter: RewritingStream, source: string): Promise<string> {
  let written = "";
  await new Promise<void>((resolve, reject) => {
    // By events: the parser reads itself, and an iterator would find nothing left.
    rewriter.on("data", (chunk: string) => void (written += chunk));
    rewriter.on("end", () => resolve());
    rewriter.on("error", reject);
    rewriter.end(source);
  });
  return written;
}

/** Whether a tracker that may run has something to load. */
function loads({ permitted, version }: Visit): boolean {
  return permitted.some((key) => (version.policy.trackers[key]?.load.length ?? 0) > 0);
}

function toValue(tag: StartTag, name: string): string | undefined {
  return tag.attrs.find((attribute) => attribute.name === name)?.value;
}

/** Sets an attribute that the element has. */
function setValue(tag: StartTag, name: string, value: string): void {
  tag.attrs = tag.attrs.map((attribute) => (attribute.name === name ? { name, value } : attribute));
}

function readBase(tag: StartTag, passing: Passing): Outcome {
  const href = toValue(tag, "href");
  if (href !== undefined && URL.canParse(href, passing.page.href)) passing.base = new URL(href, passing.page);
  return "same";
}

/** Notes where a link leads, and keeps the page that it leads to from knowing or reaching this one. */
function closeLink(tag: StartTag, { page, base, links }: Passing): Outcome {
  const href = toValue(tag, "href");
  // A mail program or a telephone is somewhere else as well.
  if (href !== undefined && /^\s*(?:mailto|tel|sms):/i.test(href)) links.add(href.trim());
  const address = toAddress(href, base);
  if (!address || address.origin === page.origin) return "same";
  links.add(address.href);
  const rel = new Set(
    (toValue(tag, "rel") ?? "").split(/\s+/).filter((word) => word !== "" && !/^(?:opener)$/i.test(word)),
  );
  rel.add("noopener").add("noreferrer");
  tag.attrs = [...tag.attrs.filter(({ name }) => name !== "rel"), { name: "rel", value: [...rel].join(" ") }];
  return "changed";
}

/** Takes a hint out. Without this, browsers that know no allowlist would look up and connect to a host that may not be contacted. */
function dropHint(tag: StartTag, { page, base, visit, note }: Passing): Outcome {
  const address = toAddress(toValue(tag, "href"), base);
  const words = (toValue(tag, "rel") ?? "").toLowerCase().split(/\s+/);
  const hint = words.find((word) => hints.has(word));
  if (!hint || !address || address.origin === page.origin) return "same";
  if (findTracker(visit.version.policy, visit.permitted, address.hostname)) return "same";
  note({ kind: "hint", key: [hint, address.hostname], detail: { hint, host: address.hostname, page: page.pathname } });
  return "gone";
}

/** Puts a placeholder where a frame may not load, and the guard into a frame whose HTML is in the page. */
function replaceFrame(tag: StartTag, passing: Passing): Outcome {
  const { page, base, visit, note, links, inner } = passing;
  const { policy } = visit.version;
  // A frame's own HTML is a page as well, and starts with the guard.
  const own = toValue(tag, "srcdoc");
  if (own !== undefined) {
    setValue(tag, "srcdoc", inner + own);
    return "changed";
  }
  const address = toAddress(toValue(tag, "src"), base);
  if (!address || address.origin === page.origin) return "same";
  const { hostname, pathname, search, hash } = address;
  if (findTracker(policy, visit.permitted, hostname)) {
    if (visit.standIn === undefined) return "same";
    setValue(tag, "src", `http://${toStandIn(hostname)}:${visit.standIn}${pathname}${search}${hash}`);
    return "changed";
  }
  const tracker = findTracker(policy, toOptional(policy), hostname);
  if (tracker === undefined) {
    note({ kind: "frame", key: [hostname], detail: { host: hostname, page: page.pathname } });
  }
  passing.placeholders++;
  links.add(address.href);
  const toSize = (name: string) =>
    /^\d{1,4}$/.test(toValue(tag, name) ?? "") ? Number(toValue(tag, name)) : undefined;
  const frame = {
    src: address.href,
    title: toValue(tag, "title"),
    width: toSize("width"),
    height: toSize("height"),
  };
  return { instead: renderPlaceholder(visit, tracker, frame) };
}
