import { toLaunchOptions } from "@abide/scanner";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { tls } from "../node/test-tls.ts";
import { page as toPage, testEngine } from "../test-engine.ts";
import { website, withChanges } from "../test-policy.ts";

// What a choice comes to that is made where a partner shows the site in a frame. Cookies are another site's there.

let browser: Browser;
let partner: Server;
let served: Served;
let shop = "";

beforeAll(async () => {
  partner = createServer(tls, (request, response) => {
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<iframe src="${shop}${request.url === "/" ? "/a" : request.url}" width="900" height="700"></iframe>`);
  });
  await new Promise<void>((resolve) => void partner.listen(0, resolve));
  const { port } = partner.address() as AddressInfo;
  const it = await testEngine({
    policy: withChanges(website, { page: { framedBy: ["partner.test"] } }),
    clock: () => new Date(),
    site: (request) =>
      toPage(
        new URL(request.url).pathname === "/film"
          ? `<iframe src="https://player.vimeo.com/video/1" title="The film" width="480" height="270"></iframe>`
          : `<h1>Shop</h1><a href="/b">next</a>`,
      ),
  });
  served = await serve(it.engine, { port: 0, host: "localhost", tls });
  shop = `https://shop.test`;
  const { args = [], ...options } = await toLaunchOptions();
  const rules = `MAP shop.test 127.0.0.1:${new URL(served.url).port},MAP partner.test 127.0.0.1:${port}`;
  browser = await chromium.launch({ ...options, args: [...args, `--host-resolver-rules=${rules}`] });
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  partner?.close();
});

const asks = (page: Page) => page.frames()[1]!.locator("[data-abide=banner]").count();

test.each([
  ["script", true],
  ["no script", false],
])("a choice that is made in a partner's frame holds there, and there alone: with %s", async (_, javaScriptEnabled) => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled });
  const page = await context.newPage();
  await page.goto("https://partner.test/");
  const frame = page.frames()[1]!;
  await frame.waitForSelector("[data-abide=banner]");
  const answered = page.waitForResponse((response) => response.url().endsWith("/abide/choice"));
  expect(await context.cookies()).toEqual([]);
  await frame.click("[data-abide=banner] [value=reject]");
  await answered;
  await frame.waitForSelector("h1");
  expect(frame.url()).toBe(`${shop}/a`);
  await frame.goto(`${shop}/b`);
  expect(await asks(page)).toBe(0);
  await page.goto("https://partner.test/");
  await page.frames()[1]!.waitForSelector("h1");
  expect(await asks(page)).toBe(0);
  // The site itself was asked nothing yet.
  await page.goto(`${shop}/a`);
  expect(await page.locator("[data-abide=banner]").count()).toBe(1);
  await page.click("[data-abide=banner] [value=reject]");
  const kept = async () => (await context.cookies()).map(({ sameSite }) => sameSite).sort();
  await expect.poll(kept).toEqual(["Lax", "None"]);
  await context.close();
});

test("a placeholder stands in a page of the site that a partner shows, and in no page of the partner's own", async () => {
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  await page.goto("https://partner.test/film");
  await expect.poll(() => page.frames()[2]?.url()).toMatch(/\/abide\/embed\?/);
  expect(await page.frames()[2]!.textContent("body")).toContain("Not loaded: The film");
  expect(await page.frames()[2]!.locator("button").count()).toBe(1);
  await page.goto("https://partner.test/abide/embed?src=https%3A%2F%2Fplayer.vimeo.com%2Fvideo%2F1");
  // The browser's own page, which says that it was refused.
  await expect.poll(() => page.frames()[1]!.url()).toMatch(/^chrome-error:/);
  await page.close();
});
