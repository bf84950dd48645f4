import {
  Agent,
  createServer,
  request as ask,
  Server,
  type ClientRequest,
  type RequestListener,
  type RequestOptions,
} from "node:http";
import { Agent as SecureAgent, request as askSecurely } from "node:https";
import { isIP } from "node:net";
import { permit, toHostRule } from "../egress/rules.ts";
import { AbideError } from "../http/error.ts";
import { connectInProcess } from "../node/in-process.ts";
import type { Client } from "./headers.ts";

/** Where requests go, and how. */
export interface Upstream {
  readonly to: URL;
  /** Makes a request to the site, of the path that was asked for. */
  readonly ask: (client: Client, options: RequestOptions) => ClientRequest;
  /** Names this proxy in `CDN-Loop` (RFC 8586). */
  readonly id: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly toHost: (visitors: string) => string;
  /** The failure to throw. The first of a row is told to whoever runs the site, the others are not. */
  readonly fail: (cause: unknown) => AbideError;
  readonly succeed: () => void;
}

/** That the site has not begun its answer in time. */
export class TooSlow extends Error {}

/** How a site is reached, and what whoever runs it is told where that fails. */
export interface Reached extends Pick<Upstream, "to" | "ask"> {
  readonly name: string;
  readonly next: string;
}

/** A site that listens at `address`. The egress guard lets it through. */
export function reachAddress(address: string): Reached {
  const to = toAddress(address);
  permit(toHostRule(to.origin, "site", { private: true }));
  const hostname = to.hostname.replace(/^\[|\]$/g, "");
  const secure = to.protocol === "https:";
  const agent = secure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const send = secure ? askSecurely : ask;
  return {
    to,
    name: `The site at ${to.origin}`,
    next: "Start it, or correct the address that `proxy` was given.",
    ask: ({ url }, options) =>
      send({
        protocol: to.protocol,
        hostname,
        ...(to.port === "" ? {} : { port: to.port }),
        path: url.pathname + url.search,
        agent,
        // Node would take it from `Host`, which is the visitor's.
        ...(secure && isIP(hostname) === 0 ? { servername: hostname } : {}),
        ...options,
      }),
  };
}

/** A site in this process: it sees each visitor as if they had connected to it themselves. */
export function reachInProcess(app: RequestListener | Server): Reached {
  const server = app instanceof Server ? app : createServer(app);
  return {
    // A name that nobody can have: the site knows none but the visitor's.
    to: new URL("http://in-process.invalid"),
    name: "The site's own application",
    next: "See why it ends the connection, or gives no answer.",
    ask: ({ url, ip }, options) =>
      ask({
        path: url.pathname + url.search,
        ...options,
        agent: undefined,
        createConnection: () => connectInProcess(server, { address: ip, encrypted: url.protocol === "https:" }),
      }),
  };
}

function toAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href) return url;
  throw new AbideError("setting-refused", `A site cannot be asked at ${JSON.stringify(address)}.`, {
    next: 'Give scheme, host and port alone: proxy({ to: "http://127.0.0.1:8000" })',
  });
}
