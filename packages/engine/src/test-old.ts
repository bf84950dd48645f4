import type { Policy } from "@abide/policy";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { serve } from "./node.ts";
import { openTestStore } from "./store/test-store.ts";
import type { Store } from "./store/index.ts";
import { page } from "./test-engine.ts";
import { key, origin, website as policy } from "./test-policy.ts";
import { html, overHttp, toBrowser, type Lines, type TestBrowser } from "./test-visitor.ts";

export { everything, hash, key, origin, website as policy } from "./test-policy.ts";
export { outage, page } from "./test-engine.ts";
export { readRows } from "./store/test-store.ts";
export type { Fields, TestBrowser } from "./test-visitor.ts";

export interface TestEngine {
  readonly engine: Engine<typeof policy>;
  /** Sends a request to the engine: to its `fetch`, or over HTTP. */
  readonly fetch: Engine["fetch"];
  readonly store: Store;
  /** Moves the clock on. */
  readonly pass: (seconds: number) => void;
  readonly get: (path: string, headers?: Lines) => Promise<Response>;
  /** A browser of its own: it keeps cookies, and sends forms as browsers do. */
  readonly browser: (headers?: Lines) => TestBrowser;
  readonly close: () => Promise<void>;
}

/** An engine over a store and a clock of its own. */
export async function openTestEngine(
  options: Partial<Omit<EngineOptions<typeof policy>, "policies">> & {
    readonly policies?: readonly [Policy, ...Policy[]];
    readonly store?: Store | undefined;
    /** Where requests go: to the engine's `fetch`, or over node:http, from behind a proxy that ends TLS. */
    readonly over?: "fetch" | "http";
  } = {},
): Promise<TestEngine> {
  const store = options.store ?? (await openTestStore());
  let now = Date.parse("2026-11-24T09:30:00Z");
  const engine = createEngine({
    policies: [policy],
    key,
    clock: () => new Date(now),
    site: () => page("<p>Hello"),
    logger: () => {},
    ...(options as Partial<EngineOptions<typeof policy>>),
    store,
  });
  await engine.ready;
  const served = options.over === "http" ? await serve(engine, { port: 0, host: "127.0.0.1", proxies: 1 }) : undefined;
  const ask: Engine["fetch"] = served ? (request, info) => overHttp(served.port, request, info?.ip) : engine.fetch;
  const fetch = (path: string, init: RequestInit = {}) =>
    ask(new Request(new URL(path, origin), init), { ip: "192.0.2.1" });
  return {
    engine,
    fetch: ask,
    store,
    pass: (seconds) => void (now += seconds * 1000),
    get: (path, headers = {}) => fetch(path, { headers: { ...html, ...headers } }),
    browser: (own = {}) => toBrowser(fetch, own),
    close: async () => {
      await served?.close();
      await engine.close();
      if (!options.store) await store.close();
    },
  };
}
