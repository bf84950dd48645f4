import { toLaunchOptions } from "@abide/scanner";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Result } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { showPolicy, type Shown } from "./test-publish.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let server: Server;
let origin: string;
let shown: Shown;

beforeAll(async () => {
  shown = await showPolicy({ signals: ["gpc"] });
  server = createServer((request, response) => {
    void (async () => {
      const answer = await shown.app.fetch(new Request(`http://${request.headers.host}${request.url}`));
      response.writeHead(answer.status, {
        ...Object.fromEntries(answer.headers),
        "content-security-policy": "default-src 'none'; style-src 'self'; font-src 'self'",
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch(await toLaunchOptions());
});

afterAll(async () => {
  await browser.close();
  server.close();
});

const paths = () => [
  "/privacy",
  "/privacy?lang=de",
  "/privacy/versions",
  `/privacy/versions/${shown.before.hash}`,
  `/privacy/versions/${shown.before.hash}/${shown.current.hash}`,
  "/privacy/article-30",
  "/privacy/versions/unknown",
];

/** Opens a page, does what is asked on each of `paths`, and closes it: a fresh one for each would take longer than what is asked. */
async function onPages(
  options: Parameters<Browser["newPage"]>[0],
  paths: readonly string[],
  use: (page: Page, path: string) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage(options);
  try {
    for (const path of paths) {
      await page.goto(origin + path);
      await page.evaluate(() => document.fonts.ready);
      await use(page, path);
    }
  } finally {
    await page.close();
  }
}

async function onPage<Out>(
  options: Parameters<Browser["newPage"]>[0],
  path: string,
  use: (page: Page) => Promise<Out>,
): Promise<Out> {
  let out: Out;
  await onPages(options, [path], async (page) => void (out = await use(page)));
  return out!;
}

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };

test("axe finds nothing on any page, light and dark, on a desk and on a phone", async () => {
  const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  // The policy forbids scripts in the page; the checker comes from outside of it.
  await onPages({ bypassCSP: true, reducedMotion: "reduce" }, paths(), async (page, path) => {
    await page.evaluate(axe);
    const find = (runOnly: readonly string[]) =>
      page.evaluate(async (runOnly) => {
        const { axe } = window as unknown as { axe: { run: (options: object) => Promise<{ violations: Result[] }> } };
        const { violations } = await axe.run({ runOnly, resultTypes: ["violations"] });
        return violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ html }) => html)
              .slice(0, 3)
              .join(" | ")}`,
        );
      }, runOnly);
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize(desk);
    expect([path, "desk", await find(everything)]).toEqual([path, "desk", []]);
    await page.setViewportSize(phone);
    expect([path, "phone", await find(everything)]).toEqual([path, "phone", []]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect([path, "dark", await find(["color-contrast"])]).toEqual([path, "dark", []]);
  });
});

test("no page is wider than the screen, from a small phone to a desk, in either direction", async () => {
  await onPages({}, paths(), async (page, path) => {
    for (const width of [1280, 1024, 768, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() =>
        ["ltr", "rtl"].map((direction) => {
          document.documentElement.dir = direction;
          return document.documentElement.scrollWidth;
        }),
      );
      expect([path, ...wide]).toEqual([path, width, width]);
    }
  });
});

test("fonts and styles come from the site itself, and the strictest policy holds", async () => {
  const asked: string[] = [];
  const complaints: string[] = [];
  const page = await browser.newPage();
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(`${origin}/privacy`);
  const families = await page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts]
      .filter(({ status }) => status === "loaded")
      .map(({ family }) => family.replaceAll('"', ""));
  });
  await page.close();
  expect([...new Set(families)].sort()).toEqual(["IBM Plex Mono", "Source Sans 3", "Source Serif 4"]);
  expect(asked.filter((url) => !url.startsWith(origin))).toEqual([]);
  expect(complaints).toEqual([]);
});

test("lines of prose are 60 to 75 characters long on a desk", async () => {
  const lengths = await onPage({ viewport: desk }, "/privacy", (page) =>
    page.evaluate(() =>
      [...document.querySelectorAll(".sections section > p")].flatMap((paragraph) => {
        const range = document.createRange();
        range.selectNodeContents(paragraph);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top / 10))).size;
        return lines > 2 ? [paragraph.textContent.trim().length / lines] : [];
      }),
    ),
  );
  expect(lengths.length).toBeGreaterThan(3);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  expect(mean).toBeGreaterThan(50);
  expect(mean).toBeLessThan(75);
});

test("the first key leads past the frame, and the contents stay beside the text", async () => {
  await onPage({ viewport: desk, reducedMotion: "reduce" }, "/privacy", async (page) => {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe("#main");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    await page.goto(`${origin}/privacy#rights`);
    const top = await page.evaluate(() => document.querySelector(".contents")!.getBoundingClientRect().top);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(top).toBeLessThan(100);
  });
});

test("an anchor shows where it led", async () => {
  await onPage({}, "/privacy#tracker-analytics", async (page) => {
    const color = await page.evaluate(
      () => getComputedStyle(document.getElementById("tracker-analytics")!).backgroundColor,
    );
    expect(color).not.toBe("rgba(0, 0, 0, 0)");
  });
});

test("on paper there is the text without the frame", async () => {
  await onPage({}, "/privacy", async (page) => {
    await page.emulateMedia({ media: "print" });
    const [contents, nav, table] = await page.evaluate(() =>
      [".contents", ".masthead nav", "table.trackers"].map(
        (selector) => getComputedStyle(document.querySelector(selector)!).display,
      ),
    );
    expect([contents, nav, table]).toEqual(["none", "none", "table"]);
    expect((await page.pdf({ format: "A4" })).byteLength).toBeGreaterThan(10_000);
  });
});
