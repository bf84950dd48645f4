import {
  renderBanner,
  renderFileHeaders,
  renderGuard,
  renderHeaders,
  renderSignal,
  toDirection,
  type Visit,
} from "@abide/gate/render";
import { html } from "@abide/policy";
import { toAnswerTexts } from "../http/texts/all.ts";
import { filterCookies, type FilterCookiesOptions } from "./filter-cookies.ts";
import { addHeaders, filterHeaders, keepPrivate } from "./filter-headers.ts";
import { rewrite, type RewriteOptions } from "./rewrite.ts";
import { toHtml, toMedia } from "./site-page.ts";
import type { Visitor } from "./visit.ts";

export type ProtectOptions = RewriteOptions & FilterCookiesOptions;

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
    headers.set("x-content-type-options", "nosniff");
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }

  const source = await toHtml(response, type);
  const { visit } = visitor;
  // A piece that script fetches and puts into a page: the page has the guard, and a banner in the middle of it would be a second one.
  const piece =
    request.headers.get("sec-fetch-dest") === "empty" &&
    !/^\s*(?:<!--[^]*?-->\s*)*<(?:!doctype|html|head)\b/i.test(source);
  const guard = await renderGuard(visit);
  const trackerFree = options.trackerFree === true;
  const banner = trackerFree ? "" : visitor.kept?.pending ? renderPending(visit) : renderBanner(visit);
  // Abide's own pages say it where they show the choice.
  const signal = options.ownPage === true || trackerFree ? "" : renderSignal(visit);
  const frame = piece ? undefined : { guard: guard.html, banner, signal };
  const page = await rewrite(source, new URL(request.url), visit, guard.html, frame, options);
  addHeaders(
    headers,
    renderHeaders(visit, {
      guardHash: guard.hash,
      ownPage: options.ownPage === true || trackerFree,
    }),
  );
  keepPrivate(headers);
  // Going back shows what the cache has, and there a piece must not stand for a page: it has no guard.
  if (piece) headers.set("cache-control", "private, no-store");
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("x-content-type-options", "nosniff");
  // They are about the page as the site wrote it.
  for (const name of [
    "content-length",
    "content-encoding",
    "content-md5",
    "digest",
    "etag",
    "last-modified",
    "accept-ranges",
  ]) {
    headers.delete(name);
  }
  return new Response(page.html, { status: response.status, statusText: response.statusText, headers });
}

/** Documents that have no HTML to put the guard into. */
function isXml(media: string): boolean {
  return /xml|xsl|svg/.test(media);
}

/** Types that a browser runs or shows as a document of its own. One without a type might be sniffed. */
function mayRun(media: string): boolean {
  return media === "" || /javascript|ecmascript|xml|xsl|svg|html|pdf|octet-stream/.test(media);
}

/** What stands in the banner's place while a refusal waits to be recorded. */
function renderPending({ language }: Visit): string {
  const says = toAnswerTexts(language);
  return html`<section
    class="abide abide-banner"
    data-abide="pending"
    role="status"
    lang="${says.language}"
    dir="${toDirection(says.language)}"
  >
    <div class="abide-words"><p>${says.inEffectSays}</p></div>
  </section>`.source;
}
