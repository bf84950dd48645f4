import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toLaunchOptions } from "@abide/scanner";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { createObserver, type WatchedBrowser } from "./test-observe.ts";
import { createTestServer, type PlayHost, site } from "./test-server.ts";

export interface World extends WatchedBrowser<Page> {
  readonly context: BrowserContext;
  /** Requests that reached any host but the site, as `host/path`. */
  readonly requests: string[];
}

/**
 * A Chromium of its own whose whole internet is one loopback server: it plays the site and every host in `hosts`, and sees each
 * TLS connection and request. Each host has a name of its own on this machine, so that the browser's net log tells which was
 * looked up, also where nothing else followed.
 */
export async function createWorld(hosts: readonly string[], playHost: PlayHost = () => undefined): Promise<World> {
  const server = createTestServer(playHost);
  const port = await server.listen("127.0.0.1", 0);
  const folder = await mkdtemp(join(tmpdir(), "abide-vectors-"));
  const netLog = join(folder, "net-log.json");
  const local = (host: string): string => `${host.replaceAll(".", "-")}.localhost`;
  const rules = [
    `MAP ${new URL(site).host} localhost:${port}`,
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
    requests: server.requests,
    serve: server.serve,
    open: () => context.newPage(),
    cookies: async () => (await context.cookies()).map(({ name }) => name),
    async close() {
      await context.close();
      await server.close();
      const asked = readNetLog(netLog);
      hosts.forEach((host, i) => {
        if (asked.has(local(host))) server.mark(host, "dns");
        if (asked.has(toAddress(i))) server.mark(host, "udp");
      });
      rmSync(folder, { recursive: true, force: true });
      return server.reached;
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

/** What leaks in Chromium. */
export const observe = createObserver(createWorld, { together: 6, longest: 100_000 });
