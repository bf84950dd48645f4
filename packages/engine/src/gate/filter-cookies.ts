import { toMost } from "@abide/gate/render";
import { choiceCookieNames, isChoiceCookie, matchesName, type Compiled } from "@abide/policy";
import { toAsked, toCut, toDeclared, toExpirations } from "./cookies.ts";
import type { Violation } from "./violations.ts";
import type { Visitor } from "./visit.ts";

export interface FilterCookiesOptions {
  readonly note: (violation: Violation) => void;
  readonly clock: () => Date;
  /** A page of Abide's own, which alone may set the choice. */
  readonly ownPage?: boolean;
}

/**
 * Drops what the site sets without having declared it, cuts what would live too long, and expires what the browser holds against
 * the declaration or the choice. Only the server can do the last for an HttpOnly cookie.
 */
export function filterCookies(
  headers: Headers,
  request: Request,
  visitor: Visitor,
  { note, clock, ownPage }: FilterCookiesOptions,
): void {
  const { policy } = visitor.visit.version;
  const url = new URL(request.url);
  const undeclared = (cookie: string) =>
    note({ kind: "cookie", key: ["server", cookie], detail: { cookie, by: "server", page: url.pathname } });
  const set = headers.getSetCookie();
  headers.delete("set-cookie");
  for (const line of set) {
    const asked = toAsked(line, clock());
    // The choice is the visitor's: the site may neither make one nor drop one.
    if (isChoiceCookie(asked.name)) {
      if (ownPage) headers.append("set-cookie", line);
      else undeclared(asked.name);
      continue;
    }
    const declared = toDeclared(policy, asked.name);
    // Of several permitted trackers that share a cookie the one counts that may keep it longest.
    const [best] = declared
      .filter(({ tracker }) => visitor.visit.permitted.includes(tracker))
      .sort((a, b) => toMost(b.stored.life) - toMost(a.stored.life));
    const goes = asked.life !== undefined && asked.life <= 0;
    if (goes || best) {
      const cut = best && toCut(line, asked, best.stored);
      if (cut !== undefined) {
        const detail = { cookie: asked.name, asked: asked.life, declared: best!.stored.life, tracker: best!.tracker };
        note({ kind: "cookie-life", key: [asked.name], detail });
      }
      headers.append("set-cookie", best ? (cut ?? line) : toEnd(line));
    } else if (declared.length === 0) {
      undeclared(asked.name);
    }
  }
  // What any cache may hand to anybody must not take a cookie from somebody who may have it.
  const cached =
    !/text\/html/i.test(headers.get("content-type") ?? "") &&
    !/private|no-store/i.test(headers.get("cache-control") ?? "");
  if (cached) return;
  const renewed = new Set(headers.getSetCookie().map((line) => line.split("=")[0]!.trim()));
  for (const line of toCleared(policy, visitor, url, note)) {
    if (!renewed.has(line.split("=")[0]!)) headers.append("set-cookie", line);
  }
}

/** A line that ends a cookie, by its age: browsers may read a date in other words than we do, or not at all, and keep the cookie. */
function toEnd(line: string): string {
  return /;[ \t]*max-age[ \t]*=[ \t]*(?:0|-\d+)[ \t]*(?:;|$)/i.test(line) ? line : `${line}; Max-Age=0`;
}

/** Expirations of cookies that came with the request and may not be there. */
function* toCleared(
  policy: Compiled,
  visitor: Visitor,
  url: URL,
  note: (violation: Violation) => void,
): Generator<string> {
  const names = new Set(visitor.cookies.map(([name]) => name));
  let lines = 0;
  for (const name of names) {
    // The choice's own cookie, in case a policy has forgotten to declare it: dropping it would drop a refusal.
    if (name === visitor.choiceCookie || name === choiceCookieNames.https) continue;
    // Declared, and here under the wrong name: of an older Abide, or planted. It is not read, so it need not stay.
    const stray = name === choiceCookieNames.http;
    const declared = toDeclared(policy, name);
    if (!stray && declared.some(({ tracker }) => visitor.visit.permitted.includes(tracker))) continue;
    if (!stray && declared.length === 0)
      note({ kind: "cookie", key: ["browser", name], detail: { cookie: name, by: "browser", page: url.pathname } });
    const expirations = toExpirations(name, url, [
      url.pathname,
      ...declared.flatMap(({ stored }) => stored.path ?? []),
    ]);
    // A browser with a hundred cookies that may not be there loses them over a few requests: headers have their limits.
    lines += expirations.length;
    if (lines > 150) return;
    yield* expirations;
  }
}

/** `Set-Cookie` lines that remove everything that stopped trackers left as cookies, seen or not, below `back`. */
export function toRemovals(
  policy: Compiled,
  stopped: readonly string[],
  visitor: Visitor,
  url: URL,
  back: string,
): string[] {
  const names = new Map<string, Set<string>>();
  const stays = (name: string) =>
    Object.entries(policy.trackers).some(
      ([key, { stores }]) =>
        !stopped.includes(key) &&
        visitor.visit.permitted.includes(key) &&
        stores.some((stored) => stored.kind === "cookie" && matchesName(stored.name, name)),
    );
  for (const key of stopped) {
    for (const { kind, name: pattern, party, path } of policy.trackers[key]?.stores ?? []) {
      if (kind !== "cookie" || party !== "first") continue;
      const seen = visitor.cookies.map(([name]) => name).filter((name) => matchesName(pattern, name));
      for (const name of pattern.includes("*") ? seen : [pattern]) {
        if (stays(name)) continue;
        const paths = names.get(name) ?? new Set();
        names.set(name, paths.add(path ?? "/"));
      }
    }
  }
  return [...names]
    .flatMap(([name, paths]) => toExpirations(name, url, [...paths, back.split(/[?#]/)[0]!]))
    .slice(0, 300);
}
