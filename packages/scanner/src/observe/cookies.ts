import type { Recorded } from "./recorded.ts";
import { fromStandIn } from "@abide/policy";
import { toParty } from "../site.ts";
import type { Wire } from "../wire.ts";
import type { Left, Place, Post } from "./observation.ts";
import type { Requests } from "./requests.ts";
import { toAskedCookie } from "./set-cookie.ts";

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

/** Cookies as they were asked for, in headers and by scripts; those that the browser refused apart from those it stored. */
export function observeCookies(wire: Wire, post: Post, requests: Requests): Cookies {
  const headers: { id: string; index: number; lines: string[]; refused: Map<string, string>; at: Date }[] = [];
  const answers = new Map<string, number>();
  const scripts: { recorded: Extract<Recorded, { is: "cookie" }>; place: Place; at: Date }[] = [];
  const known = new Set<string>();
  const toKey = (name: string, domain: string, path: string): string => `${name};${domain.replace(/^\./, "")};${path}`;

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

  const readJar = async (): Promise<JarCookie[]> =>
    (await wire.send<{ cookies: JarCookie[] }>("Storage.getCookies").catch(() => ({ cookies: [] }))).cookies;

  return {
    recorded(recorded, place) {
      scripts.push({ recorded, place, at: new Date() });
      post.stir();
    },

    async flush() {
      const jar = await readJar();
      for (const { id, index, lines, refused, at } of headers.splice(0)) {
        const hop = requests.hop(id, index);
        if (!hop) continue;
        const { hostname, pathname } = new URL(hop.url);
        for (const line of lines) {
          const asked = toAskedCookie(line, at);
          const path = asked.path ?? toDefaultPath(pathname);
          known.add(toKey(asked.name, asked.domain ?? hostname, path));
          if (asked.life !== "session" && asked.life <= 0) continue;
          const reason = refused.get(line);
          keep(asked.domain ?? hostname, hop.place, {
            name: asked.name,
            path,
            via: "header",
            life: asked.life,
            httpOnly: asked.httpOnly,
            partitioned: asked.partitioned,
            by: hop.url,
            ...(reason === undefined ? {} : { refused: reason }),
          });
        }
      }
      for (const { recorded, place, at } of scripts.splice(0)) {
        const asked = toAskedCookie(recorded.line, at);
        if (!URL.canParse(recorded.at)) continue;
        const { hostname, pathname } = new URL(recorded.at);
        const domain = asked.domain ?? hostname;
        const path = asked.path ?? toDefaultPath(pathname);
        known.add(toKey(asked.name, domain, path));
        if (asked.life !== "session" && asked.life <= 0) continue;
        // A cookie for another path is not to be read back by the page that set it: then the jar decides.
        const kept =
          recorded.kept ||
          jar.some((cookie) => toKey(cookie.name, cookie.domain, cookie.path) === toKey(asked.name, domain, path));
        keep(domain, place, {
          name: asked.name,
          path,
          via: "script",
          life: asked.life,
          httpOnly: false,
          partitioned: asked.partitioned,
          by: recorded.by || recorded.at,
          ...(kept ? {} : { refused: "the browser did not keep it" }),
        });
      }
      for (const cookie of jar) {
        const key = toKey(cookie.name, cookie.domain, cookie.path);
        if (known.has(key)) continue;
        known.add(key);
        keep(cookie.domain, post.place(), {
          name: cookie.name,
          path: cookie.path,
          via: "jar",
          life: cookie.session ? "session" : Math.round(cookie.expires - Date.now() / 1000),
          httpOnly: cookie.httpOnly,
          partitioned: cookie.partitionKey !== undefined,
        });
      }
    },

    async left() {
      const { siteHost } = post.place();
      return (await readJar()).map(({ name, domain }) => {
        const host = fromStandIn(domain.replace(/^\./, ""));
        return { kind: "cookie", name, host, party: toParty(host, siteHost) };
      });
    },
  };

  function keep(
    domain: string,
    { phase, page, siteHost }: Place,
    cookie: {
      name: string;
      path: string;
      via: "header" | "script" | "jar";
      life: number | "session";
      httpOnly: boolean;
      partitioned: boolean;
      by?: string;
      refused?: string;
    },
  ): void {
    if (!phase) return;
    const host = fromStandIn(domain.replace(/^\./, ""));
    post.keep({ kind: "cookie", phase, page, host, party: toParty(host, siteHost), ...cookie });
  }
}

/** The path a cookie gets that names none (RFC 6265bis section 5.1.4). */
function toDefaultPath(pathname: string): string {
  const end = pathname.lastIndexOf("/");
  return end <= 0 ? "/" : pathname.slice(0, end);
}
