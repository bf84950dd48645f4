import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { toChunks } from "./http/body.ts";
import { AbideError } from "./http/error.ts";

/** Anything that answers requests: an engine, or a part of one. */
export interface Handler {
  readonly fetch: (request: Request, info?: { readonly ip?: string }) => Promise<Response>;
}

export interface ServeOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Where to listen. Default: all addresses. */
  readonly host?: string;
  /**
   * How many proxies stand in front. Only their entries of `X-Forwarded-For` and `X-Forwarded-Proto` are believed: anybody can
   * send these headers. Default: 0.
   */
  readonly proxies?: number;
}

export interface Served {
  readonly url: string;
  readonly port: number;
  /** Takes no more connections, waits for the requests under way (ten seconds at most), and ends. */
  readonly close: () => Promise<void>;
}

/**
 * Serves `handler` over node:http.
 *
 * @example
 * const { url, close } = await serve(engine, { port: 4600 });
 */
export async function serve(handler: Handler, { port, host, proxies = 0 }: ServeOptions): Promise<Served> {
  let closing = false;
  const server = createServer((incoming, outgoing) => {
    if (closing) outgoing.setHeader("connection", "close");
    answer(handler, incoming, outgoing, proxies).catch(() => {
      // The connection broke, or the site's own stream did: whoever reads must not take the half for the whole.
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === "EADDRINUSE"
          ? new AbideError("port-busy", `Port ${port} is taken by another process.`, {
              next: `Stop it, or choose another port: PORT=${port + 1} npm start`,
              cause,
            })
          : cause.code === "EACCES"
            ? new AbideError("port-busy", `This account may not listen on port ${port}.`, {
                next: "Choose a port above 1023: PORT=4600 npm start",
                cause,
              })
            : cause,
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = host === undefined || host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return {
    url: `http://${name.includes(":") ? `[${name}]` : name}:${address.port}`,
    port: address.port,
    close: async () => {
      if (closing) return;
      closing = true;
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), 10_000);
      await closed;
      clearTimeout(late);
    },
  };
}

async function answer(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  proxies: number,
): Promise<void> {
  const request = toRequest(incoming, proxies);
  if (!request) {
    outgoing.writeHead(400, { "content-type": "text/plain; charset=utf-8", connection: "close" });
    outgoing.end("The request's address or host cannot be read.\n");
    return;
  }
  const ip = toIp(incoming, proxies);
  const response = await handler.fetch(request, ip === undefined ? {} : { ip });
  if (outgoing.destroyed) {
    await response.body?.cancel();
    return;
  }
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  if (!incoming.complete && incoming.method !== "GET" && incoming.method !== "HEAD") headers["connection"] = "close";
  outgoing.writeHead(response.status, headers);
  if (!response.body || incoming.method === "HEAD") {
    await response.body?.cancel();
    outgoing.end();
  } else {
    await pipeline(toChunks(response.body), outgoing);
  }
  if (!incoming.complete) await drain(incoming);
}

/** Bytes of a body that nobody wants which are still taken, and for how long, in milliseconds. */
const unwanted = { most: 8_000_000, longest: 5_000 };

/**
 * Takes the rest of a body whose request has been answered already, for a while. Without this, a client that is still sending
 * would meet a broken connection and not see the answer, such as that the body is too large.
 */
function drain(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let taken = 0;
    const stop = () => void incoming.destroy();
    const late = setTimeout(stop, unwanted.longest);
    incoming.on("data", (chunk: Buffer) => {
      taken += chunk.length;
      if (taken > unwanted.most) stop();
    });
    incoming.once("close", () => {
      clearTimeout(late);
      resolve();
    });
    incoming.resume();
  });
}

/** The body as the fetch standard has it. Not `Readable.toWeb`: cancelling that one breaks the connection before the answer. */
function toBody(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let wanted = true;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        incoming.on("data", (chunk: Buffer) => {
          if (!wanted) return;
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
        });
        incoming.once("end", () => {
          if (wanted) controller.close();
          wanted = false;
        });
        incoming.once("close", () => {
          if (wanted) controller.error(new AbideError("malformed", "The body broke off."));
          wanted = false;
        });
        incoming.pause();
      },
      pull: () => void incoming.resume(),
      cancel: () => void (wanted = false),
    },
    { highWaterMark: 65_536, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}

/** The request as the fetch standard has it, or undefined where its address or host is no such thing. */
function toRequest(incoming: IncomingMessage, proxies: number): Request | undefined {
  const { method = "GET", headers, url: target = "/" } = incoming;
  const proto = proxies > 0 ? toForwarded(headers["x-forwarded-proto"], proxies) : undefined;
  const host = headers.host ?? "";
  // A host with a path or an account in it would make another address of what follows.
  if (!/^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/i.test(host)) return undefined;
  try {
    // An absolute address, as proxies send it, names its host itself; ours is the one that counts.
    const path = target.startsWith("/") ? target : new URL(target).pathname + new URL(target).search;
    const url = `${proto === "https" ? "https" : "http"}://${host}${path}`;
    const list = new Headers();
    for (let i = 0; i < incoming.rawHeaders.length; i += 2)
      list.append(incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!);
    const abort = new AbortController();
    incoming.once("close", () => {
      if (!incoming.complete) abort.abort();
    });
    const hasBody = method !== "GET" && method !== "HEAD";
    return new Request(url, {
      method,
      headers: list,
      signal: abort.signal,
      ...(hasBody ? { body: toBody(incoming), duplex: "half" } : {}),
    });
  } catch {
    return undefined;
  }
}

/** The value that the outermost of our own proxies added. */
function toForwarded(header: string | string[] | undefined, proxies: number): string | undefined {
  return (Array.isArray(header) ? header.join(",") : header)
    ?.split(",")
    .map((part) => part.trim())
    .at(-proxies);
}

function toIp(incoming: IncomingMessage, proxies: number): string | undefined {
  const forwarded = proxies > 0 ? toForwarded(incoming.headers["x-forwarded-for"], proxies) : undefined;
  return forwarded ?? incoming.socket.remoteAddress?.replace(/^::ffff:/, "");
}
