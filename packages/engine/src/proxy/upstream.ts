import { request as ask, type Agent, type ClientRequest, type RequestOptions } from "node:http";
import { request as askSecurely } from "node:https";
import { isIP } from "node:net";
import { AbideError } from "../http/error.ts";

/** Where requests go, and how. */
export interface Upstream {
  readonly to: URL;
  /** Names this proxy in `CDN-Loop` (RFC 8586). */
  readonly id: string;
  readonly agent: Agent;
  /** Milliseconds. */
  readonly timeout: number;
  readonly toHost: (visitors: string) => string;
  /** The failure to throw. The first of a row is told to whoever runs the site, the others are not. */
  readonly fail: (cause: unknown) => AbideError;
  readonly succeed: () => void;
}

/** That the site has not begun its answer in time. */
export class TooSlow extends Error {}

export function toAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href) return url;
  throw new AbideError("setting-refused", `A site cannot be asked at ${JSON.stringify(address)}.`, {
    next: 'Give scheme, host and port alone: proxy({ to: "http://127.0.0.1:8000" })',
  });
}

/** A request to the site, of the path that `url` has. */
export function askUpstream({ to, agent }: Upstream, url: URL, options: RequestOptions): ClientRequest {
  const hostname = to.hostname.replace(/^\[|\]$/g, "");
  return (to.protocol === "https:" ? askSecurely : ask)({
    protocol: to.protocol,
    hostname,
    ...(to.port === "" ? {} : { port: to.port }),
    path: url.pathname + url.search,
    agent,
    // Node would take it from `Host`, which is the visitor's.
    ...(to.protocol === "https:" && isIP(hostname) === 0 ? { servername: hostname } : {}),
    ...options,
  });
}
