import { createServer } from "node:https";
import { createServer as createDoor, type AddressInfo, type Server, type Socket } from "node:net";
import { createCertificate } from "./test-certificate.ts";

export const site = "https://www.shop.test";
const siteHost = new URL(site).host;

/** How a tracker was reached, or that something was left: a look-up, a connection, TLS in it, a request, a datagram, storage. */
export type Leak = "dns" | "tcp" | "tls" | "request" | "udp" | "stored";

/** Plays `site`: what it answers is all the protection that a page gets. */
export type Fetch = (request: Request) => Response | Promise<Response>;
/** Plays a host that is not the site; undefined leaves it to the tracker that every host is. */
export type PlayHost = (host: string, path: string) => Response | undefined;

/** The site and every tracker, over TLS. */
export interface TestServer {
  /** Requests that reached any host but the site, as `host/path`. */
  readonly requests: string[];
  /** What reached each host. */
  readonly reached: ReadonlyMap<string, ReadonlySet<Leak>>;
  /** Lets `fetch` play the site from here on. */
  readonly serve: (fetch: Fetch) => void;
  mark(host: string, leak: Leak): void;
  /** Takes connections at an address as well, and resolves to its port. `host` is whom a connection to it is meant for. */
  listen(address: string, port: number, host?: string): Promise<number>;
  close(): Promise<void>;
}

export function createTestServer(playHost: PlayHost): TestServer {
  let play: Fetch = () => new Response("nobody plays the site", { status: 503 });
  const reached = new Map<string, Set<Leak>>();
  const requests: string[] = [];
  const mark = (host: string, leak: Leak): void => {
    const leaks = reached.get(host) ?? new Set();
    reached.set(host, leaks.add(leak));
  };
  const request = (host: string, path: string): void => {
    mark(host, "request");
    requests.push(`${host}${path}`);
  };

  const server = createServer(
    {
      ...createCertificate(["*.shop.test", "*.tracker.test", "tracker.test"]),
      // Hears of a host as soon as it is named: a browser that connects ahead of time may never end the handshake.
      SNICallback: (host, done) => {
        if (host !== siteHost) mark(host, "tls");
        done(null);
      },
    },
    // oxlint-disable-next-line typescript/no-misused-promises -- errors end the answer
    async (incoming, outgoing) => {
      const host = incoming.headers.host ?? "";
      const path = incoming.url ?? "/";
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const respond = async (): Promise<Response> => {
        if (host !== siteHost) {
          request(host, path);
          return playHost(host, path) ?? playTracker(path);
        }
        return play(
          new Request(`https://${host}${path}`, {
            method: incoming.method ?? "GET",
            headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
            ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
          }),
        );
      };
      try {
        const response = await respond();
        const headers: [string, string][] = [...response.headers].filter(([name]) => name !== "set-cookie");
        outgoing.writeHead(response.status, [
          ...headers.flat(),
          ...response.headers.getSetCookie().flatMap((cookie) => ["Set-Cookie", cookie]),
        ]);
        outgoing.end(Buffer.from(await response.arrayBuffer()));
      } catch (error) {
        outgoing.writeHead(500).end(String(error));
      }
    },
  );
  server.on("upgrade", (incoming, socket) => {
    request(incoming.headers.host ?? "", incoming.url ?? "/");
    socket.destroy();
  });

  const doors: Server[] = [];
  const sockets = new Set<Socket>();
  return {
    requests,
    reached,
    mark,
    serve: (fetch) => void (play = fetch),
    async listen(address, port, host) {
      const door = createDoor((socket) => {
        if (host !== undefined && host !== siteHost) mark(host, "tcp");
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
        // A browser that ends takes its connections with it.
        socket.on("error", () => {});
        server.emit("connection", socket);
      });
      doors.push(door);
      await new Promise<void>((resolve, reject) => door.once("error", reject).listen(port, address, resolve));
      return (door.address() as AddressInfo).port;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(doors.map((door) => new Promise((resolve) => door.close(resolve))));
    },
  };
}

function playTracker(path: string): Response {
  const name = path.replace(/\?.*/s, "");
  const pixel = Buffer.from("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==", "base64");
  const headers: Record<string, string> = { "Access-Control-Allow-Origin": "*" };
  const type = (content: string): Record<string, string> => ({ ...headers, "Content-Type": content });
  if (name === "/set-cookie.gif") {
    return new Response(pixel, {
      headers: { ...type("image/gif"), "Set-Cookie": "tp=1; Secure; SameSite=None; Max-Age=86400; Path=/" },
    });
  }
  if (name.endsWith(".gif")) return new Response(pixel, { headers: type("image/gif") });
  if (name.endsWith(".js")) return new Response("export {};", { headers: type("text/javascript") });
  if (name.endsWith(".css")) return new Response("p{}", { headers: type("text/css") });
  if (name.endsWith(".svg")) {
    return new Response(`<svg xmlns="http://www.w3.org/2000/svg"/>`, { headers: type("image/svg+xml") });
  }
  if (name === "/events") return new Response("data: x\n\n", { headers: type("text/event-stream") });
  return new Response("<!doctype html><title>Tracker</title>", { headers: type("text/html") });
}
