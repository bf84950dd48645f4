import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { refuseUpgrade, type Upgrade } from "../node/upgrade.ts";
import { toEntries, toUpstreamHeaders, toVisitorHeaders } from "./headers.ts";
import { TooSlow, type Upstream } from "./upstream.ts";

/** Hands a WebSocket on to the site. Rejects where the site does not answer. */
export function passUpgrade(upstream: Upstream, [request, socket, head, info]: Parameters<Upgrade>): Promise<void> {
  const url = new URL(info.url);
  const client = { url, ip: info.ip, host: upstream.toHost(url.host), id: upstream.id };
  if (request.headers["cdn-loop"]?.includes(upstream.id))
    return Promise.reject(upstream.fail(new Error("The address leads back to this proxy.")));
  const headers = toUpstreamHeaders(toEntries(request.headers), client);
  const upgrade = { connection: "Upgrade", upgrade: request.headers.upgrade ?? "websocket" };
  return new Promise((resolve, reject) => {
    const sent = upstream.ask(client, { headers: { ...headers, ...upgrade }, agent: false });
    const leave = () => void sent.destroy();
    sent.setTimeout(upstream.timeout, () => sent.destroy(new TooSlow()));
    socket.once("close", leave);
    sent.once("upgrade", (answer, other, first) => {
      upstream.succeed();
      socket.off("close", leave);
      sent.setTimeout(0);
      socket.write(toHead(answer, upstream));
      if (head.length > 0) other.write(head);
      if (first.length > 0) socket.write(first);
      join(socket, other);
      resolve();
    });
    // Its page would reach the visitor without the gate; that it was refused is enough.
    sent.once("response", (answer) => {
      upstream.succeed();
      answer.destroy();
      refuseUpgrade(socket, answer.statusCode ?? 502, "The site takes no WebSocket connection here.");
      resolve();
    });
    sent.on("error", (error) => (socket.destroyed ? resolve() : reject(upstream.fail(error))));
    sent.end();
  });
}

/** The head of the site's answer. A cookie that it sets has not been seen by the gate, and is left out. */
function toHead(answer: IncomingMessage, { to }: Upstream): string {
  const headers = toVisitorHeaders(answer.rawHeaders, answer.headers.connection, to);
  headers.delete("set-cookie");
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  const upgrade = ["connection: Upgrade", `upgrade: ${answer.headers.upgrade ?? "websocket"}`];
  return ["HTTP/1.1 101 Switching Protocols", ...upgrade, ...lines, "", ""].join("\r\n");
}

/** Joins two connections: what one says the other hears, and neither outlives the other. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, into] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(into);
    from.on("error", () => into.destroy());
    from.once("close", () => into.destroy());
  }
}
