import { createNonce, renderFileHeaders, renderGuard, renderHeaders, type Visit } from "@abide/gate/render";
import { toScripts } from "@abide/policy";
import { aboutBytes } from "../http/about-bytes.ts";
import { filterCookies, type FilterCookiesOptions } from "./filter-cookies.ts";
import { isHeld, settle, toEtag } from "./conditional.ts";
import { addHeaders, filterHeaders, keepPrivate } from "./filter-headers.ts";
import { toFrame } from "./frame.ts";
import { createPolicyMerger, type PolicyMerger } from "./merge-policy.ts";
import { toPageStream } from "./page-stream.ts";
import { createRewriter, type RewriteOptions } from "./rewrite.ts";
import { createMemory } from "./remember.ts";
import { openPage, toMedia } from "./site-page.ts";
import type { Visitor } from "./visit.ts";

export interface ProtectOptions extends RewriteOptions, FilterCookiesOptions {
  readonly ownPage?: boolean;
  /** The site's own origin, as browsers have it. Default: that of the request. */
  readonly origin?: string;
}

/**
 * The response as it may leave: a page gets the guard as its first script, the banner, placeholders for frames that may not load,
 * and the headers that the visitor's choice allows; every response loses cookies that nobody declares or that may not be set.
 */
export async function protect(
  response: Response,
  request: Request,
  visitor: Visitor,
  options: ProtectOptions,
): Promise<Response> {
  const headers = new Headers(response.headers);
  filterCookies(headers, request, visitor, options);
  if (!options.ownPage) filterHeaders(headers, request, visitor, options.note);
  const type = (headers.get("content-type") ?? "").toLowerCase();
  const media = toMedia(type);
  const hasBody = response.body !== null && response.status !== 304;

  if (media !== "text/html" || !hasBody) {
    // Without these, a worker, an SVG or an XML page would run under no rules: those of the page that opened it do not reach it.
    if (mayRun(media) && hasBody) addHeaders(headers, renderFileHeaders({ document: isXml(media) }));
    if (media === "text/html") keepPrivate(headers);
    // A page that a browser holds from before the gate must not count as fresh again.
    else if (response.status === 304 && media === "" && mayBeFetched(request)) headers.set("cache-control", "no-cache");
    headers.set("x-content-type-options", "nosniff");
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }
  return protectPage(response, request, visitor, options, { headers, type });
}

async function protectPage(
  response: Response,
  request: Request,
  visitor: Visitor,
  options: ProtectOptions,
  { headers, type }: { readonly headers: Headers; readonly type: string },
): Promise<Response> {
  const { visit } = visitor;
  const { assets, ownPage = false, trackerFree = false, origin } = options;
  const url = new URL(request.url);
  const guard = await renderGuard(visit);
  const merger = createPolicyMerger({ origin: origin ?? url.origin, guardHash: guard.hash });
  const policies = headers.get("content-security-policy");
  if (policies !== null && !ownPage) headers.set("content-security-policy", merger.mergeAll(policies));

  const fetched = request.headers.get("sec-fetch-dest") === "empty";
  const page = await openPage(response, type, fetched);
  const quiet = ownPage || trackerFree;
  const nonce = quiet ? undefined : toNonce(visit, merger);
  // A piece that script fetches and puts into a page: the page has the guard, and a banner in the middle of it would be a second one.
  const piece = fetched && !isWhole(page.beginning);
  const frame = piece ? undefined : toFrame(guard.html, visitor, options);
  // What carries a banner or a nonce is never the same twice.
  const isLasting = frame?.banner === "" && !ownPage && nonce === undefined && response.status === 200;
  const variation = { visitor, guardHash: guard.hash, assets, trackerFree };
  const etag = isLasting ? await toEtag(response.headers, url.pathname + url.search, variation) : undefined;

  addHeaders(headers, toHeaders(visit, { guardHash: guard.hash, nonce, ownPage: quiet }));
  keepPrivate(headers);
  // Going back shows what the cache has, and there a piece must not stand for a page: it has no guard.
  if (piece) headers.set("cache-control", "private, no-store");
  headers.set("content-type", `text/html; charset=${page.label}`);
  headers.set("x-content-type-options", "nosniff");
  // They are about the page as the site wrote it.
  for (const name of ["content-encoding", "etag", "last-modified", ...aboutBytes]) headers.delete(name);
  if (etag !== undefined) {
    headers.set("etag", etag);
    if (isHeld(request, etag)) {
      await page.cancel();
      return new Response(null, { status: 304, headers });
    }
  }
  const rewriter = createRewriter({ page: url, visit, inner: guard.html, nonce, merger, frame }, options);
  const body = toPageStream(page, rewriter, () => {
    // A placeholder carries a token; so may a script that a nonce lets run.
    if (etag !== undefined && rewriter.placeholders() === 0 && merger.nonce() === undefined) settle(etag);
  });
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

const headersOf = createMemory<{ readonly [name: string]: string }>();

function toHeaders(visit: Visit, page: Parameters<typeof renderHeaders>[1]): { readonly [name: string]: string } {
  // A nonce is never the same twice.
  if (page.nonce !== undefined) return renderHeaders(visit, page);
  const key = JSON.stringify([visit.permitted, visit.standIn, page.guardHash, page.ownPage]);
  return headersOf(visit.version, key, () => renderHeaders(visit, page));
}

/** The nonce of an answer whose own inline scripts are let in one by one: the site's, where it has one. */
function toNonce({ version }: Visit, merger: PolicyMerger): string | undefined {
  if (toScripts(version.policy.scripts).inline !== "page") return undefined;
  return merger.own() ?? createNonce();
}

/** Whether the bytes begin a whole page, and no piece of one. */
function isWhole(beginning: Uint8Array): boolean {
  const text = new TextDecoder().decode(beginning);
  return /^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype|html|head)\b/i.test(text);
}

/** Whether script asked, or nobody said who: what it gets may be a page. */
function mayBeFetched(request: Request): boolean {
  return ["empty", null].includes(request.headers.get("sec-fetch-dest"));
}

/** Documents that have no HTML to put the guard into. */
function isXml(media: string): boolean {
  return /xml|xsl|svg/.test(media);
}

/** Types that a browser runs or shows as a document of its own. One without a type might be sniffed. */
function mayRun(media: string): boolean {
  return media === "" || /javascript|ecmascript|xml|xsl|svg|html|pdf|octet-stream/.test(media);
}
