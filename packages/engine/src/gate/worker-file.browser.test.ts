import { toLaunchOptions } from "@abide/scanner";
import { definePolicy, type PageNeeds, type Policy, type Stored } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { serve } from "../node.ts";
import { testEngine } from "../test-engine.ts";

// Workers of a site behind the gate, in a browser. Each says what it can store and whom it can contact.

const kept = (kind: Stored["kind"], name: string): Stored => ({ kind, name, life: "P1D", party: "first" });

/** What a visitor may refuse: a database, a cache and a host. With `service`, a service worker as well. */
function toPolicy(page: PageNeeds, service?: "necessary" | "optional"): Policy {
  const worker = [kept("cache", "/sw.js")];
  return definePolicy({
    controller: { name: "Halden Software", contact: "privacy@halden.example", country: "IE" },
    effective: "2026-11-01",
    purposes: {
      operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this website" },
      audience: { basis: "consent", term: "ServiceUsageAnalytics", says: "see which pages help" },
    },
    activities: {},
    trackers: {
      choice: choiceCookie({ purpose: "operation" }),
      app: {
        name: "App",
        purpose: "operation",
        says: "Works without a network.",
        party: "first",
        duration: "P1D",
        stores: [kept("cache", "pages"), ...(service === "necessary" ? worker : [])],
        hosts: {},
        load: [],
        necessary: "You asked for it.",
      },
      counter: {
        name: "Counter",
        purpose: "audience",
        says: "Counts.",
        party: "first",
        duration: "P1D",
        stores: [kept("indexeddb", "counts"), kept("cache", "counts"), ...(service === "optional" ? worker : [])],
        hosts: { connect: ["counter.example"] },
        load: [],
      },
    },
    page,
  });
}

/** What a worker could store, and whether it reached a host, under a name that its address ends with. */
const uses = (port: number) => `
const works = (promise) => promise.then(() => true, () => false);
const open = (name) => new Promise((resolve, reject) => {
  const request = indexedDB.open(name, 1);
  request.onsuccess = () => { request.result.close(); resolve(); };
  request.onerror = reject;
});
const use = async () => ({
  database: await works(open("counts")),
  cache: await works(caches.open("counts")),
  host: await works(fetch("http://counter-example.localhost:${port}/", { mode: "no-cors" })),
  undeclared: [
    await (self.cookieStore ? cookieStore.set("other", "1").then(() => cookieStore.get("other")) : null) !== null,
    await works(open("other")),
    await works(caches.open("other")),
    await works(navigator.storage.getDirectory()),
    await works(navigator.storageBuckets ? navigator.storageBuckets.open("other") : Promise.reject()),
    typeof self.webkitRequestFileSystem !== "undefined",
  ].includes(true),
});`;
const answer = `onmessage = async () => postMessage(await use());`;
const answerShared = `onconnect = async ({ ports: [port] }) => port.postMessage(await use());`;
const answerService = `onmessage = async ({ data, ports: [port] }) => { if (data === "use") port.postMessage(await use()); };`;

let browser: Browser;
let standIn: Server;
let port: number;
const asked: string[] = [];
/** What the site has, by path. */
let files: { [path: string]: string };

beforeAll(async () => {
  browser = await chromium.launch(await toLaunchOptions());
  standIn = createServer(({ headers }, response) => {
    asked.push(headers.host ?? "");
    response.end();
  });
  await new Promise<void>((resolve) => standIn.listen(0, resolve));
  port = (standIn.address() as AddressInfo).port;
});
afterAll(async () => {
  await browser?.close();
  standIn?.close();
});
beforeEach(() => {
  asked.length = 0;
  const all = uses(port);
  files = {
    "/worker.js": all + answer,
    "/importing.js": `importScripts("/uses.js");${answer}`,
    "/uses.js": all,
    "/module.js": `import { used } from "/leaf.js"; onmessage = async () => postMessage(await used);`,
    "/leaf.js": `${all} export const used = use();`,
    "/shared.js": all + answerShared,
    "/outer.js": `const inner = new Worker("/worker.js"); onmessage = () => inner.postMessage(0); inner.onmessage = ({ data }) => postMessage(data);`,
    "/making.js": `const url = URL.createObjectURL(new Blob([${JSON.stringify(all + answer)}]));
      const inner = new Worker(url); onmessage = () => inner.postMessage(0); inner.onmessage = ({ data }) => postMessage(data);`,
    "/sw.js": `oninstall = () => skipWaiting(); onactivate = (event) => event.waitUntil(clients.claim());${all}${answerService}`,
  };
});

interface Site {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Stops to answer. */
  readonly stop: () => Promise<void>;
  /** Puts the engine's answers in place of those of the bare site. */
  readonly protect: () => void;
  readonly url: string;
}

/** A site under `policy`, and a visitor who has not chosen. */
async function open(policy: Policy, { bare = false } = {}): Promise<Site> {
  let isBare = bare;
  const site = ({ url }: Request) => {
    const { pathname } = new URL(url);
    const code = files[pathname];
    const type = code === undefined ? "text/html; charset=utf-8" : "text/javascript";
    const page = `<!doctype html><title>${isBare ? "Bare" : "Site"}</title><p>${pathname}</p>`;
    return new Response(code ?? page, { headers: { "content-type": type, etag: `"${(code ?? page).length}"` } });
  };
  const it = await testEngine({ policy, clock: () => new Date(), standIn: port, site });
  const answering = {
    ...it.engine,
    fetch: (async (request, info) =>
      isBare ? site(request) : it.engine.fetch(request, info)) as typeof it.engine.fetch,
  };
  const served = await serve(answering, { port: 0, host: "127.0.0.1" });
  const url = served.url.replace("127.0.0.1", "localhost");
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  onTestFinished(async () => {
    await context.close();
    await served.close();
  });
  return { page, context, url, stop: () => served.close(), protect: () => void (isBare = false) };
}

async function choose(page: Page, name: "Accept all" | "Reject all"): Promise<void> {
  await page.goto("/privacy/choices");
  const loaded = page.waitForEvent("load");
  await page.getByRole("button", { name, exact: true }).first().click();
  await loaded;
  await page.waitForURL((url) => !url.pathname.startsWith("/abide/"));
}

/** Starts a worker by `code`, which leaves it in `worker`, and asks what it can do. False where it does not run. */
function use(page: Page, code: string): Promise<unknown> {
  return page.evaluate(`new Promise((done) => {
    try {
      ${code}
      const end = worker.port ?? worker;
      end.onmessage = ({ data }) => done(data);
      worker.onerror = () => done(false);
      if (!worker.port) worker.postMessage(0);
    } catch { done(false); }
  })`);
}

const nothing = { database: false, cache: false, host: false, undeclared: false };
const all = { database: true, cache: true, host: true, undeclared: false };
const ofBlob = (path: string, options = "") => `const code = FILES[${JSON.stringify(path)}];
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(url${options}); URL.revokeObjectURL(url);`;

const own: [string, PageNeeds, string][] = [
  ["from a file of the site", { workers: ["own"] }, `const worker = new Worker("/worker.js");`],
  ["that imports another file as a script", { workers: ["own"] }, `const worker = new Worker("/importing.js");`],
  [
    "that is a module, with one that it imports",
    { workers: ["own"] },
    `const worker = new Worker("/module.js", { type: "module" });`,
  ],
  ["that is shared", { workers: ["own"] }, `const worker = new SharedWorker("/shared.js", "name");`],
  ["that another worker starts", { workers: ["own"] }, `const worker = new Worker("/outer.js");`],
  ["made of a blob", { workers: ["blob:"] }, ofBlob("/worker.js")],
  ["made of a blob, as a module", { workers: ["blob:"] }, ofBlob("/worker.js", `, { type: "module" }`)],
  ["made of a blob and shared", { workers: ["blob:"] }, ofBlob("/shared.js").replace("new Worker", "new SharedWorker")],
  ["made of a blob by a worker", { workers: ["own", "blob:"] }, `const worker = new Worker("/making.js");`],
];

describe("a worker", () => {
  test.each(own)(
    "%s does what the visitor permits where it is declared, and does not run otherwise",
    async (_, needs, start) => {
      const code = start.replace("FILES", () => `(${JSON.stringify(files)})`);
      const { page } = await open(toPolicy(needs));
      await page.goto("/");
      expect(await use(page, code)).toEqual(nothing);
      await choose(page, "Accept all");
      await page.goto("/");
      expect(await use(page, code)).toEqual(all);
      expect(asked.length).toBeGreaterThan(0);
      await choose(page, "Reject all");
      asked.length = 0;
      await page.goto("/");
      expect(await use(page, code)).toEqual(nothing);
      expect(asked).toEqual([]);

      const { page: other } = await open(toPolicy({}));
      await other.goto("/");
      expect(await use(other, code)).toBe(false);
    },
  );

  test("runs as well where the page's inline code is let in one by one, or not at all", async () => {
    for (const inline of ["page", "none"] as const) {
      const { page } = await open({ ...toPolicy({ workers: ["own", "blob:"] }), scripts: { inline } });
      await page.goto("/");
      for (const [, , start] of own) {
        const code = start.replace("FILES", () => `(${JSON.stringify(files)})`);
        expect(await use(page, code), `${inline}: ${start}`).toEqual(nothing);
      }
    }
  });
});

test("a worklet from a file of the site runs undeclared, since it reaches neither hosts nor storage; one of a blob has to be declared", async () => {
  const reach = ["fetch", "indexedDB", "caches", "XMLHttpRequest", "WebSocket", "importScripts"];
  files["/worklet.js"] =
    `registerProcessor([${reach.map((name) => `typeof ${name}`).join()}].join(""), class extends AudioWorkletProcessor {});`;
  const add = (page: Page, address: string) =>
    page.evaluate(
      `(async () => {
        const context = new OfflineAudioContext(1, 1, 44100);
        await context.audioWorklet.addModule(${address});
        new AudioWorkletNode(context, ${JSON.stringify("undefined".repeat(reach.length))});
      })().then(() => true, () => false)`,
    );
  const blob = `URL.createObjectURL(new Blob([${JSON.stringify(files["/worklet.js"])}], { type: "text/javascript" }))`;
  const { page } = await open(toPolicy({}));
  await page.goto("/");
  expect(await add(page, `"/worklet.js"`)).toBe(true);
  expect(await add(page, blob)).toBe(false);
  const { page: other } = await open(toPolicy({ workers: ["blob:"] }));
  await other.goto("/");
  expect(await add(other, blob)).toBe(true);
});

describe("when something is withdrawn", () => {
  const beats = (address: string) =>
    `setInterval(() => fetch("${address}", { mode: "no-cors" }).catch(() => {}), 100);`;
  const address = () => `http://counter-example.localhost:${port}/`;
  /** Nobody is asked any more. */
  const silence = async (page: Page) => {
    asked.length = 0;
    await page.waitForTimeout(500);
    expect(asked).toEqual([]);
  };

  test("a worker of another window of the site ends", async () => {
    files["/beating.js"] = beats(address());
    const policy = toPolicy({ workers: ["own"] });
    // It keeps nothing that a page could clear.
    const counter = { ...policy.trackers!["counter"]!, stores: [] };
    const { page, context } = await open({ ...policy, trackers: { ...policy.trackers, counter } });
    await choose(page, "Accept all");
    const other = await context.newPage();
    await other.goto("/");
    await other.evaluate(`void new Worker("/beating.js")`);
    await expect.poll(() => asked.length).toBeGreaterThan(2);
    const again = other.waitForEvent("load");
    await choose(page, "Reject all");
    await again;
    await silence(page);
  });

  test("a shared worker that a window still holds is not the one that the next page gets", async () => {
    const { page, context } = await open(toPolicy({ workers: ["own"] }));
    await choose(page, "Accept all");
    const other = await context.newPage();
    await other.goto("/");
    const share = `const worker = new SharedWorker("/shared.js");`;
    expect(await use(other, share)).toEqual(all);
    // The window does not hear of it, as one that is busy.
    await context.clearCookies();
    await page.goto("/");
    expect(await use(page, share)).toEqual(nothing);
    expect(await use(other, share)).toEqual(all);
  });
});

describe("a service worker", () => {
  /** Registers it, unless it is there, and asks what it can do. False where there is none, or it is none of the site's. */
  const useService = async (page: Page): Promise<unknown> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.register("/sw.js").catch(() => undefined);
      if (!registration) return false;
      const { active, installing, waiting } = registration;
      const { port1, port2 } = new MessageChannel();
      const done = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
      const late = new Promise((resolve) => setTimeout(resolve, 3_000, false));
      (installing ?? waiting ?? active)!.postMessage("use", [port2]);
      return Promise.race([done, late]);
    });
  const registered = (page: Page) =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length).catch(() => -1);
  const controlled = (page: Page) =>
    page.evaluate(() => navigator.serviceWorker.controller !== null).catch(() => false);

  test("that no tracker declares does not run, also where other workers do", async () => {
    for (const needs of [{}, { workers: ["own"] } as const]) {
      const { page } = await open(toPolicy(needs));
      await page.goto("/");
      expect(await useService(page)).toBe(false);
      await expect.poll(() => registered(page)).toBe(0);
    }
  });

  test("does what the visitor permits; a withdrawal ends it, and the next one may no more", async () => {
    const { page } = await open(toPolicy({}, "necessary"));
    await page.goto("/");
    expect(await useService(page)).toEqual(nothing);
    await choose(page, "Accept all");
    await page.goto("/");
    await expect.poll(() => useService(page)).toEqual(all);
    await expect.poll(() => controlled(page)).toBe(true);
    await choose(page, "Reject all");
    await page.goto("/");
    await expect.poll(() => registered(page)).toBe(0);
    asked.length = 0;
    expect(await useService(page)).toEqual(nothing);
    expect(asked).toEqual([]);
  });

  test("of a tracker that the visitor may refuse runs once it is accepted, and is gone when it is withdrawn", async () => {
    const { page } = await open(toPolicy({}, "optional"));
    await page.goto("/");
    expect(await useService(page)).toBe(false);
    await choose(page, "Accept all");
    await page.goto("/");
    expect(await useService(page)).toEqual(all);
    await choose(page, "Reject all");
    await page.goto("/");
    await expect.poll(() => registered(page)).toBe(0);
    expect(await useService(page)).toBe(false);
  });

  /** It answers with what it has kept, whatever that is, and keeps all that it gets. */
  const keeping = `
    oninstall = () => skipWaiting();
    onactivate = (event) => event.waitUntil(clients.claim());
    onfetch = (event) => event.respondWith(caches.open("pages").then(async (cache) => {
      const kept = await cache.match(event.request);
      if (kept) return kept;
      const response = await fetch(event.request);
      await cache.put(event.request, response.clone());
      return response;
    }));
    onmessage = async ({ ports: [port] }) => port.postMessage(await (await caches.open("pages")).add("/").then(() => true));`;
  const title = (page: Page) => page.title().catch(() => "");

  test("answers no page while there is a network, and without one those of the same choice alone", async () => {
    files["/sw.js"] = keeping;
    const { page, context } = await open(toPolicy({}, "necessary"));
    await page.goto("/");
    expect(await useService(page)).toBe(true);
    await page.goto("/");
    await expect.poll(() => controlled(page)).toBe(true);
    expect(await page.locator("[data-abide=banner]").count()).toBe(1);
    await context.setOffline(true);
    await page.goto("/");
    expect(await title(page)).toBe("Site");
    await context.setOffline(false);

    await choose(page, "Accept all");
    await page.goto("/");
    expect(await page.locator("[data-abide=banner]").count()).toBe(0);
    // The worker of now has what the one before kept.
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).installing === null))
      .toBe(true);
    await context.setOffline(true);
    await expect(page.goto("/")).rejects.toThrow();
    await context.setOffline(false);
    await page.goto("/");
    await useService(page);
    await context.setOffline(true);
    await page.goto("/");
    expect(await title(page)).toBe("Site");
    expect(await page.locator("[data-abide=banner]").count()).toBe(0);
  });

  test("answers no page by rules either that the browser goes by", async () => {
    files["/sw.js"] = `${keeping}
      addEventListener("install", (event) => event.waitUntil((async () => {
        await (await caches.open("pages")).add("/");
        await event.addRoutes({ condition: { requestMode: "navigate" }, source: { cacheName: "pages" } });
      })()));`;
    const { page } = await open(toPolicy({}, "necessary"));
    await page.goto("/");
    await useService(page);
    await expect.poll(() => controlled(page)).toBe(true);
    await choose(page, "Accept all");
    await page.goto("/");
    expect(await title(page)).toBe("Site");
    expect(await page.locator("[data-abide=banner]").count()).toBe(0);
  });

  test.each([
    ["is declared", toPolicy({}, "necessary")],
    ["is not declared", toPolicy({})],
  ])("from before the gate, that answers with pages of its own and %s, gives way", async (_, policy) => {
    files["/sw.js"] = keeping;
    const { page, protect } = await open(policy, { bare: true });
    await page.goto("/");
    await useService(page);
    await page.goto("/");
    await expect.poll(() => controlled(page)).toBe(true);
    protect();
    await page.goto("/");
    expect(await title(page)).toBe("Bare");
    await expect.poll(() => title(page)).toBe("Site");
    await page.goto("/");
    expect(await title(page)).toBe("Site");
    expect(await page.locator("[data-abide=banner]").count()).toBe(1);
  });
});
