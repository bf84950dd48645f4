import {
  createMemory,
  createNonce,
  declaresServiceWorkers,
  declaresWorkers,
  renderFileHeaders,
  renderGuard,
  renderHeaders,
  renderWorkerGuard,
  type Visit,
} from "@abide/gate/render";
import { toScripts } from "@abide/policy";
import { filterCookies, type FilterCookiesOptions } from "./filter-cookies.ts";
import { isHeld, settle, toEtag } from "./conditional.ts";
import { addHeaders, addVary, dropOriginal, filterHeaders, keepPrivate } from "./filter-headers.ts";
import { toFrame } from "./frame.ts";
import { createPolicyMerger, type PolicyMerger } from "./merge-policy.ts";
import { toPageStream } from "./page-stream.ts";
import { createRewriter, type RewriteOptions } from "./rewrite.ts";
import { join } from "../http/body.ts";
import { isInPage } from "./placeholder.ts";
import { openPage, toMedia, type SitePage } from "./site-page.ts";
import type { Visitor } from "./visit.ts";
import { toWorkerDestination } from "./worker-destination.ts";
import { protectWorker } from "./worker-file.ts";
import { createXmlRewriter, type XmlRewriter } from "./xml-rewrite.ts";

export interface ProtectOptions extends RewriteOptions, FilterCookiesOptions {
  readonly ownPage?: boolean;
  /** The site's own origin, as browsers have it. Default: that of the request. */
  readonly origin?: string;
}

/**
 * The response as it may leave: a page gets the guard as its first script, the banner, placeholders in frames that may not load,
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
  const destination = options.ownPage || isPage(media) ? undefined : toWorkerDestination(request);

  if (destination !== undefined) {
    const { assets, trackerFree = false, note } = options;
    return protectWorker({ response, headers, destination }, request, { visitor, assets, trackerFree }, note);
  }
  if (!isPage(media) || !hasBody) {
    // Without these, a worker, an SVG or an XML page would run under no rules: those of the page that opened it do not reach it.
    if (mayRun(media) && hasBody) addHeaders(headers, renderFileHeaders({ document: isXml(media) }));
    // A browser that holds a script must not take it for a worker of the same address: that has a guard.
    if (mayRun(media) && declaresWorkers(visitor.visit.version.policy)) addVary(headers, ["Sec-Fetch-Dest"]);
    if (isPage(media)) keepPrivate(headers);
    // A page that a browser holds from before the gate must not count as fresh again.
    else if (response.status === 304 && media === "" && mayBeFetched(request)) headers.set("cache-control", "no-cache");
    headers.set("x-content-type-options", "nosniff");
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }
  return protectPage(response, request, visitor, options, { headers, type, media });
}

async function protectPage(
  response: Response,
  request: Request,
  visitor: Visitor,
  options: ProtectOptions,
  { headers, type, media }: { readonly headers: Headers; readonly type: string; readonly media: string },
): Promise<Response> {
  const { visit } = visitor;
  const { assets, origin, ownPage = false, trackerFree = false } = options;
  const url = new URL(request.url);
  const own = origin ?? url.origin;
  const xml = media === xhtml;
  const guard = await renderGuard(visit, { xml });
  const merger = createPolicyMerger({ origin: own, guardHash: guard.hash });
  const policies = headers.get("content-security-policy");
  if (policies !== null && !ownPage) headers.set("content-security-policy", merger.mergeAll(policies));

  const fetched = request.headers.get("sec-fetch-dest") === "empty";
  const page = await openPage(response, type, { waits: fetched, xml });
  const quiet = ownPage || trackerFree;
  const nonce = quiet ? undefined : toNonce(visit, merger);
  // A piece that script fetches and puts into a page: the page has the guard, and a banner in the middle of it would be a second one.
  const piece = fetched && !isWhole(page.beginning);
  const frame = piece ? undefined : toFrame(guard.html, visitor, options);
  // What carries a banner or a nonce is never the same twice.
  const isLasting = frame?.banner === "" && !ownPage && nonce === undefined && response.status === 200;
  const variation = { visitor, guardHash: guard.hash, assets, trackerFree };
  const etag = isLasting ? await toEtag(response.headers, url.pathname + url.search, variation) : undefined;

  const secure = isSecure(new URL(own));
  addHeaders(
    headers,
    toHeaders(visit, { guardHash: guard.hash, nonce, ownPage: quiet, inPage: isInPage(request), secure }),
  );
  await addChoice(headers, visit);
  describePage(headers, { type: `${media}; charset=${page.label}`, piece });
  if (etag !== undefined) {
    headers.set("etag", etag);
    if (isHeld(request, etag)) {
      await page.cancel();
      return new Response(null, { status: 304, headers });
    }
  }
  const integrity = ["integrity-policy", "integrity-policy-report-only"].some((name) => headers.has(name));
  const context = { page: url, visit, inner: guard.html, nonce, merger, integrity, frame };
  const xmlRewriter = xml ? createXmlRewriter(context, options) : undefined;
  const rewriter = xmlRewriter ?? createRewriter(context, options);
  const begun = xmlRewriter && (await readToRoot(page, xmlRewriter));
  const settled = (): void => {
    // It may be lent to a script of the site's.
    if (etag !== undefined && merger.nonce() === undefined) settle(etag);
  };
  const body = toPageStream(page, rewriter, settled, begun);
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

/** Says which choice the page is of: a service worker that keeps pages must not answer with those of another. */
async function addChoice(headers: Headers, visit: Visit): Promise<void> {
  if (!declaresServiceWorkers(visit.version.policy)) return;
  headers.set("abide-choice", (await renderWorkerGuard(visit)).choice);
}

/** Has the headers say what leaves, in place of what the site wrote. */
function describePage(headers: Headers, { type, piece }: { readonly type: string; readonly piece: boolean }): void {
  keepPrivate(headers);
  // Going back shows what the cache has, and there a piece must not stand for a page: it has no guard.
  if (piece) headers.set("cache-control", "private, no-store");
  headers.set("content-type", type);
  headers.set("x-content-type-options", "nosniff");
  dropOriginal(headers);
}

/** The beginning of a page, rewritten, up to its first element: until then it can turn out that the page may not leave. */
async function readToRoot(page: SitePage, rewriter: XmlRewriter): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  try {
    while (!rewriter.hasRoot()) {
      const bytes = await page.read();
      pieces.push(bytes ? rewriter.write(bytes, page.charset()) : rewriter.end());
      if (!bytes) break;
    }
  } catch (error) {
    await page.cancel(error);
    throw error;
  }
  return join(pieces);
}

const headersOf = createMemory<{ readonly [name: string]: string }>();

function toHeaders(visit: Visit, page: Parameters<typeof renderHeaders>[1]): { readonly [name: string]: string } {
  // A nonce is never the same twice.
  if (page.nonce !== undefined) return renderHeaders(visit, page);
  const key = JSON.stringify([visit.permitted, visit.standIn, page.guardHash, page.ownPage, page.inPage, page.secure]);
  return headersOf(visit.version, key, () => renderHeaders(visit, page));
}

/** The nonce of an answer whose own inline scripts are let in one by one: the site's, where it has one. */
function toNonce({ version }: Visit, merger: PolicyMerger): string | undefined {
  if (toScripts(version.policy.scripts).inline !== "page") return undefined;
  return merger.own() ?? createNonce();
}

/** Whether browsers take the origin for secure, and so say what they ask its files for (https://w3c.github.io/webappsec-secure-contexts/). */
function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || /^(?:127(?:\.\d+){3}|\[::1\]|(?:.+\.)?localhost)$/.test(hostname);
}

/** Whether the bytes begin a whole page, and no piece of one. */
function isWhole(beginning: Uint8Array): boolean {
  const text = new TextDecoder().decode(beginning);
  return /^\s*(?:(?:<!--[^]*?-->|<\?[^]*?\?>)\s*)*<(?:!doctype|html|head)\b/i.test(text);
}

/** Whether script asked, or nobody said who: what it gets may be a page. */
function mayBeFetched(request: Request): boolean {
  return ["empty", null].includes(request.headers.get("sec-fetch-dest"));
}

const xhtml = "application/xhtml+xml";

/** Documents that are rewritten, so that the guard is in them. */
function isPage(media: string): boolean {
  return media === "text/html" || media === xhtml;
}

/** Other documents in XML, such as SVG: none of their scripts runs. */
function isXml(media: string): boolean {
  return /xml|xsl|svg/.test(media);
}

/** Types that a browser runs or shows as a document of its own. One without a type might be sniffed. */
function mayRun(media: string): boolean {
  return media === "" || /javascript|ecmascript|xml|xsl|svg|html|pdf|octet-stream/.test(media);
}
