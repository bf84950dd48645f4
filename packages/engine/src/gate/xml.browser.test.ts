import { toLaunchOptions } from "@abide/scanner";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { testEngine, type TestEngine } from "../test-engine.ts";
import { website, withChanges } from "../test-policy.ts";

const xhtml = "application/xhtml+xml";
let browser: Browser;
let it: TestEngine;
let served: Served;
let sent: { readonly type: string; readonly body: string | Uint8Array<ArrayBuffer> } = { type: xhtml, body: "" };
/** The site's own policy. */
let policy: string | undefined;

const script = `document.documentElement.setAttribute("ran", ""); document.cookie = "evil=1"; localStorage.setItem("evil", "1");`;

beforeAll(async () => {
  browser = await chromium.launch(await toLaunchOptions());
  it = await testEngine({
    policy: withChanges(website, { languages: ["en", "de"] }),
    clock: () => new Date(),
    standIn: 4601,
    site: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/own.js") return new Response(script, { headers: { "content-type": "text/javascript" } });
      if (pathname === "/holder") {
        return new Response(`<!doctype html><iframe src="/page"></iframe><object data="/page"></object>`, {
          headers: { "content-type": "text/html" },
        });
      }
      const own = policy === undefined ? {} : { "content-security-policy": policy };
      return new Response(sent.body, { headers: { "content-type": sent.type, ...own } });
    },
  });
  served = await serve(it.engine, { port: 0, host: "localhost" });
});
afterAll(async () => {
  await served?.close();
  await browser?.close();
});

/** A visitor of their own on the page. */
async function open(
  body: string | Uint8Array<ArrayBuffer>,
  type = xhtml,
  path = "/page",
): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly said: readonly string[] }> {
  sent = { type, body };
  const context = await browser.newContext({ baseURL: served.url });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => void (/404/.test(message.text()) || said.push(message.text())));
  await page.goto(path);
  return { page, context, said };
}

const toPage = (body: string, head = "", doctype = "") =>
  `<?xml version="1.0" encoding="utf-8"?>\n${doctype}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>A &amp; b</title>${head}</head><body>${body}</body></html>`;

const isWhole = (page: Page) => page.evaluate(() => document.querySelector("parsererror") === null);
const keptOf = (page: Page) => page.evaluate(() => ({ cookie: document.cookie, length: localStorage.length }));
const ran = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute("ran"));

describe("a page of application/xhtml+xml", () => {
  test.each([
    ["in its head", toPage("<p>x</p>", `<script>//<![CDATA[\n if (1 &lt; 2 && 1) { ${script} }\n//]]></script>`)],
    ["in a file", toPage("<p>x</p>", `<script src="/own.js"/>`)],
    ["of a prefix", `<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:script>${script}</h:script></h:html>`],
    ["before its head", `<html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script><head/></html>`],
    ["in SVG at once", `<svg xmlns="http://www.w3.org/2000/svg" onload='${script}'/>`],
    [
      "behind odd beginnings",
      toPage(
        "",
        `<script>${script}</script>`,
        `<!-- <head> --><?x <head> ?><!DOCTYPE html SYSTEM 'a > "b' [ <!-- ]> <head> --> <!ENTITY n "a > b"> ]>\n`,
      ),
    ],
    ["and then an error", toPage(`<script>${script}</script><p>`)],
  ])("runs the site's script %s, with the guard before it", async (where, body) => {
    const source = where === "in its head" ? body.replace("1 &lt; 2", "1 < 2") : body;
    const { page, context } = await open(source);
    expect(await page.evaluate(() => document.contentType)).toBe(xhtml);
    expect(await ran(page)).toBe(true);
    // In memory it is there, and nowhere else.
    expect((await keptOf(page)).cookie).toBe("evil=1");
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("evil");
    expect(await isWhole(page)).toBe(where !== "and then an error");
    expect(await page.evaluate(() => document.querySelector("script")!.text)).toContain("Storage");
  });

  test("is the same document but for what is put into it, however it arrives", async () => {
    const body = `<p title='a > b' a="&#xe9;">é<b/>&amp;<!-- x - --><![CDATA[<p>&]]></p><?y z?><svg xmlns="http://www.w3.org/2000/svg"><a href="/x"/></svg><textarea/><noscript><p>n</p></noscript>`;
    const source = toPage(body, `<link rel="icon" href="data:,"/>`, `<!DOCTYPE html [<!ENTITY word "w&#xf6;rd">]>\n`);
    const { page } = await open(source.replace("<p title", "&word;<p title"));
    const same = await page.evaluate(
      (bare) => {
        const expected = new DOMParser().parseFromString(bare, "application/xhtml+xml");
        for (const node of document.querySelectorAll(
          "[data-abide], #abide-gate, [src^='/abide/'], [href^='/abide/gate'], script:not([src])",
        ))
          node.remove();
        return [document, expected].map((one) => new XMLSerializer().serializeToString(one.documentElement));
      },
      source.replace("<p title", "&word;<p title"),
    );
    expect(same[0]).toBe(same[1]);
    expect(await isWhole(page)).toBe(true);
  });

  test("has the banner that a page in HTML has, and it works", async () => {
    const inHtml = await open(
      "<!doctype html><html><head><title>x</title></head><body><p>x</p></body></html>",
      "text/html",
    );
    const look = (page: Page) =>
      page.evaluate(() => {
        const banner = document.querySelector("[data-abide=banner]")!;
        return [banner, ...banner.querySelectorAll("*")].map((node) => {
          const { x, y, width, height } = node.getBoundingClientRect();
          const { color, fontFamily, fontSize, backgroundColor } = getComputedStyle(node);
          return [node.localName, x, y, width, height, color, fontFamily, fontSize, backgroundColor];
        });
      });
    const expected = await look(inHtml.page);
    const { page, context, said } = await open(toPage("<p>x</p>"));
    expect(await look(page)).toEqual(expected);
    expect(said).toEqual([]);
    await page.click("[data-abide-open]");
    await page.waitForSelector("dialog [data-abide=centre]");
    await page.keyboard.press("Escape");
    await page.click("[data-abide=banner] [value=reject]");
    await page.waitForSelector("[data-abide=banner] [data-state=kept]");
    expect((await context.cookies()).map(({ name }) => name)).toContain("abide");
    await page.reload();
    expect(await page.locator("[data-abide=banner]").count()).toBe(0);
  });

  test("has a placeholder for a frame that may not load, and the frame after the visitor allowed it", async () => {
    const frame = `<iframe src="https://player.vimeo.com/video/1?a=b&amp;c=d" title="The film" width="320" height="180"><p>none</p></iframe>`;
    const { page } = await open(toPage(`<h1>x</h1>${frame}<p id="behind">y</p>`));
    expect(await isWhole(page)).toBe(true);
    expect(await page.getAttribute("iframe", "src")).toMatch(/^\/abide\/embed\?/);
    // Playwright's frame locators know elements of HTML documents alone.
    await expect.poll(() => page.frames().length).toBe(2);
    const held = page.frames()[1]!;
    await held.getByText("Not loaded: The film").waitFor();
    await Promise.all([page.waitForEvent("load"), held.getByRole("button").click()]);
    await page.waitForSelector("iframe");
    expect(await page.getAttribute("iframe", "src")).toMatch(
      /^http:\/\/player-vimeo-com\.localhost:4601\/video\/1\?a=b&c=d$/,
    );
  });

  test("guards a frame that script makes of HTML", async () => {
    const { page, context } = await open(toPage("<p>x</p>"));
    await page.evaluate((code) => {
      const frame = document.createElement("iframe");
      frame.srcdoc = `<!doctype html><script>${code}</script>`;
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener("load", resolve));
    }, script);
    expect(await page.frames()[1]!.evaluate(() => document.documentElement.hasAttribute("ran"))).toBe(true);
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("evil");
  });

  test("is guarded under a policy of the site's own that lets no inline script run", async () => {
    policy = "default-src 'self'";
    onTestFinished(() => void (policy = undefined));
    const { page, context, said } = await open(toPage("<p>x</p>", `<script src="/own.js"></script>`));
    expect(await ran(page)).toBe(true);
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("evil");
    await page.click("[data-abide=banner] [value=reject]");
    await page.waitForSelector("[data-abide=banner] [data-state=kept]");
    expect(said).toEqual([]);
  });

  test("keeps its own encoding", async () => {
    const source = toPage("<p>Größe</p>").replace("utf-8", "iso-8859-1");
    const { page } = await open(Uint8Array.from(source, (letter) => letter.charCodeAt(0)));
    expect(await page.locator("p").last().textContent()).toBe("Größe");
    expect(await isWhole(page)).toBe(true);
  });
});

describe("a document in XML that cannot hold the guard", () => {
  test.each([
    ["image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" onload='${script}'><script>${script}</script></svg>`],
    ["application/xml", `<html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script></html>`],
    ["text/xml", `<x><script xmlns="http://www.w3.org/1999/xhtml" src="/own.js"/></x>`],
  ])("runs no script and stores nothing: %s", async (type, body) => {
    const { page, context } = await open(body, type);
    expect(await ran(page)).toBe(false);
    await page.goto("/holder");
    await expect.poll(() => page.frames().length).toBe(2);
    expect(await page.frames()[1]!.evaluate(() => document.documentElement.hasAttribute("ran"))).toBe(false);
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("evil");
  });
});
