import { lookup as resolve } from "node:dns";
import { Agent as PlainAgent, request as askPlain, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as SecureAgent, request as askSecure } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { isPrivateAddress } from "../egress/address.ts";
import { isHere } from "../egress/rules.ts";
import { AbideError } from "../http/error.ts";
import type { Send } from "./connector.ts";

export interface SendOptions {
  /** Whether the hosts stand in the company's own network, so that private addresses are connected to, without TLS as well. */
  readonly inside?: boolean | undefined;
  /** How many bytes an answer may have. Default: 16 MiB. */
  readonly limit?: number;
  /** What finds the addresses of a name. */
  readonly lookup?: LookupFunction;
}

/**
 * The `Send` of a connector: speaks to `hosts` and to no other, follows no redirect, takes no answer that is longer than the limit,
 * and stops when it is told to. Whether an address is private is asked of the very address that is connected to, so that a name
 * which leads elsewhere a moment later leads nowhere. Loopback is spoken to only where a host is named as such, as a stand-in is.
 *
 * It is not `fetch`, which offers no place between finding an address and connecting to it.
 */
export function toSend(hosts: readonly string[], options: SendOptions = {}): Send {
  const { inside = false, limit = 16 * 1_048_576, lookup = resolve } = options;
  const declared = new Set(hosts.map((host) => host.toLowerCase()));
  const guarded: LookupFunction = (name, how, done) =>
    lookup(name, how, (error, found, family) => {
      const addresses = typeof found === "string" ? [found] : (found ?? []).map(({ address }) => address);
      const closed = error || inside || isHere(name) ? undefined : addresses.find(isPrivateAddress);
      // Without this, a name could be declared as a public host and lead to the machine's own services.
      if (closed !== undefined) return done(toPrivate(name), "", 0);
      done(error, found, family);
    });
  const agents = {
    "http:": new PlainAgent({ keepAlive: true, timeout: 20_000, lookup: guarded }),
    "https:": new SecureAgent({ keepAlive: true, timeout: 20_000, lookup: guarded }),
  };

  return async (address, init = {}) => {
    const url = new URL(address);
    const protocol = verifyHost(url, declared, inside);
    return readAnswer(await ask(url, init, agents[protocol]), url.host, limit);
  };
}

/** The protocol to speak. Throws where the address is not one that may be spoken to. */
function verifyHost(url: URL, declared: ReadonlySet<string>, inside: boolean): "http:" | "https:" {
  const { protocol } = url;
  const name = url.hostname.replace(/^\[|\]$/g, "");
  if (!declared.has(url.host) || url.username !== "" || url.password !== "") throw toUndeclared(url.host);
  if (!isHere(name) && !inside) {
    if (protocol !== "https:") throw toUndeclared(`${url.host} without TLS`);
    if (isIP(name) !== 0 && isPrivateAddress(name)) throw toPrivate(name);
  } else if (protocol !== "https:" && protocol !== "http:") {
    throw toUndeclared(url.host);
  }
  return protocol;
}

/** Sends a request; resolves to the beginning of the answer to it. */
async function ask(url: URL, init: RequestInit, agent: PlainAgent | SecureAgent): Promise<IncomingMessage> {
  const { signal, ...rest } = init;
  const request = new Request(url, { ...rest, signal: null });
  const headers: { [name: string]: string } = {
    ...Object.fromEntries(request.headers),
    "accept-encoding": "identity",
  };
  const streamed = init.body instanceof ReadableStream;
  const body = streamed ? undefined : Buffer.from(await request.arrayBuffer());
  if (body && (body.length > 0 || !/^(?:GET|HEAD|DELETE)$/.test(request.method))) {
    headers["content-length"] = String(body.length);
  }
  return new Promise((answered, failed) => {
    const how: RequestOptions = { method: request.method, headers, agent, ...(signal ? { signal } : {}) };
    const outgoing = (url.protocol === "https:" ? askSecure : askPlain)(url, how, answered);
    outgoing.on("error", failed);
    if (!streamed) {
      outgoing.end(body);
      return;
    }
    const source = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
    source.on("error", (error) => outgoing.destroy(error));
    source.pipe(outgoing);
  });
}

async function readAnswer(answer: IncomingMessage, host: string, limit: number): Promise<Response> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.length;
    // Without this, an answer could take as much of our memory as it likes.
    if (length > limit) {
      throw new AbideError("too-large", `${host} answers with more than ${limit} bytes.`);
    }
    parts.push(part);
  }
  const status = answer.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : Buffer.concat(parts), { status, headers });
}

function toUndeclared(what: string): AbideError {
  return new AbideError("undeclared", `${what} is not a host of this recipient, so nothing was sent to it.`, {
    next: "Name the host among the `hosts` of its connector, or correct the address.",
  });
}

function toPrivate(name: string): AbideError {
  return new AbideError("undeclared", `${name} leads into a private network, so nothing was sent to it.`, {
    next: "Give an address that everybody can reach, or say `inside: true` where the receiver stands in your own network.",
  });
}
