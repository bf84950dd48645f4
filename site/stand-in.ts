import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Compiled, fromStandIn, type Stored, toSeconds, toStandIn, type Tracker } from "@abide/policy";

/** A request that reached the stand-in. */
export interface Seen {
  readonly at: number;
  readonly method: string;
  /** The host that was meant: `px.ads.linkedin.com`. */
  readonly host: string;
  readonly path: string;
  readonly query: { readonly [name: string]: string };
  readonly referrer: string | undefined;
  readonly cookie: string | undefined;
  readonly body: string;
  /** Key of the tracker that declares the host; undefined where none does. */
  readonly tracker: string | undefined;
}

export interface StandIn {
  readonly port: number;
  /** Everything that was asked of it, oldest first. */
  readonly requests: Seen[];
  readonly close: () => Promise<void>;
}

const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
const mostBody = 4_096;

/**
 * A loopback server that plays the hosts of every tracker that `policy` declares, each under its stand-in name: it answers the
 * script that stores what is declared and sends hits where it is declared that they go, the pixel, the frame, and the
 * third-party cookies. What it does follows from the declaration alone. It opens no connection itself.
 */
export async function startStandIn({
  policy,
  port = 4601,
  beat = 5_000,
}: {
  readonly policy: Compiled;
  readonly port?: number;
  /** Milliseconds between the hits of a tracker that runs. */
  readonly beat?: number;
}): Promise<StandIn> {
  const requests: Seen[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { hostname, port: ours } = new URL(`http://${request.headers.host ?? "localhost"}`);
    const host = fromStandIn(hostname);
    const url = new URL(request.url ?? "/", `http://${hostname}`);
    const entry = toEntry(policy, host, url);
    requests.push({
      at: Date.now(),
      method: request.method ?? "GET",
      host,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      referrer: request.headers.referer,
      cookie: request.headers.cookie,
      body: await readBody(request),
      tracker: entry?.key,
    });

    response.setHeader("Cache-Control", "no-store");
    // A hit sent by fetch with cookies is read back only where the page's origin is named.
    response.setHeader("Access-Control-Allow-Origin", request.headers.origin ?? "*");
    if (request.headers.origin) response.setHeader("Access-Control-Allow-Credentials", "true");
    if (!entry) return send(response, 404, "text/plain; charset=utf-8", `No tracker declares ${host}.\n`);

    response.setHeader("Set-Cookie", toSetCookies(entry.tracker, host));
    if (entry.kind === "script")
      return send(response, 200, "text/javascript; charset=utf-8", toScript(entry, ours || "80", beat));
    if (entry.kind === "frame") return send(response, 200, "text/html; charset=utf-8", toFrame(entry.tracker, url));
    if (request.method === "OPTIONS") {
      response.setHeader("Access-Control-Allow-Headers", request.headers["access-control-request-headers"] ?? "");
      return send(response, 204);
    }
    return request.method === "GET" ? send(response, 200, "image/gif", gif) : send(response, 204);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Entry {
  readonly key: string;
  readonly tracker: Tracker;
  readonly kind: "script" | "frame" | "hit";
}

/** The tracker that declares `host`, and what an address there is: its script, its frame, or a hit. */
function toEntry(policy: Compiled, host: string, url: URL): Entry | undefined {
  for (const [key, tracker] of Object.entries(policy.trackers)) {
    const isScript = tracker.load.some((step) => {
      if (!("script" in step) || !step.script.startsWith("https:")) return false;
      const script = new URL(step.script);
      return script.hostname === host && script.pathname === url.pathname;
    });
    if (isScript) return { key, tracker, kind: "script" };
    if (tracker.hosts.frame?.some((declared) => matches(declared, host))) return { key, tracker, kind: "frame" };
  }
  for (const [key, tracker] of Object.entries(policy.trackers)) {
    if (toHosts(tracker).some((declared) => matches(declared, host))) return { key, tracker, kind: "hit" };
  }
  return undefined;
}

function toHosts(tracker: Tracker): string[] {
  return Object.values(tracker.hosts).flat();
}

function matches(declared: string, host: string): boolean {
  return declared.startsWith("*.") ? host.endsWith(declared.slice(1)) : host === declared;
}

/** The third-party cookies that an answer of `host` sets. */
function toSetCookies(tracker: Tracker, host: string): string[] {
  return tracker.stores
    .filter(({ kind, party, domain }) => {
      if (kind !== "cookie" || party !== "third" || domain === undefined) return false;
      return host === domain || host.endsWith(`.${domain}`);
    })
    .map((stored) => `${toName(stored)}=${toIdentifier()}${toAge(stored)}; Path=/; Secure; SameSite=None`);
}

/** A name that the declaration's pattern covers. */
function toName(stored: Stored): string {
  return stored.name.replaceAll("*", "1");
}

function toAge(stored: Stored): string {
  return stored.life === "session" || stored.life === "until-deleted" ? "" : `; Max-Age=${toSeconds(stored.life)}`;
}

function toIdentifier(): string {
  return crypto.randomUUID();
}

/** The script of a tracker: it stores what is declared as first-party, and sends hits to the hosts that are declared for them. */
function toScript({ key, tracker }: Entry, port: string, beat: number): string {
  const own = tracker.stores.filter((stored) => stored.party === "first" && !stored.httpOnly);
  const plan = {
    key,
    beat,
    cookies: own
      .filter((stored) => stored.kind === "cookie")
      .map((stored) => [toName(stored), `${toAge(stored)}; Path=${stored.path ?? "/"}; SameSite=Lax`]),
    stores: own.filter((stored) => stored.kind !== "cookie").map((stored) => [stored.kind, toName(stored)]),
    images: (tracker.hosts.image ?? []).map((host) => `http://${toStandIn(host)}:${port}/hit.gif`),
    connects: (tracker.hosts.connect ?? []).map((host) => `http://${toStandIn(host)}:${port}/hit`),
    makes: tracker.load.flatMap((step) => ("make" in step ? [step.make] : [])),
  };
  return `(${play.toString()})(${JSON.stringify(plan)});\n`;
}

/** Runs in the visitor's browser, as text; nothing of this file is in reach. */
function play(plan: {
  readonly key: string;
  readonly beat: number;
  readonly cookies: readonly (readonly [string, string])[] | readonly string[][];
  readonly stores: readonly string[][];
  readonly images: readonly string[];
  readonly connects: readonly string[];
  readonly makes: readonly string[];
}): void {
  // The browser's own globals: this file is compiled for the server.
  const page = globalThis as unknown as {
    document: { cookie: string; referrer: string };
    location: { href: string };
    navigator: { sendBeacon: (address: string, body: string) => boolean };
    localStorage: { [key: string]: string };
    sessionStorage: { [key: string]: string };
    indexedDB: { open: (name: string) => unknown };
    caches: { open: (name: string) => Promise<unknown> };
    Image: new () => { src: string };
    [made: string]: unknown;
  };
  const id = crypto.randomUUID();
  for (const [name, attributes] of plan.cookies) {
    if (!page.document.cookie.includes(`${name}=`)) page.document.cookie = `${name}=${id}${attributes}`;
  }
  for (const [kind, name] of plan.stores) {
    if (name === undefined) continue;
    if (kind === "local") page.localStorage[name] = id;
    else if (kind === "session") page.sessionStorage[name] = id;
    else if (kind === "indexeddb") page.indexedDB.open(name);
    else void page.caches.open(name);
  }
  let count = 0;
  const hit = () => {
    count += 1;
    const query = new URLSearchParams({
      tracker: plan.key,
      id,
      page: page.location.href,
      referrer: page.document.referrer,
      count: String(count),
    }).toString();
    for (const address of plan.images) new page.Image().src = `${address}?${query}`;
    for (const [index, address] of plan.connects.entries()) {
      if (index % 2 === 0) page.navigator.sendBeacon(address, query);
      else
        fetch(address, { method: "POST", body: query, mode: "no-cors", credentials: "include" }).catch(() => undefined);
    }
  };
  for (const name of plan.makes) {
    page[name] = class {
      push(): void {
        hit();
      }
    };
  }
  hit();
  setInterval(hit, plan.beat);
}

/** What stands in a frame of an embed: a page that says what it plays. */
function toFrame(tracker: Tracker, url: URL): string {
  const name = escape(tracker.name);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title>
<style>html,body{height:100%;margin:0}body{display:grid;place-items:center;background:#101418;color:#eef2f4;font:500 1rem/1.5 system-ui,sans-serif}
main{text-align:center;padding:1rem}svg{width:4rem;height:4rem}p{margin:.5rem 0 0}small{color:#a9b4bb}</style>
<main><svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="22" fill="none" stroke="currentColor" stroke-width="2"/><path d="M19 15l15 9-15 9z" fill="currentColor"/></svg>
<p>${name}, played by the loopback stand-in</p><small>${escape(url.pathname)}</small></main></html>
`;
}

function escape(value: string): string {
  return value.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    if (body.length < mostBody) body += String(chunk);
  }
  return body.slice(0, mostBody);
}

function send(response: ServerResponse, status: number, type?: string, body?: string | Buffer): void {
  if (type) response.setHeader("Content-Type", type);
  response.writeHead(status);
  response.end(body);
}
