import { AbideError } from "../http/error.ts";
import { toBase64Url } from "../http/signer.ts";

export interface MergeOptions {
  /** The site's own origin, as browsers have it. */
  readonly origin: string;
  /** The guard's hash as a source, quotes included. */
  readonly guardHash: string;
}

/** Lets what is Abide's run under the policies that a site has for its page. */
export interface PolicyMerger {
  /** One policy of the site's, as it stands in a header or in a `<meta>`, with what the guard and the gate need. */
  readonly merge: (policy: string) => string;
  /** The policies of a header. */
  readonly mergeAll: (header: string) => string;
  /** What `gate.js` has to carry to be let through; undefined where nothing of the kind is asked. */
  readonly nonce: () => string | undefined;
  /** The nonce that the site's policies name, for its own scripts. */
  readonly own: () => string | undefined;
}

/** Longest policy that is merged. A longer one would not fit the headers that servers and proxies take. */
const longest = 16_000;

type Directives = Map<string, string[]>;

/**
 * Merges a site's `Content-Security-Policy` (https://www.w3.org/TR/CSP3/): a browser obeys all policies of a page, so that one of the site's
 * that lets only the site's own scripts run would stop the guard. It is widened by the guard's hash and by Abide's own files, and by
 * nothing else; where the site allows inline scripts or all of its own files, it is left as it is.
 */
export function createPolicyMerger({ origin, guardHash }: MergeOptions): PolicyMerger {
  const files = `${origin}/abide/`;
  let nonce: string | undefined;
  let isUsed = false;
  let ownNonce: string | undefined;

  const merge = (policy: string): string => {
    if (policy.length > longest) {
      throw new AbideError(
        "bad-gateway",
        "The site's Content-Security-Policy is too long for the guard to be put into it, so its page is not served.",
        { next: `Shorten it to ${longest} characters.` },
      );
    }
    const directives = toDirectives(policy);
    const before = toText(directives);
    mergeScript(directives);
    allowFiles(directives, ["style-src-elem", "style-src", "default-src"], "style-src");
    allowFiles(directives, ["connect-src", "default-src"], "connect-src");
    allowFiles(directives, ["form-action"], "form-action");
    allowFiles(directives, ["frame-src", "child-src", "default-src"], "frame-src");
    const types = directives.get("trusted-types");
    if (types && !types.includes("abide-gate") && !types.includes("*")) add(directives, "trusted-types", "abide-gate");
    const after = toText(directives);
    return after === before ? policy : after;
  };

  const mergeScript = (directives: Directives): void => {
    const [, sources] = find(directives, ["script-src-elem", "script-src", "default-src"]);
    if (!sources) return;
    const name = directives.has("script-src-elem") ? "script-src-elem" : "script-src";
    const keyed = sources.some((source) => /^'(?:nonce-|sha(?:256|384|512)-)/i.test(source));
    const isStrict = includes(sources, "'strict-dynamic'");
    const isInline = includes(sources, "'unsafe-inline'") && !keyed && !isStrict;
    const needed: string[] = [];
    // A hash would switch 'unsafe-inline' off.
    if (!isInline && !sources.includes(guardHash)) needed.push(guardHash);
    const own = sources
      .map((source) => /^'nonce-([\w+/=-]+)'$/i.exec(source)?.[1])
      .find((found) => found !== undefined);
    ownNonce ??= own;
    if (isStrict) {
      // Sources by host count for nothing here: what the page lends a nonce to runs.
      nonce ??= own ?? toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
      isUsed = true;
      if (!sources.includes(`'nonce-${nonce}'`)) needed.push(`'nonce-${nonce}'`);
    } else {
      nonce ??= own;
      if (!allows(sources)) needed.push(files);
    }
    for (const source of needed) add(directives, name, source, sources);
  };

  /** Whether sources let Abide's own files through. */
  const allows = (sources: readonly string[]): boolean =>
    sources.some((source) => source === "*" || source.toLowerCase() === "'self'" || source === files);

  const allowFiles = (directives: Directives, names: readonly string[], name: string): void => {
    const [found, sources] = find(directives, names);
    if (sources && !allows(sources)) add(directives, found === "default-src" ? name : found!, files, sources);
  };

  return {
    merge,
    mergeAll: (header) => header.split(",").map(merge).join(","),
    nonce: () => (isUsed ? nonce : undefined),
    own: () => ownNonce,
  };
}

function find(
  directives: Directives,
  names: readonly string[],
): readonly [name: string | undefined, sources: readonly string[] | undefined] {
  const name = names.find((name) => directives.has(name));
  return [name, name === undefined ? undefined : directives.get(name)];
}

/** Adds a source to a directive, which begins as `sources` where the policy has none of its name. */
function add(directives: Directives, name: string, source: string, sources: readonly string[] = []): void {
  const all = directives.get(name) ?? sources;
  directives.set(name, [...all.filter((one) => one.toLowerCase() !== "'none'"), source]);
}

function includes(sources: readonly string[], keyword: string): boolean {
  return sources.some((source) => source.toLowerCase() === keyword);
}

/** The directives of a policy by name: the first of a name counts. */
function toDirectives(policy: string): Directives {
  const directives: Directives = new Map();
  for (const part of policy.split(";")) {
    const [name = "", ...values] = part.trim().split(/[\t\n\f\r ]+/);
    if (name !== "" && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), values);
  }
  return directives;
}

function toText(directives: Directives): string {
  return [...directives].map(([name, values]) => [name, ...values].join(" ")).join("; ");
}
