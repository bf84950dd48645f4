import type { Recorded } from "./recorded.ts";
import { fromStandIn } from "@abide/policy";
import { toParty } from "../site.ts";
import type { Wire } from "../wire.ts";
import type { Left, Place, Post, SeenCookie } from "./observation.ts";
import type { Requests } from "./requests.ts";
import { toAskedCookie, type AskedCookie } from "./set-cookie.ts";

interface JarCookie {
  readonly name: string;
  readonly domain: string;
  readonly path: string;
  readonly expires: number;
  readonly httpOnly: boolean;
  readonly session: boolean;
  readonly partitionKey?: unknown;
}

export interface Cookies {
  /** What a script set, as the recorder in the page told it. */
  recorded(recorded: Extract<Recorded, { is: "cookie" }>, place: Place): void;
  /** Looks into the jar for what neither a header nor a script was seen to put there. */
  flush(): Promise<void>;
  /** Everything that is in the jar now. */
  left(): Promise<Left[]>;
}

/** Cookies of one answer, as its headers asked for them. */
interface AskedByHeader {
  readonly id: string;
  /** Which answer of the request it is: each redirect is one. */
  readonly index: number;
  readonly lines: readonly string[];
  /** Why the browser did not take a line. */
  readonly refused: ReadonlyMap<string, string>;
  readonly at: Date;
}

/** A cookie that a script asked for. */
interface AskedByScript {
  readonly recorded: Extract<Recorded, { is: "cookie" }>;
  readonly place: Place;
  readonly at: Date;
}

type Kept = Omit<SeenCookie, "kind" | "phase" | "page" | "host" | "party">;

/** Cookies as they were asked for, in headers and by scripts; those that the browser refused apart from those it stored. */
export function observeCookies(wire: Wire, post: Post, requests: Requests): Cookies {
  const headers: AskedByHeader[] = [];
  const scripts: AskedByScript[] = [];
  /** Keys of cookies that were seen: what else is in the jar came from elsewhere. */
  const known = new Set<string>();
  observeHeaders(wire, post, headers);

  const readJar = async (): Promise<JarCookie[]> =>
    (await wire.send<{ cookies: JarCookie[] }>("Storage.getCookies").catch(() => ({ cookies: [] }))).cookies;

  const keep = (domain: string, { phase, page, siteHost }: Place, cookie: Kept): void => {
    if (!phase) return;
    const host = fromStandIn(domain.replace(/^\./, ""));
    post.keep({ kind: "cookie", phase, page, host, party: toParty(host, siteHost), ...cookie });
  };

  const keepFromHeader = ({ id, index, lines, refused, at }: AskedByHeader): void => {
    const hop = requests.hop(id, index);
    if (!hop) return;
    for (const line of lines) {
      const { name, domain, path, life, httpOnly, partitioned } = toAddressed(toAskedCookie(line, at), hop.url);
      known.add(toKey(name, domain, path));
      if (life !== "session" && life <= 0) continue;
      const reason = refused.get(line);
      const why = reason === undefined ? {} : { refused: reason };
      keep(domain, hop.place, { name, path, via: "header", life, httpOnly, partitioned, by: hop.url, ...why });
    }
  };

  const keepFromScript = ({ recorded, place, at }: AskedByScript, jar: readonly JarCookie[]): void => {
    const asked = toAskedCookie(recorded.line, at);
    if (!URL.canParse(recorded.at)) return;
    const { name, domain, path, life, partitioned } = toAddressed(asked, recorded.at);
    const key = toKey(name, domain, path);
    known.add(key);
    if (life !== "session" && life <= 0) return;
    // A cookie for another path is not to be read back by the page that set it: then the jar decides.
    const kept = recorded.kept || jar.some((cookie) => toKey(cookie.name, cookie.domain, cookie.path) === key);
    const why = kept ? {} : { refused: "the browser did not keep it" };
    const by = recorded.by || recorded.at;
    keep(domain, place, { name, path, via: "script", life, httpOnly: false, partitioned, by, ...why });
  };

  const keepFromJar = ({ name, domain, path, session, expires, httpOnly, partitionKey }: JarCookie): void => {
    const key = toKey(name, domain, path);
    if (known.has(key)) return;
    known.add(key);
    const life = session ? "session" : Math.round(expires - Date.now() / 1000);
    keep(domain, post.place(), { name, path, via: "jar", life, httpOnly, partitioned: partitionKey !== undefined });
  };

  return {
    recorded(recorded, place) {
      scripts.push({ recorded, place, at: new Date() });
      post.stir();
    },

    async flush() {
      const jar = await readJar();
      for (const asked of headers.splice(0)) keepFromHeader(asked);
      for (const asked of scripts.splice(0)) keepFromScript(asked, jar);
      for (const cookie of jar) keepFromJar(cookie);
    },

    async left() {
      const { siteHost } = post.place();
      return (await readJar()).map(({ name, domain }) => {
        const host = fromStandIn(domain.replace(/^\./, ""));
        return { kind: "cookie", name, host, party: toParty(host, siteHost) };
      });
    },
  };
}

/** Adds the cookies of every answer to `headers`. */
function observeHeaders(wire: Wire, post: Post, headers: AskedByHeader[]): void {
  const answers = new Map<string, number>();
  wire.on<{
    requestId: string;
    headers: { [name: string]: string };
    blockedCookies: { blockedReasons: string[]; cookieLine: string }[];
  }>("Network.responseReceivedExtraInfo", ({ requestId, headers: received, blockedCookies }) => {
    const index = answers.get(requestId) ?? 0;
    answers.set(requestId, index + 1);
    const line = Object.entries(received).find(([name]) => name.toLowerCase() === "set-cookie")?.[1];
    if (line === undefined) return;
    post.stir();
    headers.push({
      id: requestId,
      index,
      lines: line.split("\n"),
      refused: new Map(blockedCookies.map((cookie) => [cookie.cookieLine, cookie.blockedReasons.join(", ")])),
      at: new Date(),
    });
  });
}

function toKey(name: string, domain: string, path: string): string {
  return `${name};${domain.replace(/^\./, "")};${path}`;
}

/** A cookie with the domain and the path that it gets where it is asked for at `address`. */
function toAddressed(
  asked: AskedCookie,
  address: string,
): AskedCookie & { readonly domain: string; readonly path: string } {
  const { hostname, pathname } = new URL(address);
  return { ...asked, domain: asked.domain ?? hostname, path: asked.path ?? toDefaultPath(pathname) };
}

/** The path a cookie gets that names none (RFC 6265bis section 5.1.4). */
function toDefaultPath(pathname: string): string {
  const end = pathname.lastIndexOf("/");
  return end <= 0 ? "/" : pathname.slice(0, end);
}
