import { fromPlaceholderAddress, placeholderPath, renderPlaceholder, type Visit } from "@abide/gate/render";
import { toOptional } from "@abide/policy";
import { toBack } from "../http/origin.ts";
import { findTracker, toAddress } from "./hosts.ts";

/** The page that a frame shows whose own page may not load. */
export function answerPlaceholder(request: Request, visit: Visit): Response {
  const url = new URL(request.url);
  const { src, title, back, sandbox } = fromPlaceholderAddress(url);
  const { policy } = visit.version;
  const address = toAddress(src, url);
  const tracker = address && findTracker(policy, toOptional(policy), address.hostname, "frame");
  const html = renderPlaceholder({ ...visit, back: toBack(back, url.origin) }, tracker, {
    // Without these, a link from elsewhere could have this site say anything, or lead anywhere in its name.
    src: tracker !== undefined || mayBeFramedHere(request) ? (address?.href ?? "") : "",
    title: isFramedHere(request) ? title : "",
    sandbox,
  });
  return new Response(html, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" },
  });
}

/** The same, or nobody says. */
function mayBeFramedHere(request: Request): boolean {
  return isFramedHere(request) || !request.headers.has("sec-fetch-site");
}

/** Whether a page of this site frames it. Browsers say so where the site has TLS. */
function isFramedHere({ headers }: Request): boolean {
  return headers.get("sec-fetch-dest") === "iframe" && headers.get("sec-fetch-site") === "same-origin";
}

/** Whether it is a placeholder that stands in a page of the site, to be shown wherever that page is. No other site may frame one by itself. */
export function isInPage(request: Request): boolean {
  return new URL(request.url).pathname === placeholderPath && isFramedHere(request);
}
