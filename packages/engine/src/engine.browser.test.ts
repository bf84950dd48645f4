import { toLaunchOptions } from "@abide/scanner";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { serve, type Served } from "./node.ts";
import { testEngine, outage, page as toPage, type TestEngine } from "./test-engine.ts";

let browser: Browser;
let it: TestEngine;
let served: Served;
let standIn: Server;
/** Hosts that were asked of the stand-in. */
const asked: string[] = [];

/** What the reading position keeps, everywhere that a script can keep something. */
const player = `
  document.cookie = "player=1; Path=/videos; Max-Age=3600";
  localStorage.setItem("paused:1", "1");
  sessionStorage.setItem("now", "1");
  const opening = indexedDB.open("halden-videos", 1);
  const kept = new Promise((resolve) => { opening.onsuccess = () => { opening.result.close(); resolve(); }; });
  Promise.all([kept, caches.open("halden-posters").then((cache) => cache.put("/poster", new Response("x")))])
    .then(() => document.body.setAttribute("data-kept", ""));`;

beforeAll(async () => {
  standIn = createServer(({ headers }, response) => {
    asked.push(headers.host ?? "");
    response.writeHead(200, { "content-type": "text/html" }).end("<p>The film");
  });
  await new Promise<void>((resolve) => standIn.listen(0, resolve));
  it = await testEngine({
    clock: () => new Date(),
    standIn: (standIn.address() as AddressInfo).port,
    site: ({ url }, { permitted }) => {
      switch (new URL(url).pathname) {
        case "/player.js":
          return new Response(player, { headers: { "content-type": "text/javascript" } });
        case "/videos/tour": {
          const response = toPage(
            `<h1>A tour</h1>${permitted.includes("memory") ? '<script src="/player.js"></script>' : ""}`,
          );
          response.headers.append("set-cookie", "player_server=1; Path=/; HttpOnly; Max-Age=3600");
          response.headers.append("set-cookie", "session=1; Path=/; HttpOnly; Max-Age=3600");
          return response;
        }
        case "/film":
          return toPage(
            '<h1>Film</h1><iframe src="https://player.vimeo.com/video/1?dnt=1" title="The film" width="320" height="180"></iframe>',
          );
        default:
          return toPage(
            `<h1>Home</h1>${"<p>text</p>".repeat(80)}<p id="far">far</p><p><a href="/privacy/choices">Choices</a></p>`,
          );
      }
    },
  });
  served = await serve(it.engine, { port: 0, host: "127.0.0.1" });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  standIn?.close();
});

/** A visitor of their own. */
async function visit(options: BrowserContextOptions = {}): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({
    baseURL: served.url.replace("127.0.0.1", "localhost"),
    locale: "en",
    ...options,
  });
  onTestFinished(() => context.close());
  return { context, page: await context.newPage() };
}

const names = async (context: BrowserContext) => (await context.cookies()).map(({ name }) => name).sort();
const banner = (page: Page) => page.locator('[data-abide="banner"]');
/** Presses a button that makes a choice, and waits until what it changes is there: by a reload, where there is script, or by Refresh. */
const press = async (page: Page, name: string): Promise<void> => {
  const answered = page.waitForResponse((response) => response.url().endsWith("/abide/choice"));
  const loaded = page.waitForEvent("load");
  await page.getByRole("button", { name, exact: true }).first().click();
  await answered;
  await loaded;
  await page.waitForURL((url) => !url.pathname.startsWith("/abide/"));
};

test("a choice made with JavaScript off is kept, and brings one back where one was", async () => {
  const { page, context } = await visit({ javaScriptEnabled: false });
  await page.goto("/?a=b");
  await press(page, "Reject all");
  await page.waitForURL("/?a=b");
  expect(await page.locator("h1").textContent()).toBe("Home");
  expect(await banner(page).count()).toBe(0);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: "abide", httpOnly: true, sameSite: "Lax", path: "/" });
  const days = ((cookie?.expires ?? 0) - Date.now() / 1000) / 86_400;
  expect(Math.round(days)).toBe(180);
  await page.goto("/film");
  expect(await banner(page).count()).toBe(0);
});

test("a choice made with JavaScript on is kept", async () => {
  const { page, context } = await visit();
  await page.goto("/");
  await press(page, "Accept all");
  await expect.poll(() => names(context)).toContain("abide");
  await page.goto("/");
  expect(await banner(page).count()).toBe(0);
  expect(await page.content()).toContain("www-googletagmanager-com.localhost");
});

test("a withdrawal clears everything: path-scoped and HttpOnly cookies, both storages, IndexedDB and Cache", async () => {
  const { page, context } = await visit();
  await page.goto("/");
  await press(page, "Accept all");
  await page.goto("/videos/tour");
  await page.locator("body[data-kept]").waitFor();
  const kept = () =>
    page.evaluate(async () => ({
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      databases: (await indexedDB.databases()).map(({ name }) => name),
      caches: await caches.keys(),
    }));
  // It is all there, or its absence below would prove nothing.
  expect(await names(context)).toEqual(["abide", "player", "player_server", "session"]);
  expect(await kept()).toEqual({
    local: ["paused:1"],
    session: ["now"],
    databases: ["halden-videos"],
    caches: ["halden-posters"],
  });

  await page.goto("/privacy/choices");
  await press(page, "Reject all");
  await page.goto("/");
  expect(await names(context)).toEqual(["abide", "session"]);
  await expect.poll(kept).toEqual({ local: [], session: [], databases: [], caches: [] });
});

test("without JavaScript a withdrawal removes HttpOnly and path-scoped cookies", async () => {
  const { page, context } = await visit({ javaScriptEnabled: false });
  await page.goto("/");
  await press(page, "Accept all");
  await page.goto("/videos/tour");
  const url = new URL(page.url());
  await context.addCookies([{ name: "player", value: "1", domain: url.hostname, path: "/videos" }]);
  expect(await names(context)).toEqual(["abide", "player", "player_server", "session"]);
  await page.goto("/privacy/choices");
  await press(page, "Reject all");
  expect(await names(context)).toEqual(["abide", "session"]);
});

test("a frame of another company waits behind its placeholder, and one press shows it alone", async () => {
  const { page } = await visit();
  asked.length = 0;
  await page.goto("/film");
  const placeholder = page.frameLocator("iframe").locator('[data-abide="placeholder"]');
  await placeholder.waitFor();
  expect(asked).toEqual([]);
  const response = page.waitForResponse((answer) => answer.url().endsWith("/abide/choice"));
  await placeholder.locator("button").click();
  await response;
  await page.frameLocator("iframe").locator("text=The film").waitFor();
  expect(new Set(asked.map((host) => host.split(":")[0]))).toEqual(new Set(["player-vimeo-com.localhost"]));
  expect(page.url()).toContain("/film");
});

test("the receipt of a choice can be downloaded, by who made it", async () => {
  const { page } = await visit();
  await page.goto("/privacy/choices");
  await press(page, "Reject all");
  await page.goto("/");
  const downloading = page.waitForEvent("download");
  await page.evaluate(() => location.assign("/abide/receipt/mine"));
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^consent-[0-9a-f]{8}-1\.tlog-proof$/);
  expect(await readFile((await download.path()) ?? "", "utf8")).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra /);
  const { page: stranger } = await visit();
  expect((await stranger.goto("/abide/receipt/mine"))?.status()).toBe(404);
});

test("going back after a withdrawal does not start what was stopped", async () => {
  const { page } = await visit();
  await page.goto("/");
  await press(page, "Accept all");
  await page.goto("/film");
  await page.frameLocator("iframe").locator("text=The film").waitFor();
  await page.goto("/privacy/choices");
  await press(page, "Reject all");
  asked.length = 0;
  await page.goBack();
  await page.goBack();
  await page.goto("/film");
  await page.goBack();
  await page.waitForTimeout(300);
  expect(asked.filter((host) => host.startsWith("player"))).toEqual([]);
});

test("a refusal while the store is down holds on this device, and says that it is not recorded yet", async () => {
  const { page, context } = await visit({ javaScriptEnabled: false });
  await page.goto("/");
  const end = await outage(it.store);
  try {
    await page.getByRole("button", { name: "Accept all", exact: true }).click();
    expect(await page.locator("h1").textContent()).toContain("could not be kept");
    expect(await names(context)).toEqual([]);
    await page.goto("/");
    await page.getByRole("button", { name: "Reject all", exact: true }).click();
    expect(await page.locator("main").textContent()).toContain("not recorded yet");
    expect(await names(context)).toEqual(["abide"]);
  } finally {
    await end();
  }
  await page.waitForTimeout(2_100);
  await page.goto("/");
  expect(await page.locator('[data-abide="pending"]').count()).toBe(0);
  expect(await banner(page).count()).toBe(0);
});
