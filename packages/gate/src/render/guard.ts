import type { Stored } from "@abide/policy";
import { built } from "../built.ts";
import { toTrackers, type Visit } from "../visit.ts";
import { toMost } from "./cookie-life.ts";
import { toOrigins } from "./headers.ts";
import { createMemory } from "./memory.ts";
import { toWorkerGuard, type WorkerGuard } from "./worker-guard.ts";
import { declaresWorkers } from "./workers.ts";

/** The guard as the first element of the page's head, and its hash as a source of the page's policy. */
export interface Guard {
  readonly html: string;
  /** `'sha256-…'`, quotes included. */
  readonly hash: string;
}

const rendered = createMemory<Promise<Guard>>();

/**
 * The inline guard for this visitor: it lets pass what the permitted trackers declare that they store and contact, and nothing else.
 * What is let pass is part of its text, so that the hash in the page's headers covers it. `xml`: for a page in XML.
 */
export function renderGuard(visit: Visit, { xml = false }: { readonly xml?: boolean } = {}): Promise<Guard> {
  return rendered(visit.version, JSON.stringify([visit.permitted, visit.standIn, xml]), () => render(visit, xml));
}

/** The guard for this visitor's workers: it lets pass the storage that the page's guard does. */
export function renderWorkerGuard(visit: Visit): Promise<WorkerGuard> {
  return toWorkerGuard(visit, toAllowed(visit));
}

function toAllowed(visit: Visit): string {
  return toPattern(toTrackers(visit).flatMap(({ stores }) => stores));
}

/** What loads `gate.js` in an XML page, where Chromium runs no module that stands in the page (https://crbug.com/717643). */
const loader = `;document.addEventListener("DOMContentLoaded",()=>{let e=document.getElementById("abide-module");e&&import(e.src)})`;

/** How the guard reads its own markup, to put it into frames. */
const ownMarkup = "document.currentScript.outerHTML";

async function render(visit: Visit, xml: boolean): Promise<Guard> {
  const { policy } = visit.version;
  const permitted = toTrackers(visit);
  const lives = toLives(permitted.flatMap(({ stores }) => stores));
  const values: { readonly [name: string]: string } = {
    ALLOWED: toAllowed(visit),
    LIVES: lives,
    HOSTS: toHostPattern(permitted.flatMap((tracker) => toOrigins(tracker.hosts, visit.standIn))),
  };
  const { guard, guardLives } = await built();
  const page = (lives === "[]" ? guard : guardLives)
    .replace(/\b(?:ALLOWED|LIVES|HOSTS)\b/g, (name) => values[name]!)
    // Where WebRTC is declared, the guard deletes what is not there: to ask in its own text would cost every page bytes.
    .replaceAll("RTCPeerConnection", policy.page?.webrtc === true ? "_" : "RTCPeerConnection")
    // Frames whose HTML script writes are HTML in an XML page as well, where an element's markup would be XML.
    .replace(ownMarkup, xml ? `"<script>"+document.currentScript.text+"<\\/script>"` : ownMarkup);
  const text = page + (declaresWorkers(policy) ? (await renderWorkerGuard(visit)).text : "");
  return toGuard(xml ? text + loader : text);
}

async function toGuard(text: string): Promise<Guard> {
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
