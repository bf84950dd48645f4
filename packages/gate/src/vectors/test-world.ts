import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toLaunchOptions } from "@abide/scanner";
import { type BrowserContext, type Page, chromium } from "playwright-core";
import { createCertificate } from "./test-certificate.ts";
import { type Vector, vectors } from "./test-vectors.ts";

export const site = "https://www.shop.test";

/** How a tracker was reached, or that something was left: a look-up, a TLS connection, a request, a datagram, storage. */
export type Leak = "dns" | "tls" | "request" | "udp" | "stored";
/** Vectors that reached a tracker or stored something, with how. */
export type Leaks = ReadonlyMap<string, readonly Leak[]>;

/** Plays `site`: what it answers is all the protection that a page gets. */
export type Fetch = (request: Request) => Response | Promise<Response>;

export interface World {
  readonly context: BrowserContext;
  /** Requests that reached any host but the site, as `host/path`. */
  readonly requests: string[];
  /** Lets `fetch` play the site from here on. */
  serve(fetch: Fetch): void;
  /** Ends everything and resolves to what reached each host, look-ups included. */
  close(): Promise<ReadonlyMap<string, ReadonlySet<Leak>>>;
}

const toHost = (id: string): string => `${id}.tracker.test`;
const toName = (id: string): string => `v_${id.replaceAll("-", "_")}`;
const fill = (code: string, id: string): string =>
  code.replaceAll("{host}", toHost(id)).replaceAll("{name}", toName(id)).replaceAll("{id}", id);

/**
 * A browser of its own whose whole internet is one loopback server: it plays the site and every host in `hosts`, and sees each
 * TLS connection and request. Each host has a name of its own on this machine, so that the browser's net log tells which was
 * looked up, also where nothing else followed.
 */
export async function createWorld(
  hosts: readonly string[],
  playHost: (host: string, path: string) => Response | undefined = () => undefined,
): Promise<World> {
  let play: Fetch = () => new Response("nobody plays the site", { status: 503 });
  const reached = new Map<string, Set<Leak>>();
  const requests: string[] = [];
  const mark = (host: string, leak: Leak): void => {
    const leaks = reached.get(host) ?? new Set();
    reached.set(host, leaks.add(leak));
  };

  const server = createServer(
    createCertificate(["*.shop.test", "*.tracker.test", "tracker.test"]),
    // oxlint-disable-next-line typescript/no-misused-promises -- errors end the answer
    async (incoming, outgoing) => {
      const host = incoming.headers.host ?? "";
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const respond =
        host === new URL(site).host
          ? async () =>
              play(
                new Request(`https://${host}${incoming.url}`, {
                  method: incoming.method ?? "GET",
                  headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [
                    name,
                    String(value),
                  ]),
                  ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
                }),
              )
          : () => {
              mark(host, "request");
              requests.push(`${host}${incoming.url}`);
              return playHost(host, incoming.url ?? "/") ?? playTracker(incoming.url ?? "/");
            };
      try {
        const response = await respond();
        const headers: [string, string][] = [...response.headers].filter(([name]) => name !== "set-cookie");
        outgoing.writeHead(response.status, [
          ...headers.flat(),
          ...response.headers.getSetCookie().flatMap((cookie) => ["Set-Cookie", cookie]),
        ]);
        outgoing.end(Buffer.from(await response.arrayBuffer()));
      } catch (error) {
        outgoing.writeHead(500).end(String(error));
      }
    },
  );
  server.on("secureConnection", (socket) => {
    if (typeof socket.servername === "string" && socket.servername !== new URL(site).host) {
      mark(socket.servername, "tls");
    }
  });
  server.on("upgrade", (incoming, socket) => {
    mark(incoming.headers.host ?? "", "request");
    requests.push(`${incoming.headers.host}${incoming.url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const folder = await mkdtemp(join(tmpdir(), "abide-vectors-"));
  const netLog = join(folder, "net-log.json");
  const local = (host: string): string => `${host.replaceAll(".", "-")}.localhost`;
  const rules = [
    `MAP www.shop.test localhost:${port}`,
    ...hosts.map((host) => `MAP ${host} ${local(host)}:${port}`),
    // WebRTC asks for the name with a dot at its end, and no look-up of it is in the net log: what it sends there is.
    ...hosts.map((host, i) => `MAP ${host}. ${toAddress(i)}`),
    // Nothing may leave this machine, whatever a vector asks for.
    "MAP * ~NOTFOUND",
    "EXCLUDE localhost",
    "EXCLUDE 127.0.0.1",
  ];
  // A profile of its own, not a private window: Chromium makes no connection ahead of time for one of those.
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    ignoreHTTPSErrors: true,
    ...(await toLaunchOptions([
      "--ignore-certificate-errors",
      `--host-resolver-rules=${rules.join(",")}`,
      `--log-net-log=${netLog}`,
      "--net-log-capture-mode=Default",
    ])),
  });

  return {
    context,
    requests,
    serve: (fetch) => void (play = fetch),
    async close() {
      await context.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      const asked = readNetLog(netLog);
      hosts.forEach((host, i) => {
        if (asked.has(local(host))) mark(host, "dns");
        if (asked.has(toAddress(i))) mark(host, "udp");
      });
      rmSync(folder, { recursive: true, force: true });
      return reached;
    },
  };
}

/** A loopback address for the host with this number. */
const toAddress = (i: number): string => `127.9.${Math.floor(i / 250)}.${(i % 250) + 1}`;

/** Host names that the browser looked up, and addresses that it sent something to over UDP. */
function readNetLog(path: string): ReadonlySet<string> {
  const text = readFileSync(path, "utf8");
  // A browser that was killed leaves the list of events open.
  const log = JSON.parse(text.trimEnd().endsWith("}") ? text : `${text.replace(/,\s*$/, "")}]}`) as {
    events: { params?: { host?: unknown; address?: unknown } }[];
  };
  const asked = new Set<string>();
  for (const { params } of log.events) {
    for (const place of [params?.host, params?.address]) {
      if (typeof place === "string") asked.add(place.replace(/^\w+:\/\//, "").replace(/:\d+$/, ""));
    }
  }
  return asked;
}

function playTracker(path: string): Response {
  const name = path.replace(/\?.*/s, "");
  const pixel = Buffer.from("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==", "base64");
  const headers: Record<string, string> = { "Access-Control-Allow-Origin": "*" };
  const type = (content: string): Record<string, string> => ({ ...headers, "Content-Type": content });
  if (name === "/set-cookie.gif") {
    return new Response(pixel, {
      headers: { ...type("image/gif"), "Set-Cookie": "tp=1; Secure; SameSite=None; Max-Age=86400; Path=/" },
    });
  }
  if (name.endsWith(".gif")) return new Response(pixel, { headers: type("image/gif") });
  if (name.endsWith(".js")) return new Response("export {};", { headers: type("text/javascript") });
  if (name.endsWith(".css")) return new Response("p{}", { headers: type("text/css") });
  if (name.endsWith(".svg")) {
    return new Response(`<svg xmlns="http://www.w3.org/2000/svg"/>`, { headers: type("image/svg+xml") });
  }
  if (name === "/events") return new Response("data: x\n\n", { headers: type("text/event-stream") });
  return new Response("<!doctype html><title>Tracker</title>", { headers: type("text/html") });
}

/** What the site itself answers on every path that is no page: the files which the vectors are, and what they ask for. */
function playFiles(url: URL, all: readonly Vector[] = vectors): Response | undefined {
  const script = (body: string): Response =>
    new Response(body, { headers: { "Content-Type": "text/javascript", "Cache-Control": "no-store" } });
  if (url.pathname === "/sw.js") return script(`fetch("https://${url.search.slice(1)}/sw", { mode: "no-cors" });`);
  if (url.pathname === "/go") return new Response(null, { status: 302, headers: { Location: url.search.slice(1) } });
  if (url.pathname === "/robots.txt")
    return new Response("User-agent: *", { headers: { "Content-Type": "text/plain" } });
  const vector = all.find(({ id }) => url.pathname === `/js/${id}.js`);
  if (vector?.script === undefined) return undefined;
  return script(toCode(vector));
}

function toCode({ id, when, script = "" }: Vector): string {
  const code = `{ ${fill(script, id)} }`;
  return when === "late" ? `addEventListener("load", () => setTimeout(() => ${code}, 1200));` : code;
}

/**
 * The page that a careless owner would write around `some` vectors, with their scripts as files of the site, or inline. `head` is what
 * a consent manager's documentation adds.
 */
export function toPage(some: readonly Vector[], head = "", body = "", inline = false): string {
  const content = some
    .map((vector) => {
      const { id, html = "{script}" } = vector;
      const script = inline ? `<script>${toCode(vector)}</script>` : `<script src="/js/${id}.js"></script>`;
      return fill(
        html.replaceAll("{script}", () => script),
        id,
      );
    })
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A shop</title>${head}</head>
<body>
<h1>A shop</h1>
${content}
${body}
</body>
</html>`;
}

/** One way to protect a page, or not to: what is asked of each consent manager is the same. */
export interface Candidate {
  readonly name: string;
  /** Plays the site. `/page?id=…&id=…` is the page with these vectors. */
  readonly fetch: Fetch;
  /** Refuses, on the page that is open. Resolves when the refusal is kept. */
  readonly refuse?: (page: Page) => Promise<void>;
  readonly accept?: (page: Page) => Promise<void>;
}

/** What the visitor has done before the page is visited. "withdrawn" is a refusal after an acceptance. */
export const phases = ["before", "refused", "accepted", "withdrawn"] as const;
export type Phase = (typeof phases)[number];

const probePage = `<!doctype html><script>var keys = []; addEventListener("storage", ({ key }) => keys.push(key));</script>`;

/** Longest that one look may take: about ten times what it takes on a quiet machine. */
const longest = 100_000;

/** What leaked, as `look` sees it. A browser that hangs has shown nothing, so it is started once more; one that answers has the last word. */
export async function observe(...asked: Parameters<typeof look>): Promise<Leaks> {
  for (let start = 1; start <= 2; start++) {
    const controller = new AbortController();
    const seen = await Promise.race([look(...asked), sleep(longest, undefined, { signal: controller.signal })]);
    controller.abort();
    if (seen) return seen;
  }
  throw new Error(`The browser hung twice while it looked at "${asked[0].name}".`);
}

/**
 * Visits pages with `some` vectors under `candidate`'s protection, before a choice or after one, and resolves to what leaked. The elements share a page; the scripts come in pages of `batch`, with `together` pages open at a time.
 */
async function look(
  candidate: Candidate,
  phase: Phase,
  { some = vectors, batch = 1, together = 6 }: { some?: readonly Vector[]; batch?: number; together?: number } = {},
): Promise<Leaks> {
  const world = await createWorld(some.map(({ id }) => toHost(id)));
  const stored = new Set<string>();
  world.serve((request) => {
    const url = new URL(request.url);
    if (url.pathname === "/probe") return new Response(probePage, { headers: { "Content-Type": "text/html" } });
    return playFiles(url, some) ?? candidate.fetch(request);
  });
  try {
    // A page without protection, which hears of each key even where another page clears it at once.
    const probe = await world.context.newPage();
    await probe.goto(`${site}/probe`);
    const visit = async (group: readonly Vector[]): Promise<void> => {
      const page = await world.context.newPage();
      await page.goto(`${site}/page?${group.map(({ id }) => `id=${id}`).join("&")}`);
      await page.waitForTimeout(group[0]!.when === "late" ? 2_300 : 1_000);
      // From a page without protection in the same tab: what a guarded page shows of its storage may be in memory only. A page that
      // was led away has another site's.
      await page.goto(`${site}/probe`, { timeout: 5_000 }).catch(() => undefined);
      const keys = await Promise.race([
        page.evaluate("Object.keys(sessionStorage)").then(
          (keys) => keys as string[],
          (): string[] => [],
        ),
        page.waitForTimeout(2_000).then((): string[] => []),
      ]);
      for (const { id } of group) if (keys.includes(toName(id))) stored.add(id);
      await page.close();
    };
    if (phase !== "before") {
      const page = await world.context.newPage();
      await page.goto(`${site}/page`);
      if (phase !== "refused") await candidate.accept?.(page);
      if (phase !== "accepted") await candidate.refuse?.(page);
      await page.close();
    }
    // Alone and in front: Chromium prefetches for the visible page only.
    const elements = some.filter(({ when }) => when === "html");
    if (elements.length > 0) await visit(elements);
    const queue = (["parse", "late"] as const).flatMap((when) => {
      const group = some.filter((vector) => vector.when === when);
      const shared = group.filter(({ alone }) => !alone);
      return [
        ...Array.from({ length: Math.ceil(shared.length / batch) }, (_, i) => shared.slice(i * batch, (i + 1) * batch)),
        ...group.filter(({ alone }) => alone).map((vector) => [vector]),
      ];
    });
    const work = async (): Promise<void> => {
      for (let group = queue.shift(); group !== undefined; group = queue.shift()) await visit(group);
    };
    await Promise.all(Array.from({ length: together }, work));
    const held = await readStored(world.context, probe);
    for (const { id } of some) if (held.includes(toName(id))) stored.add(id);
  } catch (error) {
    await world.close();
    throw error;
  }
  const reached = await world.close();
  const leaks = new Map<string, Leak[]>();
  for (const { id } of some) {
    const found = [...(reached.get(toHost(id)) ?? []), ...(stored.has(id) ? (["stored"] as const) : [])];
    if (found.length > 0) leaks.set(id, found.sort());
  }
  return leaks;
}

/** Names of everything that is stored on the device for the site, and of keys that were there for a moment only. */
async function readStored(context: BrowserContext, probe: Page): Promise<string[]> {
  const cookies = await context.cookies();
  // As text: it runs in the browser, whose types are not those of this file.
  const names: string[] = await probe.evaluate(`(async () => [
    ...keys,
    ...Object.keys(localStorage),
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await caches.keys()),
    ...(await Array.fromAsync((await navigator.storage.getDirectory()).keys())),
    ...(await navigator.storageBuckets.keys()),
    ...(await Promise.all((await navigator.storageBuckets.keys()).map(async (key) => {
      const bucket = await navigator.storageBuckets.open(key);
      return [
        ...(await bucket.indexedDB.databases()).map(({ name }) => name),
        ...(await Array.fromAsync((await bucket.getDirectory()).keys())),
      ];
    }))).flat(),
    ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => /scope-(.+)\\//.exec(scope)?.[1] ?? scope),
  ])()`);
  return [...cookies.map(({ name }) => name), ...names];
}
