import type { IncomingMessage } from "node:http";
import { toBody } from "./body.ts";
import { toUnpackedTags } from "./etag.ts";

/** The request as the fetch standard has it, or undefined where its address or host is no such thing. */
export function toRequest(incoming: IncomingMessage, proxies: number, signal: AbortSignal): Request | undefined {
  const { method = "GET", headers } = incoming;
  const url = toUrl(incoming, proxies);
  if (url === undefined) return undefined;
  try {
    const list = new Headers();
    for (let i = 0; i < incoming.rawHeaders.length; i += 2)
      list.append(incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!);
    const tags = list.get("if-none-match");
    if (tags !== null) list.set("if-none-match", toUnpackedTags(tags));
    const sends = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
    const hasBody = sends && method !== "GET" && method !== "HEAD";
    return new Request(url, {
      method,
      headers: list,
      signal,
      ...(hasBody ? { body: toBody(incoming), duplex: "half" } : {}),
    });
  } catch {
    return undefined;
  }
}

/** The address that was asked for, or undefined where it or its host is none. */
export function toUrl(incoming: IncomingMessage, proxies: number): string | undefined {
  const { headers, socket } = incoming;
  // Express and Connect take the path that they are mounted on out of `url`.
  const target = (incoming as { readonly originalUrl?: string }).originalUrl ?? incoming.url ?? "/";
  const proto = proxies > 0 ? toForwarded(headers["x-forwarded-proto"], proxies) : undefined;
  const secure = proto === undefined ? "encrypted" in socket : proto === "https";
  const host = headers.host ?? "";
  // A host with a path or an account in it would make another address of what follows.
  if (!/^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/i.test(host)) return undefined;
  try {
    // An absolute address, as proxies send it, names its host itself; ours is the one that counts.
    const path = target.startsWith("/") ? target : new URL(target).pathname + new URL(target).search;
    return new URL(`${secure ? "https" : "http"}://${host}${path}`).href;
  } catch {
    return undefined;
  }
}

/** The address of the client, as far as it can be told. */
export function toIp(incoming: IncomingMessage, proxies: number): string | undefined {
  const forwarded = proxies > 0 ? toForwarded(incoming.headers["x-forwarded-for"], proxies) : undefined;
  return forwarded ?? incoming.socket.remoteAddress?.replace(/^::ffff:/, "");
}

/** The value that the outermost of our own proxies added. */
function toForwarded(header: string | string[] | undefined, proxies: number): string | undefined {
  return (Array.isArray(header) ? header.join(",") : header)
    ?.split(",")
    .map((part) => part.trim())
    .at(-proxies);
}
