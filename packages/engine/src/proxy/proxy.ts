import type { IncomingMessage, RequestListener, Server } from "node:http";
import { pipeline } from "node:stream/promises";
import { toChunks } from "../http/body.ts";
import { AbideError } from "../http/error.ts";
import { setTrailers } from "../http/trailers.ts";
import { toBody } from "../node/body.ts";
import type { Upgrade } from "../node/upgrade.ts";
import { toUpstreamHeaders, toVisitorHeaders, type Client } from "./headers.ts";
import { passUpgrade } from "./upgrade.ts";
import { reachAddress, reachInProcess, TooSlow, type Upstream } from "./upstream.ts";

export interface ProxyOptions {
  /**
   * The site: where its own server listens (`http://127.0.0.1:8000`; scheme, host and port alone), or an application of this process,
   * as `createServer` of node:http takes it, such as that of Express, or its server, which need not listen. An application sees each
   * visitor's own address at the other end of the connection.
   */
  readonly to: string | RequestListener | Server;
  /**
   * The `Host` that the site is asked with: the visitor's, so that its links lead to where the visitor is, or its own, where
   * it answers to no other name. Default: "visitor".
   */
  readonly host?: "visitor" | "upstream";
  /** Seconds until the site has to have begun its answer. Default: 60. */
  readonly timeout?: number;
}

/** A site that speaks HTTP: `site` of `createEngine`, and its `upgrade` that of `serve`. */
export interface ProxySite {
  (request: Request, visit?: { readonly ip?: string }): Promise<Response>;
  readonly upgrade: Upgrade;
}

/**
 * The site as a handler: whatever it is written in, its pages leave through the gate. Where it does not answer, visitors get 502
 * (504 where it is too slow), and whoever runs it is told once, until it answers again. Redirects are handed on. Informational responses
 * of the site (103) are dropped: the gate could not look at the hosts that they name.
 *
 * Throws an AbideError `setting-refused` where `to` is no such address. The egress guard lets it through.
 *
 * @example
 * const site = proxy({ to: "http://127.0.0.1:8000" });
 * const site = proxy({ to: express() });
 * const engine = createEngine({ policies: [policy], store, key, site });
 * await serve(engine, { port: 4600, upgrade: site.upgrade });
 */
export function proxy({ to: place, host = "visitor", timeout = 60 }: ProxyOptions): ProxySite {
  const { to, ask, name, next } = typeof place === "string" ? reachAddress(place) : reachInProcess(place);
  let failing = false;
  const upstream: Upstream = {
    to,
    ask,
    id: `abide-${crypto.randomUUID()}`,
    timeout: timeout * 1000,
    toHost: (visitors) => (host === "visitor" ? visitors : to.host),
    fail: (cause) => {
      const slow = cause instanceof TooSlow;
      const told = failing;
      failing = true;
      return new AbideError("bad-gateway", `${name} ${slow ? "is too slow" : "does not answer"}.`, {
        next,
        status: slow ? 504 : 502,
        cause,
        told,
      });
    },
    succeed: () => void (failing = false),
  };
  const site = async (request: Request, visit: { readonly ip?: string } = {}): Promise<Response> => {
    const url = new URL(request.url);
    // Without this a site at Abide's own address would be asked for ever.
    if (request.headers.get("cdn-loop")?.includes(upstream.id))
      throw upstream.fail(new Error("The address leads back to this proxy."));
    const client = { url, ip: visit.ip, host: upstream.toHost(url.host), id: upstream.id };
    const answer = await exchange(upstream, request, client).catch((error: unknown) => {
      // A visitor who leaves says nothing about the site.
      throw request.signal.aborted ? error : upstream.fail(error);
    });
    upstream.succeed();
    return toResponse(answer, request, to);
  };
  return Object.assign(site, { upgrade: ((...asked) => passUpgrade(upstream, asked)) satisfies Upgrade });
}

async function exchange(upstream: Upstream, request: Request, client: Client): Promise<IncomingMessage> {
  try {
    return await sendOnce(upstream, request, client);
  } catch (error) {
    // A connection that was kept may have been closed meanwhile; what changes nothing is asked for again.
    const safe = request.body === null && ["GET", "HEAD", "OPTIONS"].includes(request.method);
    if (!safe || !(error instanceof Stale) || request.signal.aborted) throw error;
    return sendOnce(upstream, request, client);
  }
}

/** That a connection which was kept from before broke off before an answer. */
class Stale extends Error {}

function sendOnce(upstream: Upstream, request: Request, client: Client): Promise<IncomingMessage> {
  const { signal, method, body } = request;
  return new Promise((resolve, reject) => {
    const headers = toUpstreamHeaders(request.headers, client);
    // Without a body a length would have the site wait for one; without either, node would send a body of DELETE that nothing ends.
    if (!body) delete headers["content-length"];
    else if (headers["content-length"] === undefined) headers["transfer-encoding"] = "chunked";
    const sent = upstream.ask(client, { method, headers });
    const leave = () => void sent.destroy();
    const late = setTimeout(() => sent.destroy(new TooSlow()), upstream.timeout);
    signal.addEventListener("abort", leave, { once: true });
    sent.once("response", (answer) => {
      clearTimeout(late);
      answer.once("close", () => signal.removeEventListener("abort", leave));
      resolve(answer);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(late);
      signal.removeEventListener("abort", leave);
      reject(sent.reusedSocket && error.code === "ECONNRESET" ? new Stale(error.message, { cause: error }) : error);
    });
    if (signal.aborted) leave();
    // A site may answer before it has read everything, and close: its answer counts.
    else if (body) pipeline(toChunks(body), sent).catch((error: unknown) => sent.destroy(error as Error));
    else sent.end();
  });
}

function toResponse(answer: IncomingMessage, { method }: Request, to: URL): Response {
  const status = answer.statusCode ?? 502;
  const headers = toVisitorHeaders(answer.rawHeaders, answer.headers.connection, to);
  const empty = method === "HEAD" || [204, 205, 304].includes(status);
  if (empty) answer.resume();
  const body = empty
    ? null
    : toBody(answer, {
        broken: () => new AbideError("bad-gateway", "The site broke off in the middle of its answer."),
        cancel: () => answer.destroy(),
      });
  if (body && answer.headers.trailer !== undefined) setTrailers(body, () => toTrailers(answer));
  return new Response(body, { status, statusText: answer.statusMessage ?? "", headers });
}

/** Trailer fields are about the body: one that sets a cookie or leads somewhere is none. */
function toTrailers({ trailers }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(trailers))
    if (value !== undefined && !/^(?:set-cookie|link|location|refresh)$/.test(name)) headers.set(name, value);
  return headers;
}
