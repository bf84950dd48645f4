import { AbideError } from "../http/error.ts";
import { toWorkerDestination } from "./worker-destination.ts";
import type { Assets } from "./rewrite.ts";
import type { Visitor } from "./visit.ts";

/** Headers by which a browser asks for what has changed, or for a part, of what it holds. */
export const conditions = [
  "if-none-match",
  "if-modified-since",
  "if-match",
  "if-unmodified-since",
  "if-range",
  "range",
];

/** Destinations that show what comes as a page. */
const shown = new Set(["document", "iframe", "frame", "object", "embed", "fencedframe"]);

/** Whether the answer gets the guard: a worker, or what a browser may show as a page, where it says so, or says nothing and takes HTML. */
function isGuarded(request: Request): boolean {
  if (toWorkerDestination(request) !== undefined) return true;
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const destination = request.headers.get("sec-fetch-dest");
  if (destination !== null) return shown.has(destination.trim().toLowerCase());
  return /text\/html|application\/xhtml/i.test(request.headers.get("accept") ?? "");
}

/**
 * What the site answers to a request as it may see it. Of what may be a page or is a worker, it never learns what the browser holds: "not
 * modified" would show the page as it was, with another choice or from before there was a gate. Nor is it asked for a packed one, which would only be
 * unpacked.
 */
export async function askFresh(request: Request, ask: (request: Request) => Promise<Response>): Promise<Response> {
  if (!isGuarded(request)) return ask(request);
  const fresh = without(request, [...conditions, "accept-encoding"]);
  const response = await ask(fresh);
  if (response.status !== 304) return response;
  const again = await ask(without(fresh, conditions));
  if (again.status !== 304) return again;
  throw new AbideError("bad-gateway", "The site says that its page is not modified to whoever does not hold it.");
}

function without(request: Request, names: readonly string[]): Request {
  if (!names.some((name) => request.headers.has(name))) return request;
  const headers = new Headers(request.headers);
  for (const name of names) headers.delete(name);
  return new Request(request, { headers });
}

/** What a page that leaves depends on beside the site's own page. */
export interface Variation {
  readonly visitor: Visitor;
  readonly guardHash: string;
  readonly assets: Assets;
  readonly trackerFree: boolean;
}

/** Most pages that are remembered at once. */
const most = 10_000;

/** The pages that carry nothing of one visit alone, such as a form's token, by their validators. Only these are ever "not modified". */
const settled = new Set<string>();

/** Remembers that the page under this validator left without anything of one visit alone. */
export function settle(etag: string): void {
  if (settled.size >= most) settled.clear();
  settled.add(etag);
}

/**
 * Our own weak validator of a page: the site's, with all that the page depends on beside it. Undefined where the site has none.
 */
export async function toEtag(site: Headers, path: string, variation: Variation): Promise<string | undefined> {
  const validator = site.get("etag") ?? site.get("last-modified");
  if (validator === null) return undefined;
  const { visitor, guardHash, assets, trackerFree } = variation;
  const { version, language, permitted, signals, standIn } = visitor.visit;
  const all = [
    validator,
    path,
    version.hash,
    language,
    permitted,
    signals,
    standIn ?? "",
    guardHash,
    assets.css.href,
    assets.gate.href,
    trackerFree,
    site.get("content-security-policy") ?? "",
  ];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(all)));
  return `W/"${btoa(String.fromCharCode(...new Uint8Array(digest).subarray(0, 18)))}"`;
}

/** Whether the browser holds the page under `etag`, and nothing in it is of one visit alone. */
export function isHeld(request: Request, etag: string): boolean {
  const held = request.headers.get("if-none-match");
  if (held === null || !settled.has(etag)) return false;
  return held.split(",").some((one) => one.trim().replace(/^W\//, "") === etag.slice(2));
}
