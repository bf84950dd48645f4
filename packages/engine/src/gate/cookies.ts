import { toAskedLife, toCutLife, toMost } from "@abide/gate/render";
import type { Compiled, Stored } from "@abide/policy";
import { matchesName } from "@abide/policy";

/** Names and values of a Cookie header, in order; one name can come several times, from several paths or domains. */
export function toCookies(header: string | null): [name: string, value: string][] {
  if (!header) return [];
  return header.split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    const name = toTrimmed(at === -1 ? "" : pair.slice(0, at));
    const value = toTrimmed(pair.slice(at + 1));
    return name === "" && value === "" ? [] : [[name, value]];
  });
}

/**
 * Without the blanks around it: those of HTTP and no others. A sibling domain can set a cookie whose name begins with a no-break
 * space, which no browser takes for the prefix `__Host-`; `trim` would make it one.
 */
function toTrimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}

/** The cookie that a tracker declares under this name. */
export interface Declared {
  readonly tracker: string;
  readonly stored: Stored;
}

/** The declarations of cookie `name`: more than one, where several trackers share a cookie. First-party ones; others never reach us. */
export function toDeclared(policy: Compiled, name: string): Declared[] {
  return Object.entries(policy.trackers).flatMap(([tracker, { stores }]) =>
    stores
      .filter((stored) => stored.kind === "cookie" && stored.party === "first" && matchesName(stored.name, name))
      .map((stored) => ({ tracker, stored })),
  );
}

/**
 * `Set-Cookie` values that expire cookie `name` wherever this site could have set it: on every path from "/" down to those of
 * `pages`, and on every domain from this host up. A browser that holds none of them does nothing.
 */
export function toExpirations(name: string, url: URL, pages: readonly string[]): string[] {
  // A name or path with one of these could not be set as a cookie, and would end the header's line or add attributes to it.
  const safe = (text: string) => !/[\u0000-\u0020\u007f;,]/.test(text);
  if (!safe(name) || name.includes("=")) return [];
  const paths = new Set(["/", ...pages.flatMap(toPaths)].filter(safe));
  const secure = url.protocol === "https:" || /^__(?:secure|host)-/i.test(name);
  return ["", ...toDomains(url.hostname)].flatMap((domain) =>
    [...paths].slice(0, 12).flatMap((path) => {
      // A cookie without a name is expired by one with a value: without either, the line would mean nothing.
      const line = `${name}=${name === "" ? "gone" : ""}; Max-Age=0; Path=${path}${domain && `; Domain=${domain}`}`;
      // A partitioned cookie is another cookie than its namesake: only the same attribute reaches it.
      return secure ? [`${line}; Secure`, `${line}; Secure; Partitioned`] : [line];
    }),
  );
}

/** "/blog/a" as "/blog", "/blog/" and "/blog/a". */
function toPaths(page: string): string[] {
  const parts = page.split("/").slice(1);
  const folders = parts.slice(0, -1).map((_, i) => `/${parts.slice(0, i + 1).join("/")}`);
  return [...folders.flatMap((path) => [path, `${path}/`]), page];
}

/** Domains that a page of `host` may set cookies for. Of an IP address or a bare name there is none but the host itself. */
function toDomains(host: string): string[] {
  if (/^[\d.]+$|:|^\[/.test(host)) return [];
  const parts = host.split(".");
  return parts.slice(0, -1).map((_, i) => parts.slice(i).join("."));
}

/** What the declaration says about one `Set-Cookie` line: whose it is, or that nobody declares it. */
export interface Asked {
  readonly name: string;
  readonly path: string | undefined;
  /** Seconds that it asks to live; undefined is the browser's session, 0 or less is a deletion. */
  readonly life: number | undefined;
}

export function toAsked(line: string, now: Date): Asked {
  const [pair = "", ...attributes] = line.split(";");
  const at = pair.indexOf("=");
  let path: string | undefined;
  for (const attribute of attributes) {
    const [key = "", ...value] = attribute.split("=");
    if (key.trim().toLowerCase() === "path") path = value.join("=").trim();
  }
  return { name: pair.slice(0, Math.max(at, 0)).trim(), path, life: toAskedLife(line, now.getTime()) };
}

/** `line` with its life cut to what is declared, where it asks for more. */
export function toCut(line: string, asked: Asked, stored: Stored): string | undefined {
  const cut = toCutLife(line, asked.life, toMost(stored.life));
  return cut === line ? undefined : cut;
}
