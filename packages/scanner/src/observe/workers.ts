import { toHost, toParty } from "../site.ts";
import type { Wire } from "../wire.ts";
import type { Post } from "./observation.ts";

/** Service workers. They stay on the device after the page is closed and can send by themselves. */
export function observeWorkers(wire: Wire, post: Post): void {
  const seen = new Set<string>();
  wire.on<{ targetInfo: { type: string; url: string } }>("Target.attachedToTarget", ({ targetInfo: { type, url } }) => {
    const host = toHost(url);
    const { phase, page, siteHost } = post.place();
    if (type !== "service_worker" || host === undefined || !phase || seen.has(`${phase} ${url}`)) return;
    seen.add(`${phase} ${url}`);
    post.stir();
    post.keep({ kind: "worker", phase, page, host, party: toParty(host, siteHost), url });
  });
}
