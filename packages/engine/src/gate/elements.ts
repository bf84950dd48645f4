import { toPlaceholderAddress, type Visit } from "@abide/gate/render";
import { toOptional, toStandIn, type HostKind } from "@abide/policy";
import { findTracker, hints, toAddress } from "./hosts.ts";
import type { PolicyMerger } from "./merge-policy.ts";
import type { Tag } from "./tag.ts";
import type { Violation } from "./violations.ts";

/** A page on its way out. Its elements change what is known of it. */
export interface Passing {
  readonly page: URL;
  readonly visit: Visit;
  readonly note: (violation: Violation) => void;
  /** The guard for frames whose HTML is in the page. */
  readonly inner: string;
  /** What the page's own inline scripts carry, where no other may run. */
  readonly nonce: string | undefined;
  readonly merger: PolicyMerger;
  readonly origin: string;
  /** What addresses are relative to. */
  base: URL;
  /** Whether that is the site itself. */
  isAtHome: boolean;
  placeholders: number;
}

/** What becomes of an element: it leaves, with what was written to its tag; it does not leave; or its text decides. */
export type Outcome = "stays" | "gone" | { readonly stays: (text: string) => boolean };

export type Elements = { readonly [name: string]: (tag: Tag, passing: Passing) => Outcome };

/** Elements of a page that do not always leave as they came. */
export const elements: Elements = {
  html: noteAmp,
  noscript: () => "stays",
  base: readBase,
  a: closeLink,
  area: closeLink,
  link: dropHint,
  meta: readMeta,
  iframe: readFrame,
  script: readScript,
};

/** Those that also count where the page is read without scripting: in `<noscript>`. */
export const noscriptElements: Elements = { link: dropHint, meta: readMeta };

/** Attributes of an AMP page: the word, and the bytes of the lightning (U+26A1) in UTF-8, which AMP asks for, with and without its variant. */
const ampMarks = ["amp", "\u00e2\u009a\u00a1", "\u00e2\u009a\u00a1\u00ef\u00b8\u008f"];

/** The guard is a script that AMP forbids. A cache that took the page all the same would show it without the guard. */
function noteAmp(tag: Tag, { note, page }: Passing): Outcome {
  if (ampMarks.some((mark) => tag.get(mark) !== undefined))
    note({ kind: "amp", key: [], detail: { page: page.pathname } });
  return "stays";
}

function readBase(tag: Tag, passing: Passing): Outcome {
  const base = URL.parse(tag.get("href") ?? "", passing.page.href);
  if (base) {
    passing.base = base;
    passing.isAtHome = base.origin === passing.origin;
  }
  return "stays";
}

/** Where the attribute leads, if that is another host than the page's. */
function findForeign(tag: Tag, attribute: string, passing: Passing): URL | undefined {
  return passing.isAtHome && tag.isRelative(attribute) ? undefined : toForeign(tag.get(attribute), passing);
}

function toForeign(href: string | undefined, { origin, base }: Passing): URL | undefined {
  if (href === undefined) return undefined;
  const address = toAddress(href, base);
  return address && address.origin !== origin ? address : undefined;
}

/** Keeps the page that a link leads to from knowing or reaching this one, where the link does not ask for that. */
function closeLink(tag: Tag, passing: Passing): Outcome {
  if (passing.isAtHome && tag.isRelative("href")) return "stays";
  const href = tag.get("href");
  // Reading an address takes the most time of all, and most links that lead away can be told without.
  const host = href === undefined ? undefined : /^https?:\/\/[a-z\d.-]+(?=[/?#]|$)/.exec(href)?.[0];
  if (host === undefined ? !toForeign(href, passing) : host === passing.origin) return "stays";
  const rel = tag.get("rel");
  if (rel === undefined) tag.set("rel", "noopener noreferrer");
  else closeRel(tag, rel);
  return "stays";
}

function closeRel(tag: Tag, rel: string): void {
  const words = rel.split(/\s+/).filter((word) => word !== "");
  const has = (wanted: string) => words.some((word) => word.toLowerCase() === wanted);
  if (has("opener") || (has("noopener") && has("noreferrer"))) return;
  tag.set("rel", [...words, ...["noopener", "noreferrer"].filter((word) => !has(word))].join(" "));
}

/** Whether the host may be contacted: by this `kind` of request, or, default, by any. */
function isPermitted(address: URL, { visit }: Passing, kind?: HostKind): boolean {
  return findTracker(visit.version.policy, visit.permitted, address.hostname, kind) !== undefined;
}

function noteHint(hint: string, host: string, { note, page }: Passing): void {
  note({ kind: "hint", key: [hint, host], detail: { hint, host, page: page.pathname } });
}

/** Takes a hint out. Without this, browsers that know no allowlist would look up and connect to a host that may not be contacted. */
function dropHint(tag: Tag, passing: Passing): Outcome {
  const words = (tag.get("rel") ?? "").toLowerCase().split(/\s+/);
  const hint = words.find((word) => hints.has(word));
  const address = hint && findForeign(tag, "href", passing);
  if (!hint || !address || isPermitted(address, passing)) return "stays";
  noteHint(hint, address.hostname, passing);
  return "gone";
}

/** Cuts a refresh that leads to a host which may not be contacted, and lets what is Abide's run under a policy that the page has. */
function readMeta(tag: Tag, passing: Passing): Outcome {
  const kind = (tag.get("http-equiv") ?? "").toLowerCase();
  if (kind === "content-security-policy") {
    const policy = tag.get("content") ?? "";
    const merged = passing.merger.merge(policy);
    if (merged !== policy) tag.set("content", merged);
    return "stays";
  }
  if (kind !== "refresh") return "stays";
  // https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps
  const rest = /^\s*[\d.]+\s*[;,\s]\s*(.*)$/s.exec(tag.get("content") ?? "")?.[1] ?? "";
  const address = rest.replace(/^url\s*=\s*/i, "").replace(/^(["'])([^]*?)(?:\1[^]*)?$/, "$2");
  const foreign = address === "" ? undefined : toForeign(address, passing);
  if (!foreign || isPermitted(foreign, passing)) return "stays";
  noteHint("refresh", foreign.hostname, passing);
  return "gone";
}

/**
 * Speculation rules have the browser fetch pages ahead of time: those that lead elsewhere do not leave. Where only the page's own inline
 * scripts may run, they are told by a nonce: a script in a file is let in by its host.
 */
function readScript(tag: Tag, passing: Passing): Outcome {
  if (passing.nonce !== undefined && tag.get("src") === undefined) tag.set("nonce", passing.nonce);
  if ((tag.get("type") ?? "").trim().toLowerCase() !== "speculationrules") return "stays";
  return {
    stays: (text) => {
      const foreign = findSpeculated(text, passing);
      if (foreign !== undefined) noteHint("speculationrules", foreign, passing);
      return foreign === undefined;
    },
  };
}

/** A host that speculation rules may lead to and that may not be contacted. Rules that are not understood may lead anywhere. */
function findSpeculated(text: string, passing: Passing): string | undefined {
  let rules: unknown;
  try {
    rules = JSON.parse(text);
  } catch {
    // Browsers do not heed what is no JSON.
    return undefined;
  }
  const sets = typeof rules === "object" && rules !== null ? Object.values(rules).flat() : [];
  for (const rule of sets as unknown[]) {
    if (typeof rule !== "object" || rule === null) continue;
    const { urls, where } = rule as { readonly urls?: unknown; readonly where?: unknown };
    for (const url of Array.isArray(urls) ? urls : []) {
      const foreign = toForeign(String(url), passing);
      if (foreign && !isPermitted(foreign, passing)) return foreign.hostname;
    }
    if (!Array.isArray(urls) && !staysHere(where)) return "*";
  }
  return undefined;
}

/** Whether a condition on links is one that only links of the site itself can meet: by a pattern of a path. */
function staysHere(where: unknown): boolean {
  if (typeof where !== "object" || where === null) return false;
  const { href_matches: pattern, and } = where as { readonly href_matches?: unknown; readonly and?: unknown };
  if (Array.isArray(and)) return and.some(staysHere);
  const patterns = [pattern].flat();
  return patterns.length > 0 && patterns.every((path) => typeof path === "string" && /^\/(?![/\\])/.test(path));
}

/**
 * Lets a frame that may not load show a page of Abide's, and puts the guard into a frame whose HTML is in the page. The element stays,
 * with all that the site wrote to it but the address: that is what a framework in the browser looks for.
 */
function readFrame(tag: Tag, passing: Passing): Outcome {
  const { page, visit, note, inner } = passing;
  const { policy } = visit.version;
  // A frame's own HTML is a page as well, and starts with the guard.
  if (tag.get("srcdoc") !== undefined) {
    tag.prepend("srcdoc", inner);
    return "stays";
  }
  const address = findForeign(tag, "src", passing);
  if (!address) return "stays";
  const { hostname, pathname, search, hash } = address;
  if (isPermitted(address, passing, "frame")) {
    if (visit.standIn !== undefined) {
      tag.set("src", `http://${toStandIn(hostname)}:${visit.standIn}${pathname}${search}${hash}`);
    }
    return "stays";
  }
  if (findTracker(policy, toOptional(policy), hostname, "frame") === undefined) {
    note({ kind: "frame", key: [hostname], detail: { host: hostname, page: page.pathname } });
  }
  passing.placeholders++;
  const { back, language } = visit;
  const [title, sandbox] = [tag.get("title") ?? "", tag.get("sandbox") ?? null];
  const placeholder = toPlaceholderAddress({ src: address.href, title, back, language, sandbox });
  // Not where `<base>` leads.
  tag.set("src", passing.isAtHome ? placeholder : passing.origin + placeholder);
  return "stays";
}
