import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { AbideError } from "./http/error.ts";
import { logToStandardError, type Logger } from "./http/logger.ts";
import { drain } from "./node/body.ts";
import { isInProcess } from "./node/in-process.ts";
import { toIp, toRequest } from "./node/request.ts";
import { send } from "./node/send.ts";
import { answerUpgrade, isWebSocket, type Upgrade } from "./node/upgrade.ts";

export type { Upgrade, UpgradeInfo } from "./node/upgrade.ts";

/** Anything that answers requests: an engine, or a part of one. */
export interface Handler {
  readonly fetch: (request: Request, info?: { readonly ip?: string }) => Promise<Response>;
}

export interface NodeHandlerOptions {
  /**
   * How many proxies stand in front. Only their entries of `X-Forwarded-For` and `X-Forwarded-Proto` are believed: anybody can
   * send these headers. Default: 0.
   */
  readonly proxies?: number;
}

export interface ServeOptions extends NodeHandlerOptions {
  /** 0 picks a free one. Needed unless `server` listens already. */
  readonly port?: number;
  /** Where to listen. Default: all addresses. */
  readonly host?: string;
  /** Key and certificate in PEM: the site is served over HTTPS. Default: HTTP. */
  readonly tls?: { readonly key: string | Uint8Array; readonly cert: string | Uint8Array };
  /** A server of the site's own, `node:http` or `node:https`, that answers with the handler from here on. Default: one is made. */
  readonly server?: Server | SecureServer;
  /**
   * Takes WebSocket connections over, as node's `upgrade` event hands them out. They pass by the gate, which looks at pages. Default: they
   * are refused with 404; with `server` they are left to its own listeners.
   */
  readonly upgrade?: Upgrade;
  /** Is told where `upgrade` fails. Default: standard error. */
  readonly logger?: Logger;
}

export interface Served {
  readonly url: string;
  readonly port: number;
  /** Takes no more connections, waits for the requests under way (ten seconds at most), and ends. A `server` that listened before goes on, without the handler. */
  readonly close: () => Promise<void>;
}

/** A listener of `node:http`, and a middleware of Express, Connect and custom servers of Next. */
export type NodeHandler = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/**
 * `handler` as a middleware. It answers everything that it is asked: what it passed on would leave without the gate. Only what
 * `proxy({ to: app })` asks the application that it is mounted in goes on to that application, since its answer leaves by the gate.
 * Beside that `next` is called with an error alone: where a parser has taken the body before.
 *
 * @example
 * const engine = createEngine({ policies: [policy], store, key, site: proxy({ to: app }) });
 * app.use(toNodeHandler(engine));
 */
export function toNodeHandler(handler: Handler, { proxies = 0 }: NodeHandlerOptions = {}): NodeHandler {
  return (incoming, outgoing, next) => {
    if (next && isInProcess(incoming.socket)) return next();
    if (isTaken(incoming)) {
      const error = new AbideError("malformed", "The body was read before Abide was asked.", {
        next: "Mount Abide before body parsers.",
        status: 500,
      });
      if (next) next(error);
      else
        outgoing
          .writeHead(500, { "content-type": "text/plain; charset=utf-8" })
          .end(`${error.message} ${error.next}\n`);
      return;
    }
    answer(handler, incoming, outgoing, proxies).catch(() => {
      // The connection broke, or the site's own stream did: whoever reads must not take the half for the whole.
      outgoing.destroy();
    });
  };
}

/**
 * Serves `handler` over HTTP/1.1, and resolves once the server listens. Rejects with an AbideError: `port-busy`, or `setting-refused`
 * where key and certificate fit not, or a port is missing.
 *
 * @example
 * const { url, close } = await serve(engine, { port: 4600 });
 * await serve(engine, { port: 443, tls: { key: readFileSync("key.pem"), cert: readFileSync("cert.pem") } });
 * await serve(engine, { server });
 */
export async function serve(handler: Handler, options: ServeOptions): Promise<Served> {
  const { port, host, proxies = 0, upgrade, logger = logToStandardError } = options;
  const server = options.server ?? createOwn(options.tls);
  const mounted = server.listening;
  if (!mounted && port === undefined)
    throw new AbideError("setting-refused", "There is no port to listen on.", {
      next: "Give `port`, or a `server` that listens already.",
    });
  let closing = false;
  const respond = toNodeHandler(handler, { proxies });
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (closing) outgoing.setHeader("connection", "close");
    // Otherwise a connection that answered meanwhile would be kept for another request, and the end would wait for it.
    outgoing.once("close", () => void setImmediate(() => closing && !mounted && server.closeIdleConnections()));
    respond(incoming, outgoing);
  };
  const sockets = new Set<Duplex>();
  const onUpgrade = (...asked: [IncomingMessage, Duplex, Buffer]) => {
    const [, socket] = asked;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    void answerUpgrade(asked, { upgrade, proxies, logger });
  };
  server.on("request", onRequest);
  if (upgrade || !options.server) server.on("upgrade", onUpgrade);
  if (!mounted) await listen(server, port!, host);
  const address = server.address() as AddressInfo;
  const name = host === undefined || host === "0.0.0.0" || host === "::" ? "localhost" : host;
  const scheme = "setSecureContext" in server ? "https" : "http";
  return {
    url: `${scheme}://${name.includes(":") ? `[${name}]` : name}:${address.port}`,
    port: address.port,
    close: async () => {
      if (closing) return;
      closing = true;
      // Nobody waits for connections that have no end of their own.
      for (const socket of sockets) socket.end();
      if (mounted) {
        server.off("request", onRequest);
        server.off("upgrade", onUpgrade);
        return;
      }
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeIdleConnections();
      const late = setTimeout(() => {
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }, 10_000);
      await closed;
      clearTimeout(late);
    },
  };
}

function createOwn(tls: ServeOptions["tls"]): Server | SecureServer {
  const options = { shouldUpgradeCallback: isWebSocket };
  if (!tls) return createServer(options);
  try {
    const [key, cert] = [tls.key, tls.cert].map((pem) => (typeof pem === "string" ? pem : Buffer.from(pem)));
    return createSecureServer({ ...options, key, cert });
  } catch (cause) {
    throw new AbideError("setting-refused", "Key and certificate cannot be used.", {
      next: "Give both in PEM, `key` being the private key of `cert`.",
      cause,
    });
  }
}

function listen(server: Server | SecureServer, port: number, host: string | undefined): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) => {
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
    };
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      resolve();
    });
  });
}

/** Whether somebody has read the body, who may or may not have kept it: waiting for it would have no end. */
function isTaken(incoming: IncomingMessage): boolean {
  const { headers } = incoming;
  const sends = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  return sends && (incoming.readableEnded || incoming.readableDidRead);
}

async function answer(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  proxies: number,
): Promise<void> {
  const left = new AbortController();
  const request = toRequest(incoming, proxies, left.signal);
  outgoing.once("close", () => {
    // Without the request in here it could be collected, and its signal would never be heard.
    if (request && !outgoing.writableFinished) left.abort();
  });
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
  await send(response, incoming, outgoing, left.signal);
  if (!incoming.complete) await drain(incoming);
}
