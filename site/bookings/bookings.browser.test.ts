import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@abide/engine/store";
import { toLaunchOptions } from "@abide/scanner";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start, type Running } from "../serve.ts";
import { joinStaff, toCsrfToken } from "../test-staff.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let running: Running;
let browser: Browser;
let folder: string;
/** Somebody of the desk, whose role sees to bookings; and somebody whose role does not. */
let desk: BrowserContext;
let recruiter: BrowserContext;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "halden-"));
  running = await start({ port: 0, store: () => openStore({ folder, logger: () => {} }) });
  browser = await chromium.launch(await toLaunchOptions());
  const joinBy = (link: string, name: string) => joinStaff(browser, running.url, link, name, { bypassCSP: true });
  const admin = await joinBy(running.setUp!, "Mira Halvorsen");
  let { csrfToken } = admin;
  const invite = async (role: string, name: string) => {
    const form = { form: csrfToken, do: "invite", email: `${role}@halden.example`, [`role-${role}`]: "yes" };
    const page = await admin.post("/console/staff", form);
    csrfToken = toCsrfToken(page);
    return (await joinBy(/console-link">([^<]+)</.exec(page)![1]!, name)).context;
  };
  desk = await invite("desk", "Dana Weiss");
  recruiter = await invite("recruiter", "Rita Vogel");
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

const looks = [
  ["light", 1280, "ltr"],
  ["light", 360, "ltr"],
  ["dark", 360, "ltr"],
  ["dark", 1280, "rtl"],
] as const;

/** What axe finds on the page that is open, and where it is too wide, however it is looked at. */
async function look(page: Page, name: string): Promise<string[]> {
  await page.evaluate(axe);
  const found: string[] = [];
  for (const [colorScheme, width, direction] of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((to) => (document.documentElement.dir = to), direction);
    const { violations } = await page.evaluate<AxeResults>(
      `axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
    );
    const how = `${name} ${colorScheme} ${width} ${direction}`;
    found.push(...violations.map(({ id, nodes }) => `${how}: ${id} ${nodes.map(({ target }) => target).join(" ")}`));
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) found.push(`${how}: wide`);
    const shots = process.env["SHOTS"];
    if (shots) await page.screenshot({ path: `${shots}/${how.replaceAll(" ", "-")}.png`, fullPage: true });
  }
  return found;
}

test("somebody books without script, and who works for requests sees it in the console; nobody else does", async () => {
  const visitor = await browser.newContext({ baseURL: running.url, locale: "en", javaScriptEnabled: false });
  const page = await visitor.newPage();
  await page.goto("/demo");
  const time = page.locator("main .actions a").nth(5);
  await time.click();
  await page.getByLabel("Name").fill("Leyla Aydın");
  await page.getByRole("button", { name: "Book this time" }).click();
  await page.getByRole("alert").getByRole("link", { name: "E-mail address" }).waitFor();
  expect(await page.getByLabel("Name").inputValue()).toBe("Leyla Aydın");
  await page.getByLabel("E-mail address").fill("leyla.aydin@example.org");
  await page.getByLabel("What you would like to see").fill("Our travel form.");
  await page.getByRole("button", { name: "Book this time" }).click();
  await page.getByRole("heading", { name: "Your demo is booked" }).waitFor();
  await visitor.close();

  const console = await desk.newPage();
  await console.goto("/console");
  expect(await console.getByRole("main").innerText()).toContain("1 demo is booked.");
  await console.goto("/console/bookings");
  expect(await console.getByRole("main").innerText()).toMatch(/Leyla Aydın\s+leyla\.aydin@example\.org\s+Our travel/);
  expect(await look(console, "calendar")).toEqual([]);
  const other = await recruiter.newPage();
  const answer = await other.goto("/console/bookings");
  expect(answer!.status()).toBeGreaterThanOrEqual(403);
  expect(await other.content()).not.toMatch(/Leyla|travel/);
  const nobody = await browser.newContext({ baseURL: running.url, locale: "en" });
  const shut = await (await nobody.request.get("/console/bookings")).text();
  expect(shut).not.toMatch(/Leyla|travel/);
  await nobody.close();
});

test("axe finds nothing, and nothing sticks out, on the pages for visitors", async () => {
  const context = await browser.newContext({ baseURL: running.url, locale: "en", bypassCSP: true });
  const page = await context.newPage();
  await page.goto("/demo");
  expect(await look(page, "demo")).toEqual([]);
  await page.locator("main .actions a").first().click();
  expect(await look(page, "form")).toEqual([]);
  await page.getByRole("button", { name: "Book this time" }).click();
  await page.getByRole("alert").waitFor();
  expect(await look(page, "refused")).toEqual([]);
  await page.goto("/demo?sent=booking");
  expect(await look(page, "thanks")).toEqual([]);
  await context.close();
});
