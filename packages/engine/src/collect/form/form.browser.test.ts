import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { toLaunchOptions } from "@abide/scanner";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../../node.ts";
import { readRows } from "../../store/test-store.ts";
import { testEngine, page as toPage, type TestEngine } from "../../test-engine.ts";
import { renderForm } from "./form.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let it: TestEngine;
let served: Served;
let browser: Browser;

beforeAll(async () => {
  it = await testEngine({
    clock: () => new Date(),
    forms: { burst: 1, every: 60 },
    site: (_, visit) => {
      const form = renderForm(visit, { activity: "contact", fields: ["email", "company", "message"], back: "/" });
      const response = toPage(
        `<main><h1>Write to us</h1>${visit.sent === "contact" ? "<p>Thank you</p>" : form.source}</main>`,
        '<meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width"><style>body { background: Canvas }</style>',
      );
      // Stricter than what the engine asks for: the script of a form makes nothing that could run.
      response.headers.set("content-security-policy", "require-trusted-types-for 'script'");
      return response;
    },
  });
  served = await serve(it.engine, { port: 0, host: "127.0.0.1", proxies: 1 });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** A visitor with an address of their own. Whatever the page complains of fails the test. */
async function visit(ip: string, options: BrowserContextOptions, act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({
    baseURL: served.url.replace("127.0.0.1", "localhost"),
    locale: "en",
    extraHTTPHeaders: { "x-forwarded-for": ip },
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to|TrustedScript/i.test(message.text())) complaints.push(message.text());
  });
  try {
    await act(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

async function write(page: Page): Promise<void> {
  await page.getByLabel("Email").fill("ada@example.org");
  await page.getByLabel("Message").fill("Hello");
}
const send = (page: Page) => page.getByRole("button", { name: "Send" }).click();

test("axe finds nothing in the form, fresh or returned, and nothing sticks out: light, dark, phone, right to left", async () => {
  await visit("192.0.2.1", { bypassCSP: true, reducedMotion: "reduce" }, async (page) => {
    for (const language of ["en", "ar"]) {
      for (const returned of [false, true]) {
        await page.goto(`/?lang=${language}`);
        if (returned) await page.locator("button[type=submit].abide-send").click();
        if (returned) await page.getByRole("alert").waitFor();
        await page.evaluate(axe);
        for (const [colorScheme, width] of [
          ["light", 1280],
          ["dark", 360],
        ] as const) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });
          const { violations } = await page.evaluate<AxeResults>(
            `axe.run("main", { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })`,
          );
          const name = `${language} ${returned} ${colorScheme}`;
          expect(
            violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target).join(" ")}`),
            name,
          ).toEqual([]);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(over, name).toBeLessThanOrEqual(0);
        }
      }
    }
  });
});

test("what is wrong has the focus when the page comes back, and its links lead to the fields", async () => {
  await visit("192.0.2.2", {}, async (page) => {
    await page.goto("/");
    await page.getByLabel("Message").fill("Hello");
    await page.getByRole("checkbox").check();
    await send(page);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    await expect.poll(() => alert.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await page.getByLabel("Message").inputValue()).toBe("Hello");
    expect(await page.getByRole("checkbox").isChecked()).toBe(true);
    await alert.getByRole("link", { name: "Email" }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("contact-email");
  });
});

test("with script, a form that comes too soon is sent by itself once the browser has worked for it", async () => {
  await visit("192.0.2.3", {}, async (page) => {
    const before = (await readRows(it.store)).length;
    await page.goto("/");
    await write(page);
    await send(page);
    await page.getByText("Thank you").waitFor();
    await page.goto("/");
    await write(page);
    await send(page);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toMatch(/Wait \d+ seconds/);
    // At once: pressed before the task is solved, or after.
    await send(page);
    await page.getByText("Thank you").waitFor({ timeout: 60_000 });
    expect((await readRows(it.store)).length).toBe(before + 2);
  });
});

test("without script the wait remains, and what was written stays", async () => {
  await visit("192.0.2.4", { javaScriptEnabled: false }, async (page) => {
    for (const answer of [page.getByText("Thank you"), page.getByRole("alert")]) {
      await page.goto("/");
      await write(page);
      await send(page);
      await answer.waitFor();
    }
    expect(await page.getByLabel("Message").inputValue()).toBe("Hello");
    await send(page);
    expect(await page.getByRole("alert").innerText()).toMatch(/Wait \d+ seconds/);
  });
});
