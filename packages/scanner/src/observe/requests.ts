import { toHost, toParty } from "../site.ts";
import type { Wire } from "../wire.ts";
import type { Place, Post } from "./observation.ts";

interface Initiator {
  readonly type: string;
  readonly url?: string;
  readonly stack?: Stack;
}
interface Stack {
  readonly callFrames: readonly { readonly url: string }[];
  readonly parent?: Stack;
}

interface Hop {
  readonly url: string;
  readonly type: string;
  readonly by: string | undefined;
  readonly at: number;
  readonly place: Place;
  held?: string;
}

/** Looks at a request once all is known about it: its addresses one redirect after the other. */
export interface Requests {
  /** The address of the `index`th hop of a request, as soon as it is known. */
  hop(id: string, index: number): { readonly url: string; readonly place: Place } | undefined;
  /** Keeps everything that is not kept yet. */
  flush(): void;
}

/**
 * Every request of every document, frame, worker and service worker, with the script behind it. One that the browser held back
 * (a content security policy, a connection allowlist) is kept apart: nothing of it left. One that failed for another reason did
 * leave: a name was looked up, a connection tried.
 */
export function observeRequests(wire: Wire, post: Post): Requests {
  const all = new Map<string, Hop[]>();
  const done = new Set<string>();

  wire.on<{
    requestId: string;
    loaderId: string;
    documentURL: string;
    type?: string;
    request: { url: string; method: string };
    initiator: Initiator;
    wallTime: number;
    redirectResponse?: object;
  }>(
    "Network.requestWillBeSent",
    ({ requestId, loaderId, documentURL, type, request, initiator, wallTime, redirectResponse }) => {
      if (!/^https?:/.test(request.url)) return;
      post.stir();
      const hops = all.get(requestId) ?? [];
      // A service worker is heard twice, from the browser's side and from its page's.
      if (hops.length > 0 && !redirectResponse) return;
      if (hops.at(-1)?.url === request.url) return;
      const by = redirectResponse ? hops.at(-1)?.url : toCaller(initiator, documentURL);
      const place = post.place(loaderId);
      // The choice itself: what the site sets in answer to it belongs to what comes after.
      const chooses =
        place.phase === undefined && request.method === "POST" && new URL(request.url).hostname === place.siteHost;
      hops.push({
        url: request.url,
        type: type ?? "Other",
        by,
        at: Math.round(wallTime * 1000),
        place: chooses ? { ...place, phase: place.coming } : place,
      });
      all.set(requestId, hops);
    },
  );

  wire.on<{ requestId: string; blockedReason?: string; errorText: string }>(
    "Network.loadingFailed",
    ({ requestId, blockedReason, errorText }) => {
      const hop = all.get(requestId)?.at(-1);
      if (!hop) return;
      if (blockedReason) hop.held = blockedReason === "csp" ? "content security policy" : "connection allowlist";
      else if (errorText === "net::ERR_UNSAFE_PORT") hop.held = "unsafe port";
      post.stir();
    },
  );
  wire.on("Network.loadingFinished", () => post.stir());

  return {
    hop: (id, index) => {
      const hops = all.get(id);
      return hops?.[index] ?? hops?.at(-1);
    },
    flush() {
      for (const [id, hops] of all) {
        for (const [index, hop] of hops.entries()) {
          const key = `${id} ${index}`;
          const host = toHost(hop.url);
          if (done.has(key) || host === undefined) continue;
          done.add(key);
          const { phase, page, siteHost } = hop.place;
          if (!phase) continue;
          post.keep({
            kind: "request",
            phase,
            page,
            host,
            party: toParty(host, siteHost),
            url: hop.url,
            at: hop.at,
            type: hop.type,
            channel: hop.type === "Ping" ? "beacon" : "request",
            ...(hop.by ? { by: hop.by } : {}),
            ...(hop.held ? { held: hop.held } : {}),
          });
        }
      }
    },
  };
}

/**
 * The script behind a request, or the document that the parser was reading. What stands in the document itself may only be a
 * wrapper that the script came through.
 */
function toCaller(initiator: Initiator, document: string): string | undefined {
  const scripts: string[] = [];
  for (let stack = initiator.stack; stack; stack = stack.parent) {
    scripts.push(...stack.callFrames.map((frame) => frame.url).filter((url) => url !== ""));
  }
  return scripts.find((url) => url !== document) ?? scripts[0] ?? initiator.url;
}
