import { toScripts, toStandIn } from "@abide/policy";
import type { Hosts, Outbound } from "@abide/policy";
import { toTrackers, type Visit } from "../visit.ts";
import type { WorkerGuard } from "./worker-guard.ts";
import { toWorkers } from "./workers.ts";

export interface Page {
  /** The guard's hash as a source, from `renderGuard`. */
  readonly guardHash: string;
  /** In base64, and another one in each answer: what the page's own inline scripts carry, where the policy lets those run. */
  readonly nonce?: string | undefined;
  /** A page of Abide's own, which loads no tracker and has no inline style. */
  readonly ownPage: boolean;
  /** A page of Abide's own that stands in a page of the site, and so in whatever may frame that. Default: no. */
  readonly inPage?: boolean;
  /**
   * Whether the origin is one of which browsers say what they want a file for (`Sec-Fetch-Dest`). Default: no. Then no worker from a file runs: it
   * could not be told from a script, and would have no guard.
   */
  readonly secure?: boolean;
}

/** Whatever else stood in a policy's JSON could add a directive of its own, or open everything. */
const isHost = /^(?:\*\.)?[a-z\d-]+(?:\.[a-z\d-]+)+$/i;

/** Reports go here, under the name `abide`. */
const report = "/abide/report";

/**
 * The headers that hold the page to what this visitor permits: what may be contacted, and what the browser may do on its own.
 *
 * `Content-Security-Policy` decides by the kind of request in every browser. `Connection-Allowlist` is sent where the policy lists the
 * hosts that pages may lead to: a browser that has it decides by the address alone, and so also over where the page may lead. The
 * headers are the same for every page of a visitor, so that they can leave before the page is known.
 */
export function renderHeaders(visit: Visit, page: Page): { [header: string]: string } {
  const permitted = page.ownPage ? [] : toTrackers(visit);
  const needs = (page.ownPage ? undefined : visit.version.policy.page) ?? {};
  const around = page.inPage ? visit.version.policy.page : needs;
  const toSources = (hosts: readonly string[]): string[] =>
    [...new Set(hosts.filter((host) => isHost.test(host)).map((host) => toSource(host, visit.standIn)))].sort();
  const declared = (kind: keyof Hosts) => permitted.flatMap((tracker) => tracker.hosts[kind] ?? []);
  const sources = (kind: keyof Hosts) => toSources(declared(kind));
  const script = sources("script");
  const connect = sources("connect");
  const image = sources("image");
  const frame = sources("frame");
  // A source of a page over https is no source of a web socket in every browser.
  const live = connect.map((source) => (source.includes("://") ? source.replace(/^http/, "ws") : `wss://${source}`));
  const [style, font, media] = [sources("style"), sources("font"), sources("media")];
  const form = toSources([...declared("form"), ...(needs.forms ?? [])]);
  const worker = sources("worker");
  const workers = [...toWorkerSources(visit, page), ...worker];

  const policy: [directive: string, ...sources: string[]][] = [
    ["default-src", "'self'"],
    [
      "script-src",
      "'self'",
      ...toScriptSources(visit, page),
      ...script,
      ...(needs.wasm === true ? ["'wasm-unsafe-eval'"] : []),
    ],
    ["style-src", "'self'", ...(page.ownPage ? [] : ["'unsafe-inline'"]), ...style],
    ["img-src", "'self'", "data:", "blob:", ...image],
    ["font-src", "'self'", "data:", ...font],
    ["media-src", "'self'", "data:", "blob:", ...media],
    ["connect-src", "'self'", ...connect, ...live],
    ["frame-src", "'self'", ...frame, ...(needs.frames?.includes("blob:") ? ["blob:"] : [])],
    ["worker-src", ...(workers.length > 0 ? workers : ["'none'"])],
    ["object-src", needs.objects === "own" ? "'self'" : "'none'"],
    ["base-uri", "'self'"],
    ["form-action", "'self'", ...form],
    ["frame-ancestors", "'self'", ...toSources(around?.framedBy ?? [])],
    ...(page.ownPage
      ? ([
          ["require-trusted-types-for", "'script'"],
          ["trusted-types", "abide-gate"],
        ] as [string, string][])
      : []),
    ["report-uri", report],
    ["report-to", "abide"],
  ];

  const policies = [policy.map((directive) => directive.join(" ")).join("; ")];
  // A nonce alone would open every host: a script that has one lends it to any file. Both policies have to agree, and this one knows hosts.
  if (isNonced(visit, page)) {
    const scripts = ["script-src", "'self'", "'unsafe-inline'", ...toEvalSources(visit, page), ...script].join(" ");
    // Without a directive of their own, workers would answer to that of scripts.
    policies.push(workers.length > 0 ? `${scripts}; worker-src ${workers.join(" ")}` : scripts);
  }
  const { outbound = "any" } = visit.version.policy;
  return {
    "Content-Security-Policy": policies.join(", "),
    ...toAllowlist(
      [...script, ...connect, ...live, ...image, ...frame, ...style, ...font, ...media, ...form, ...worker].map(
        toPattern,
      ),
      outbound,
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

/** The site's own workers. Which of its files are what kind of worker, its server decides when it is asked for one. */
function toWorkerSources(visit: Visit, page: Page): string[] {
  if (page.ownPage) return [];
  const { own, blob, service } = toWorkers(visit);
  const files = page.secure === true && (own || service.length > 0);
  return [...(files ? ["'self'"] : []), ...(blob ? ["blob:"] : [])];
}

/** Whether only the inline scripts run that the page came with. Without a nonce none does: they could not be told from others. */
function isNonced(visit: Visit, page: Page): boolean {
  return !page.ownPage && page.nonce !== undefined && toScripts(visit.version.policy.scripts).inline === "page";
}

/** What the site's own code is let run by, beside the hosts. */
function toScriptSources(visit: Visit, page: Page): string[] {
  const evals = toEvalSources(visit, page);
  // With a hash beside it, `unsafe-inline` would count for nothing.
  if (!page.ownPage && toScripts(visit.version.policy.scripts).inline === "any") {
    // Worklets are scripts, and so is what a worker imports. Where text may run as it is, this opens nothing new.
    return ["'unsafe-inline'", ...evals, ...(toWorkers(visit).blob ? ["blob:"] : [])];
  }
  if (!isNonced(visit, page)) return [page.guardHash, ...evals];
  return [page.guardHash, `'nonce-${page.nonce}'`, ...evals];
}

function toEvalSources(visit: Visit, page: Page): string[] {
  return !page.ownPage && toScripts(visit.version.policy.scripts).eval ? ["'unsafe-eval'", "'wasm-unsafe-eval'"] : [];
}

/**
 * The headers of a worker's file: a worker is held to them, and not to those of the page that started it. They let it contact what the
 * page may.
 */
export function renderWorkerHeaders(visit: Visit, guard: WorkerGuard): { [header: string]: string } {
  // What is inline is of no account here, and the guard is part of the file.
  const headers = renderHeaders(visit, { guardHash: "'self'", ownPage: false, secure: true });
  for (const name of ["Permissions-Policy", "X-DNS-Prefetch-Control"]) delete headers[name];
  return { ...headers, "Abide-Choice": guard.choice };
}

/**
 * The headers of every answer that is not a page or a worker, a script above all: a browser that does not say what it wants a file for runs
 * a worker under them. They are the same for every visitor, so that the answer can be cached for all.
 *
 * A `document` is one that a browser shows and that cannot hold the guard, such as SVG: it runs no script.
 */
export function renderFileHeaders({ document = false }: { readonly document?: boolean } = {}): {
  [header: string]: string;
} {
  const script = document ? "script-src 'none'; " : "";
  return {
    "Content-Security-Policy": `default-src 'self'; ${script}object-src 'none'; report-uri ${report}; report-to abide`,
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

/** The same as a source of a page's policy, where a host without a scheme stands for that of the page, or better: it is shorter. */
function toSource(host: string, standIn: number | undefined): string {
  return standIn === undefined ? host : toOrigin(host, standIn);
}

/** The origins that a tracker declares, of all kinds. */
export function toOrigins(hosts: Hosts, standIn: number | undefined): string[] {
  const declared = Object.values(hosts).flat() as readonly string[];
  return declared.filter((host) => isHost.test(host)).map((host) => toOrigin(host, standIn));
}

/** The origin of a declared host. A stand-in has no wildcard of its own: what `*.` covers there is this machine. */
export function toOrigin(host: string, standIn: number | undefined): string {
  if (standIn === undefined) return `https://${host}`;
  return `http://${host.startsWith("*.") ? "*.localhost" : toStandIn(host)}:${standIn}`;
}

/**
 * The page's own origin, `origins` and the `outbound` hosts, where those are a list (https://wicg.github.io/connection-allowlists/).
 * Redirects are followed, or the site's own would break: what a page loads answers to the other header wherever it is sent on to.
 * WebRTC is open to everybody or closed.
 */
function toAllowlist(origins: readonly string[], outbound: Outbound, webrtc: boolean): { [header: string]: string } {
  if (outbound === "any") return {};
  const hosts = outbound.filter((host) => isHost.test(host)).map((host) => `http{s}?://${host}`);
  // A mail program or a telephone is no host that could be contacted unseen.
  const patterns = [...new Set([...origins, ...hosts, "mailto:*", "tel:*", "sms:*"])];
  const items = ["response-origin", ...patterns.map(toString)].join(" ");
  return { "Connection-Allowlist": `(${items});report-to=abide;redirects=allow${webrtc ? ";webrtc=allow" : ""}` };
}

function toPattern(source: string): string {
  return source.includes("://") ? source : `https://${source}`;
}

/** A string as structured fields write it (RFC 9651). */
function toString(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
