import { AbideError } from "./error.ts";

/**
 * Refuses a request that another site could have made a browser send. `Sec-Fetch-Site` decides where the browser sends it; one
 * too old for it, or a site without TLS, sends `Origin` with every POST. Where both are missing nobody can tell, so it is refused.
 *
 * The host is compared and not the scheme: behind a proxy that ends TLS this process sees http.
 * https://developer.mozilla.org/en-US/docs/Web/Security/Attacks/CSRF#fetch_metadata
 */
export function verifySameOrigin(request: Request, own: string): void {
  const refuse = (why: string) => new AbideError("cross-site", `A write was refused: ${why}.`);
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  // "none" is an address typed or a bookmark: neither sends a form.
  if (site !== null && site !== "same-origin") throw refuse(`Sec-Fetch-Site is ${site}`);
  if (origin !== null) {
    // An extension or a sandboxed frame sends "null", which is nobody's origin.
    if (!URL.canParse(origin) || new URL(origin).host !== new URL(own).host) throw refuse(`Origin is ${origin}`);
    return;
  }
  if (site === null) throw refuse("it has neither Sec-Fetch-Site nor Origin");
}

/**
 * `back` where it is a path of this site, with query and fragment, else "/". It ends up in a header and in a link.
 *
 * @example toBack("/blog?page=2#comments", "https://site.example") // the same
 * @example toBack("//elsewhere.example", "https://site.example") // "/"
 */
export function toBack(back: string | undefined, own: string): string {
  if (back === undefined || !isPath(back)) return "/";
  const url = URL.parse(back, own);
  if (!url || url.origin !== new URL(own).origin || url.pathname.startsWith("//")) return "/";
  return url.pathname + url.search + url.hash;
}

/** The way back to `url` itself, by the same rules. It has been read already, so that it need not be read again to be told. */
export function toBackTo({ pathname, search }: URL): string {
  const path = pathname + search;
  return isPath(path) ? path : "/";
}

/** Whether it stays on this site when a browser reads it: "/\elsewhere.example" is another host to it. */
function isPath(path: string): boolean {
  // Control characters would end the header's line; browsers drop tab and newline before they parse an address.
  return path.length <= 2_000 && /^\/(?![/\\])[^\u0000-\u001f\u007f\\]*$/.test(path);
}
