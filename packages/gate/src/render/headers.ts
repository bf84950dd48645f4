import { toStandIn } from "@abide/policy";
import type { Hosts } from "@abide/policy";
import type { Visit } from "../visit.ts";

export interface Page {
  /** The guard's hash as a source, from `renderGuard`. */
  readonly guardHash: string;
  /** Addresses that the page links to on other sites. They stay reachable by following the link, for nothing else. */
  readonly links: readonly string[];
  /** A page of Abide's own, which loads no tracker and has no inline style. */
  readonly ownPage: boolean;
  /** Addresses of the site's own workers. Without one, no worker runs: none could be guarded. */
  readonly workers?: readonly string[];
}

/** Whatever else stood in a policy's JSON could add a directive of its own, or open everything. */
const isHost = /^(?:\*\.)?[a-z\d-]+(?:\.[a-z\d-]+)+$/i;

/** Reports go here, under the name `abide`. */
const report = "/abide/report";

/** Longest list of exact links, in characters. Past it a link opens its whole host, so that the header stays sendable. */
const mostLinks = 16_000;

/**
 * The headers that hold the page to what this visitor permits: what may be contacted, and what the browser may do on its own.
 *
 * `Content-Security-Policy` decides by the kind of request in every browser; `Connection-Allowlist`, where the browser has it, by
 * the address alone, and so also over look-ups, connections ahead of time, WebRTC and where the page may lead. Neither has a nonce
 * or `strict-dynamic`, which scripts could lend on.
 */
export function renderHeaders(visit: Visit, page: Page): { [header: string]: string } {
  const { trackers } = visit.version.policy;
  const permitted = page.ownPage ? [] : visit.permitted.flatMap((key) => trackers[key] ?? []);
  const needs = (page.ownPage ? undefined : visit.version.policy.page) ?? {};
  const toOrigins = (hosts: readonly string[]): string[] =>
    [...new Set(hosts.filter((host) => isHost.test(host)).map((host) => toOrigin(host, visit.standIn)))].sort();
  const declared = (kind: keyof Hosts) => permitted.flatMap((tracker) => tracker.hosts[kind] ?? []);
  const sources = (kind: keyof Hosts) => toOrigins(declared(kind));
  const script = sources("script");
  // Each host by both protocols: a WebSocket is a connection of the same kind.
  const connect = sources("connect").flatMap((origin) => [origin, origin.replace(/^http/, "ws")]);
  const image = sources("image");
  const frame = sources("frame");
  const [style, font, media] = [sources("style"), sources("font"), sources("media")];
  const form = toOrigins([...declared("form"), ...(needs.forms ?? [])]);
  const blobWorkers = [...declared("worker"), ...(needs.workers ?? [])].includes("blob:") ? ["blob:"] : [];
  const worker = sources("worker");
  const workers = [...(page.workers ?? []), ...worker, ...blobWorkers];

  const policy: [directive: string, ...sources: string[]][] = [
    ["default-src", "'self'"],
    ["script-src", "'self'", page.guardHash, ...script, ...(needs.wasm === true ? ["'wasm-unsafe-eval'"] : [])],
    ["style-src", "'self'", ...(page.ownPage ? [] : ["'unsafe-inline'"]), ...style],
    ["img-src", "'self'", "data:", "blob:", ...image],
    ["font-src", "'self'", "data:", ...font],
    ["media-src", "'self'", "data:", "blob:", ...media],
    ["connect-src", "'self'", ...connect],
    ["frame-src", "'self'", ...frame, ...(needs.frames?.includes("blob:") ? ["blob:"] : [])],
    ["worker-src", ...(workers.length > 0 ? workers : ["'none'"])],
    ["object-src", needs.objects === "own" ? "'self'" : "'none'"],
    ["base-uri", "'self'"],
    ["form-action", "'self'", ...form],
    ["frame-ancestors", "'self'", ...toOrigins(needs.framedBy ?? [])],
    ...(page.ownPage
      ? ([
          ["require-trusted-types-for", "'script'"],
          ["trusted-types", "abide-gate"],
        ] as [string, string][])
      : []),
    ["report-uri", report],
    ["report-to", "abide"],
  ];

  return {
    "Content-Security-Policy": policy.map((directive) => directive.join(" ")).join("; "),
    "Connection-Allowlist": toAllowlist(
      [...new Set([...script, ...connect, ...image, ...frame, ...style, ...font, ...media, ...form, ...worker])],
      page.links,
      needs.webrtc === true,
    ),
    "Reporting-Endpoints": `abide="${report}"`,
    "Referrer-Policy": page.ownPage ? "same-origin" : "strict-origin-when-cross-origin",
    "Permissions-Policy": denied.map((feature) => `${feature}=()`).join(", "),
    "X-Content-Type-Options": "nosniff",
    // Browsers without `Connection-Allowlist` look up the hosts of links that may never be followed.
    "X-DNS-Prefetch-Control": "off",
    ...(page.ownPage ? { "Cross-Origin-Opener-Policy": "same-origin" } : {}),
  };
}

/**
 * The headers of every answer that is not a page, a script above all: a worker is held to those of its own file, not to those of
 * the page that started it. They are the same for every visitor, so that the answer can be cached for all.
 *
 * A `document` is one that a browser shows and that cannot hold the guard, such as SVG: it runs no script.
 */
export function renderFileHeaders({ document = false }: { readonly document?: boolean } = {}): {
  [header: string]: string;
} {
  const script = document ? "script-src 'none'; " : "";
  return {
    "Content-Security-Policy": `default-src 'self'; ${script}object-src 'none'; report-uri ${report}; report-to abide`,
    "Connection-Allowlist": toAllowlist([], [], false),
    "Reporting-Endpoints": `abide="${report}"`,
    "X-Content-Type-Options": "nosniff",
  };
}

/** What browsers offer to those who follow people across sites. A name that no browser knows any more is a warning in each page. */
const denied = [
  "browsing-topics",
  "identity-credentials-get",
  "private-state-token-issuance",
  "private-state-token-redemption",
  "storage-access",
];

/** The origin of a declared host. A stand-in has no wildcard of its own: what `*.` covers there is this machine. */
export function toOrigin(host: string, standIn: number | undefined): string {
  if (standIn === undefined) return `https://${host}`;
  return `http://${host.startsWith("*.") ? "*.localhost" : toStandIn(host)}:${standIn}`;
}

/**
 * The page's own origin, `origins`, and `links` one by one (https://wicg.github.io/connection-allowlists/). Redirects are
 * followed, or the site's own would break: what a page loads answers to the other header wherever it is sent on to. WebRTC is open
 * to everybody or closed.
 */
function toAllowlist(origins: readonly string[], links: readonly string[], webrtc: boolean): string {
  let patterns = [...new Set(links.flatMap(toLinkPatterns))];
  if (patterns.join("").length > mostLinks) {
    patterns = [
      ...new Set(links.flatMap((link) => (/^https?:/i.test(link) ? new URL(link).origin : toLinkPatterns(link)))),
    ];
  }
  const items = ["response-origin", ...origins.map(toString), ...patterns.map(toString)];
  return `(${items.join(" ")});report-to=abide;redirects=allow${webrtc ? ";webrtc=allow" : ""}`;
}

/**
 * A URL pattern that matches `link` and nothing else; for an address that no server answers (`mailto:`, `tel:`), one for all of
 * its scheme. Nothing for what is no address.
 */
export function toLinkPatterns(link: string): string[] {
  if (!URL.canParse(link)) return [];
  const { protocol, host, pathname, search } = new URL(link);
  // `javascript:` is no place to go to, and the others never leave the browser.
  if (/^(javascript|data|blob|about):$/.test(protocol)) return [];
  if (protocol !== "http:" && protocol !== "https:") return [`${protocol}*`];
  return [`${protocol}//${host}${(pathname + search).replace(/[\\*?:{}()+]/g, "\\$&")}`];
}

/** A string as structured fields write it (RFC 9651). */
function toString(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
