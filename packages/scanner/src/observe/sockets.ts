import { toHost, toParty } from "../site.ts";
import type { Wire } from "../wire.ts";
import type { Place, Post } from "./observation.ts";

/** WebSockets and WebTransport sessions: they are not requests, and no list of requests shows them. */
export function observeSockets(wire: Wire, post: Post): { flush(): void } {
  const open = new Map<
    string,
    { url: string; type: string; by: string | undefined; at: number; place: Place; held?: string }
  >();
  type Created = {
    requestId?: string;
    transportId?: string;
    url: string;
    initiator?: { url?: string; stack?: { callFrames: { url: string }[] } };
  };
  const add = (type: string) => (params: Created) => {
    post.stir();
    const by = params.initiator?.stack?.callFrames.find((frame) => frame.url !== "")?.url ?? params.initiator?.url;
    open.set(params.requestId ?? params.transportId ?? params.url, {
      url: params.url,
      type,
      by,
      at: Date.now(),
      place: post.place(),
    });
  };
  wire.on("Network.webSocketCreated", add("WebSocket"));
  wire.on("Network.webTransportCreated", add("WebTransport"));
  wire.on<{ requestId: string; errorMessage: string }>("Network.webSocketFrameError", ({ requestId, errorMessage }) => {
    const socket = open.get(requestId);
    if (socket && /network access revoked/i.test(errorMessage)) socket.held = "connection allowlist";
  });

  return {
    flush() {
      for (const { url, type, by, at, place, held } of open.values()) {
        const host = toHost(url);
        if (host === undefined || !place.phase) continue;
        post.keep({
          kind: "request",
          phase: place.phase,
          page: place.page,
          host,
          party: toParty(host, place.siteHost),
          url,
          at,
          type,
          channel: "socket",
          ...(by ? { by } : {}),
          ...(held ? { held } : {}),
        });
      }
      open.clear();
    },
  };
}
