import type { Recorded } from "./recorded.ts";
import { toHost, toParty } from "../site.ts";
import type { Place, Post } from "./observation.ts";

/**
 * A connection that the page's content security policy stopped before it became a request: the browser reports it to the page
 * and to nobody else. It is kept as a request that was held back.
 */
export function keepHeld(post: Post, { url, directive }: Extract<Recorded, { is: "held" }>, place: Place): void {
  const host = toHost(url);
  if (host === undefined || !place.phase) return;
  post.keep({
    kind: "request",
    phase: place.phase,
    page: place.page,
    host,
    party: toParty(host, place.siteHost),
    url,
    at: Date.now(),
    type: directive,
    channel: directive === "connect-src" ? "beacon" : "request",
    held: "content security policy",
  });
}
