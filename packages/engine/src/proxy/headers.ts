import type { IncomingHttpHeaders } from "node:http";
import { createHopByHop } from "../http/hop-by-hop.ts";

/** Headers that only the proxy in front may write: the site believes them. `Proxy` is read by CGI as a setting of its own. */
const ours = /^(?:forwarded|x-forwarded-.*|x-real-ip|proxy|expect|host)$/;

/** Encodings that a page can be unpacked from. */
const known = /^(?:gzip|x-gzip|deflate|br|zstd|identity|\*)$/;

/** What the site is told of who asks. */
export interface Client {
  /** The address that was asked for, as browsers see it. */
  readonly url: URL;
  readonly ip: string | undefined;
  /** `Host` as the site gets it. */
  readonly host: string;
  /** Names the proxy in `CDN-Loop`. */
  readonly id: string;
}

/** The headers of the visitor's request as the site gets them. */
export function toUpstreamHeaders(list: Iterable<readonly [string, string]>, client: Client): Record<string, string> {
  const headers: Record<string, string> = {};
  const all = [...list];
  const isHopByHop = createHopByHop(all.find(([name]) => name === "connection")?.[1]);
  for (const [name, value] of all) if (!isHopByHop(name) && !ours.test(name)) headers[name] = value;
  const accepted = (headers["accept-encoding"] ?? "")
    .split(",")
    .filter((item) => known.test(item.split(";")[0]!.trim().toLowerCase()));
  // Without any the site would be free to choose one that nobody asked for.
  headers["accept-encoding"] = accepted.length > 0 ? accepted.map((item) => item.trim()).join(", ") : "identity";
  if (/\btrailers\b/i.test(all.find(([name]) => name === "te")?.[1] ?? "")) headers["te"] = "trailers";
  headers["cdn-loop"] = [headers["cdn-loop"], client.id].filter(Boolean).join(", ");
  headers["host"] = client.host;
  headers["x-forwarded-host"] = client.url.host;
  headers["x-forwarded-proto"] = client.url.protocol.slice(0, -1);
  if (client.ip !== undefined) headers["x-forwarded-for"] = client.ip;
  return headers;
}

/** The headers of the site's answer as the visitor gets them: what names the site's own address names the visitor's. */
export function toVisitorHeaders(raw: readonly string[], connection: string | undefined, to: URL): Headers {
  const headers = new Headers();
  const isHopByHop = createHopByHop(connection);
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (!isHopByHop(name)) headers.append(name, rewrite(name, raw[i + 1]!, to));
  }
  return headers;
}

function rewrite(name: string, value: string, to: URL): string {
  switch (name) {
    case "location":
    case "content-location":
      return toOwnPath(value, to);
    case "refresh":
      return value.replace(/(;\s*url\s*=\s*)(["']?)([^"']*)\2/i, (_, start: string, quote: string, address: string) =>
        [start, quote, toOwnPath(address, to), quote].join(""),
      );
    case "set-cookie":
      return value
        .split(";")
        .filter((part) => toDomain(part) !== to.hostname)
        .join(";");
    default:
      return value;
  }
}

/** A path of the visitor's own origin, where `address` is below the site's; else as it is. */
function toOwnPath(address: string, to: URL): string {
  if (!URL.canParse(address, to.href)) return address;
  const { host, pathname, search, hash } = new URL(address, to);
  const absolute = /^\s*(?:[a-z][a-z0-9+.-]*:)?[\\/]{2}/i.test(address);
  // Two slashes at the start of a path would name another host.
  return absolute && host === to.host ? pathname.replace(/^\/{2,}/, "/") + search + hash : address;
}

function toDomain(part: string): string | undefined {
  return /^\s*domain\s*=\s*\.?([^\s]*)\s*$/i.exec(part)?.[1]?.toLowerCase();
}

/** The headers of an incoming message, one for each name. */
export function* toEntries(headers: IncomingHttpHeaders): Generator<readonly [string, string]> {
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) yield [name, Array.isArray(value) ? value.join(", ") : value];
}
