import type { Stored } from "@abide/policy";
import { built } from "../built.ts";
import type { Visit } from "../visit.ts";
import { toMost } from "./cookie-life.ts";
import { toOrigins } from "./headers.ts";

/** The guard as the first element of the page's head, and its hash as a source of the page's policy. */
export interface Guard {
  readonly html: string;
  /** `'sha256-…'`, quotes included. */
  readonly hash: string;
}

const rendered = new Map<string, Promise<Guard>>();

/**
 * The inline guard for this visitor: it lets pass what the permitted trackers declare that they store and contact, and nothing else.
 * What is let pass is part of its text, so that the hash in the page's headers covers it.
 */
export function renderGuard(visit: Visit): Promise<Guard> {
  const { trackers } = visit.version.policy;
  const permitted = visit.permitted.flatMap((key) => trackers[key] ?? []);
  const stores = permitted.flatMap((tracker) => tracker.stores);
  const allowed = toPattern(stores);
  const lives = toLives(stores);
  const hosts = toHostPattern(permitted.flatMap((tracker) => toOrigins(tracker.hosts, visit.standIn)));
  const webrtc = visit.version.policy.page?.webrtc === true;
  const key = `${allowed} ${lives} ${hosts} ${webrtc}`;
  let guard = rendered.get(key);
  if (!guard) {
    // One for each set of permitted trackers, of which a site has few. Without an end, a crafted cookie could fill memory.
    if (rendered.size >= 1_000) rendered.clear();
    guard = render({ allowed, lives, hosts, webrtc });
    rendered.set(key, guard);
  }
  return guard;
}

/** What is put in place in the guard's text. */
interface Parts {
  readonly allowed: string;
  readonly lives: string;
  readonly hosts: string;
  readonly webrtc: boolean;
}

async function render({ allowed, lives, hosts, webrtc }: Parts): Promise<Guard> {
  const { guard, guardLives } = await built();
  const values: { readonly [name: string]: string } = { ALLOWED: allowed, LIVES: lives, HOSTS: hosts };
  const text = (lives === "[]" ? guard : guardLives)
    .replace(/\b(?:ALLOWED|LIVES|HOSTS)\b/g, (name) => values[name]!)
    // Where WebRTC is declared, the guard deletes what is not there: to ask in its own text would cost every page bytes.
    .replaceAll("RTCPeerConnection", webrtc ? "_" : "RTCPeerConnection");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return { html: `<script>${text}</script>`, hash: `'sha256-${base64}'` };
}

const letters: { readonly [kind in Stored["kind"]]: string } = {
  cookie: "o",
  local: "l",
  session: "s",
  indexeddb: "B",
  cache: "c",
};

/** A regular expression that matches the letter of a kind with a name that one of `stores` declares behind it, as source text. */
export function toPattern(stores: readonly Stored[]): string {
  return toExpression(stores.filter(isScripts).map(({ kind, name }) => letters[kind] + toNames(name)));
}

/** How many seconds each cookie of `stores` may live, as source text: a list of expressions that match names, the longest life first. */
export function toLives(stores: readonly Stored[]): string {
  const lives = new Map<number, string[]>();
  for (const { name, life } of stores.filter((stored) => stored.kind === "cookie" && isScripts(stored))) {
    const most = toMost(life);
    if (most !== Infinity) lives.set(most, [...(lives.get(most) ?? []), toNames(name)]);
  }
  return `[${[...lives]
    .sort(([a], [b]) => b - a)
    .map(([most, names]) => `[${toExpression(names)},${most}]`)
    .join()}]`;
}

/** Script can write neither: the server sets an HttpOnly cookie, and a third party's is another site's. */
function isScripts({ party, httpOnly }: Stored): boolean {
  return party === "first" && httpOnly !== true;
}

function toNames(name: string): string {
  return name.split("*").map(escape).join("[^]*");
}

function toExpression(sources: readonly string[]): string {
  return `/^(${[...new Set(sources)].sort().join("|")})$/`;
}

/** A regular expression that matches the host of each of `origins`, as source text. A star in front stands for any subdomain. */
export function toHostPattern(origins: readonly string[]): string {
  const hosts = origins.map((origin) => origin.replace(/^\w+:\/\//, ""));
  return toExpression(hosts.map((host) => host.split("*").map(escape).join("[^]+")));
}

function escape(text: string): string {
  return (
    text
      .replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
      // Without these, a name could end the script element, or the line that the expression has to be on; and it would be another
      // name in a page that is not in UTF-8.
      .replace(/[<\p{C}]|[^\0-\x7f]/gu, (mark) =>
        Array.from({ length: mark.length }, (_, i) => `\\u${mark.charCodeAt(i).toString(16).padStart(4, "0")}`).join(
          "",
        ),
      )
  );
}
