import { toLaunchOptions } from "@abide/scanner";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { page as toPage, testEngine } from "../test-engine.ts";

// What is on the screen stays where it is while a page that asks arrives: https://web.dev/articles/cls

const prose = "<p>A guide is written once, by somebody who knows the work, and shows up where it helps.</p>";
const film = `<iframe src="https://player.vimeo.com/video/1" title="The film" width="320" height="180"></iframe>`;
const bodies: { readonly [path: string]: string } = {
  "/short": `<h1>Guides</h1>${prose}`,
  "/long": `<h1>Guides</h1>${prose.repeat(200)}`,
  "/film": `<h1>Guides</h1>${prose}${film}${prose}`,
};

let browser: Browser;
let served: Served;
let line: Server;

beforeAll(async () => {
  const it = await testEngine({
    clock: () => new Date(),
    site: ({ url }) => toPage(bodies[new URL(url).pathname] ?? ""),
  });
  served = await serve(it.engine, { port: 0, host: "localhost" });
  // A line on which a page stops twice in the middle of the banner, for as long as browsers take to paint what they have.
  line = createServer(async ({ url, headers }, response) => {
    const answer = await fetch(served.url + url, { headers: { accept: String(headers.accept) } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const kept = [...answer.headers].filter(
      ([name]) => !/^(?:content-(?:encoding|length)|transfer-encoding)$/.test(name),
    );
    response.writeHead(answer.status, Object.fromEntries(kept));
    const banner = answer.headers.get("content-type")!.includes("html") ? bytes.indexOf("abide-words") : -1;
    const cuts = banner === -1 ? [] : [banner, bytes.indexOf("</button>", banner)];
    for (const [i, cut] of cuts.entries()) {
      response.write(bytes.subarray(cuts[i - 1] ?? 0, cut));
      await sleep(300);
    }
    response.end(bytes.subarray(cuts.at(-1) ?? 0));
  });
  await once(line.listen(0, "localhost"), "listening");
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  line?.closeAllConnections();
  line?.close();
});

const screens = [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
];

test.each(Object.keys(bodies))(
  "nothing moves while %s arrives, on a fast line and where the banner comes in pieces",
  async (path) => {
    const { port } = line.address() as AddressInfo;
    for (const origin of [served.url, `http://localhost:${port}`]) {
      for (const viewport of screens) {
        const page = await browser.newPage({ viewport });
        await page.addInitScript(`globalThis.shifts = [];
        new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
          .observe({ type: "layout-shift", buffered: true });`);
        await page.goto(origin + path);
        await page.locator('[data-abide="banner"] button').first().waitFor();
        // Until what was painted last has been told.
        await page.waitForTimeout(300);
        expect(await page.evaluate("shifts"), `${origin}${path}, ${viewport.width} px`).toEqual([]);
        await page.close();
      }
    }
  },
);
