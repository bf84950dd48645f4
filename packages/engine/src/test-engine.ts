import { request } from "node:http";
import { Readable } from "node:stream";
import { Client } from "pg";
import { compile, definePolicy, email, ip, text, type Policy } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { googleAnalytics } from "@abide/policy/catalogue/google-analytics";
import { metaPixel } from "@abide/policy/catalogue/meta-pixel";
import { vimeo } from "@abide/policy/catalogue/vimeo";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { toChunks } from "./http/body.ts";
import { serve } from "./node.ts";
import { setAccessContext } from "./store/access-context.ts";
import { openTestStore } from "./store/test-store.ts";
import type { Store } from "./store/index.ts";

/** A small policy with everything that the engine's tests need: forms, a public one among them, and trackers of every kind. */
export const policy = definePolicy({
  controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
  effective: "2026-11-01",
  languages: ["en", "de"],
  purposes: {
    operation: {
      basis: "contract",
      term: "TechnicalServiceProvision",
      says: { en: "run this website", de: "diese Website betreiben" },
    },
    support: {
      basis: "contract",
      term: "CustomerCare",
      says: { en: "answer what you ask us", de: "Ihre Fragen beantworten" },
    },
    promotion: {
      basis: "consent",
      term: "DirectMarketing",
      withdrawal: "/privacy/my-data",
      says: { en: "tell you what is new", de: "Ihnen Neues berichten" },
    },
    community: {
      basis: "contract",
      term: "ServiceProvision",
      says: { en: "show what you write", de: "zeigen, was Sie schreiben" },
    },
    analytics: {
      basis: "consent",
      term: "ServiceUsageAnalytics",
      says: { en: "see which pages help", de: "sehen, welche Seiten helfen" },
    },
    advertising: { basis: "consent", term: "TargetedAdvertising", says: { en: "advertise", de: "werben" } },
    media: { basis: "consent", term: "RequestedServiceProvision", says: { en: "play videos", de: "Videos abspielen" } },
  },
  activities: {
    contact: {
      fields: {
        email: { shape: email(), for: ["support", "promotion"] },
        message: { shape: text(4000), for: ["support"] },
        company: { shape: text(100), for: ["support"], optional: true },
        address: { shape: ip(), for: ["support"], source: "automatic", optional: true },
      },
      storage: "P2Y",
    },
    comment: {
      public: true,
      fields: {
        post: { shape: text(100), for: ["community"], lookup: true },
        name: { shape: text(80), for: ["community"] },
        message: { shape: text(2000), for: ["community"] },
        email: { shape: email(), for: ["support"] },
      },
      storage: "P5Y",
    },
  },
  recipients: {
    google: {
      name: "Google Ireland Limited",
      category: "analytics-provider",
      role: "processor",
      country: "IE",
      for: ["analytics"],
    },
    meta: {
      name: "Meta Platforms Ireland Limited",
      category: "advertising-partner",
      role: "joint-controller",
      country: "IE",
      for: ["advertising"],
    },
    vimeo: {
      name: "Vimeo.com, Inc.",
      category: "technology-partner",
      role: "controller",
      country: "US",
      for: ["media"],
      safeguard: "adequacy",
    },
  },
  trackers: {
    choice: choiceCookie({ purpose: "operation" }),
    session: {
      name: "Session",
      purpose: "operation",
      says: { en: "Keeps you signed in.", de: "Hält Sie angemeldet." },
      party: "first",
      duration: "P1D",
      stores: [{ kind: "cookie", name: "session", life: "P1D", party: "first", httpOnly: true }],
      hosts: {},
      load: [],
      necessary: { en: "You could not sign in without it.", de: "Ohne das könnten Sie sich nicht anmelden." },
    },
    googleAnalytics: googleAnalytics({ purpose: "analytics", recipient: "google", measurementId: "G-HALDEN1" }),
    metaPixel: metaPixel({ purpose: "advertising", recipient: "meta", pixelId: "1234567890" }),
    memory: {
      name: "Reading position",
      purpose: "media",
      says: { en: "Remembers where you paused a video.", de: "Merkt sich, wo Sie ein Video angehalten haben." },
      party: "first",
      duration: "P1M",
      stores: [
        { kind: "local", name: "paused:*", life: "until-deleted", party: "first" },
        { kind: "session", name: "now", life: "session", party: "first" },
        { kind: "indexeddb", name: "halden-videos", life: "until-deleted", party: "first" },
        { kind: "cache", name: "halden-posters", life: "until-deleted", party: "first" },
        { kind: "cookie", name: "player", life: "P1M", party: "first", path: "/videos" },
        { kind: "cookie", name: "player_server", life: "P1M", party: "first", httpOnly: true },
      ],
      hosts: {},
      load: [],
    },
    vimeo: vimeo({ purpose: "media", recipient: "vimeo" }),
  },
  signals: { gpc: "refuse", dnt: "refuse" },
});

export const hash = (await compile(policy)).hash;
export const key = "0123456789abcdef0123456789abcdef";
export const origin = "https://www.halden.example";
export const everything = ["googleAnalytics", "memory", "metaPixel", "vimeo"];

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

type Lines = { readonly [name: string]: string };

export interface TestBrowser {
  readonly cookies: Map<string, string>;
  readonly get: (path: string, headers?: Lines) => Promise<Response>;
  /** The token of the first choice's form on `path`. */
  readonly token: (path?: string) => Promise<string>;
  readonly post: (path: string, fields: Fields, headers?: Lines) => Promise<Response>;
  /** Fetches a form and sends it. */
  readonly choose: (act: string, fields?: Fields, headers?: Lines) => Promise<Response>;
  /** Optional trackers that the choice centre shows as allowed. */
  readonly allowed: () => Promise<string[]>;
}

export type Fields = readonly (readonly [name: string, value: string])[];

const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "user-agent": "test", "accept-language": "en" };

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

/** The answer to `request`, sent as bytes to a server on this machine, with the headers of a proxy in front of it. */
async function overHttp(port: number, sent: Request, ip = "192.0.2.1"): Promise<Response> {
  const { host, pathname, search } = new URL(sent.url);
  const headers = {
    ...Object.fromEntries(sent.headers),
    host,
    "x-forwarded-proto": "https",
    "x-forwarded-for": ip,
  };
  return new Promise((resolve, reject) => {
    const asking = request(
      { port, host: "127.0.0.1", method: sent.method, path: pathname + search, headers },
      (answer) => {
        const lines = new Headers();
        for (let i = 0; i < answer.rawHeaders.length; i += 2)
          lines.append(answer.rawHeaders[i]!, answer.rawHeaders[i + 1]!);
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const empty = answer.statusCode === 204 || answer.statusCode === 304;
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status: answer.statusCode!, headers: lines }));
        });
      },
    );
    // A server that has answered need not read the rest of what it was sent.
    asking.on("error", reject);
    const body = Readable.from(toChunks(sent.body));
    asking.once("response", () => body.unpipe(asking));
    body.pipe(asking);
  });
}

function toBrowser(fetch: (path: string, init: RequestInit) => Promise<Response>, own: Lines): TestBrowser {
  const cookies = new Map<string, string>();
  const keep = (response: Response): Response => {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(line)!;
      // Enough of a jar for these tests: the domain's and path's namesakes are one.
      if (/max-age=0/i.test(line)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    return response;
  };
  const send = async (path: string, init: RequestInit, headers: Lines) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return keep(
      await fetch(path, { ...init, headers: { ...html, ...(cookie ? { cookie } : {}), ...own, ...headers } }),
    );
  };
  const browser: TestBrowser = {
    cookies,
    get: (path, headers = {}) => send(path, {}, headers),
    token: async (path = "/privacy/choices") => {
      const source = await (await browser.get(path)).text();
      return /name="token" value="([^"]+)"/.exec(source)?.[1] ?? "";
    },
    post: (path, fields, headers = {}) =>
      send(
        path,
        {
          method: "POST",
          body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
        },
        { "content-type": "application/x-www-form-urlencoded", origin, "sec-fetch-site": "same-origin", ...headers },
      ),
    choose: async (act, fields = [], headers = {}) =>
      browser.post(
        "/abide/choice",
        [["token", await browser.token()], ["back", "/blog#a"], ["control", "centre"], ["do", act], ...fields],
        headers,
      ),
    allowed: async () => {
      const source = await (await browser.get("/privacy/choices")).text();
      return [...source.matchAll(/<input\b[^>]*name="tracker"[^>]*>/g)]
        .filter(([input]) => /\bchecked\b/.test(input) && !/\bdisabled\b/.test(input))
        .map(([input]) => /value="([^"]+)"/.exec(input)![1]!)
        .sort();
    },
  };
  return browser;
}

/** A page as a site writes it. */
export function page(body: string, head = ""): Response {
  return new Response(
    `<!doctype html><html lang="en"><head><title>Halden</title>${head}</head><body>${body}</body></html>`,
    {
      headers: { "content-type": "text/html; charset=utf-8" },
    },
  );
}

/** Rows of records as they lie in the store, past the readers: for what a test says of the store itself. */
export async function readRows(store: Store) {
  return store.db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "backup" });
    return trx.selectFrom("record").selectAll().orderBy("at").execute();
  });
}

/** Makes the store refuse every connection until the returned function is called. */
export async function outage(store: Store): Promise<() => Promise<void>> {
  const url = new URL(store.url);
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  const ask = async (...questions: string[]) => {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      for (const question of questions) await client.query(question);
    } finally {
      await client.end();
    }
  };
  await ask(
    `alter database ${name} with allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  return () => ask(`alter database ${name} with allow_connections true`);
}
