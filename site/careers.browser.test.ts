import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@abide/engine/store";
import { toLaunchOptions } from "@abide/scanner";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start, type Running } from "./serve.ts";
import { joinStaff } from "./test-staff.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let running: Running;
let browser: Browser;
let folder: string;
/** Cookies of somebody with the role of a recruiter. */
let recruiter: Awaited<ReturnType<BrowserContext["storageState"]>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "halden-"));
  running = await start({ port: 0, store: () => openStore({ folder, logger: () => {} }), sample: true });
  browser = await chromium.launch(await toLaunchOptions());
  const admin = await joinStaff(browser, running.url, running.setUp!, "Mira Halvorsen");
  const staff = await admin.post("/console/staff", {
    form: admin.csrfToken,
    do: "invite",
    email: "rita@halden.example",
    "role-recruiter": "yes",
  });
  const link = /console-link">([^<]+)</.exec(staff)![1]!;
  recruiter = await (await joinStaff(browser, running.url, link, "Rita Vogel")).context.storageState();
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

async function visit(options: BrowserContextOptions, act: (page: Page, context: BrowserContext) => Promise<void>) {
  const context = await browser.newContext({ baseURL: running.url, locale: "en", ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  try {
    await act(page, context);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

test("without script: somebody applies with a CV, and a recruiter reads it, notes, and says no", async () => {
  const cv = `Curriculum vitae\n\nLeyla Aydın\n${"A line of it.\n".repeat(30)}`;
  await visit({ javaScriptEnabled: false }, async (page) => {
    await page.goto("/careers?place=Berlin&team=Product#open");
    await page.getByRole("link", { name: "Accessibility engineer" }).click();
    await page.getByLabel("Full name").fill("Leyla Aydın");
    await page.getByLabel("City").fill("Potsdam");
    await page.getByRole("button", { name: "Send the application" }).click();
    // Everything that is missing at once, and what was written is still there.
    for (const name of ["E-mail address", "Telephone number", "CV or résumé", "Country"])
      await expect(page.getByRole("alert").getByRole("link", { name }).count()).resolves.toBe(1);
    expect(await page.getByLabel("Full name").inputValue()).toBe("Leyla Aydın");
    await page.getByLabel("E-mail address").fill("leyla.aydin@example.org");
    await page.getByLabel("Telephone number").fill("+49 331 555 0100");
    const country = page.getByLabel("Country");
    if ((await country.evaluate((element) => element.tagName)) === "SELECT") await country.selectOption("DE");
    else await country.fill("DE");
    await page
      .getByLabel("CV or résumé")
      .setInputFiles({ name: "Leyla Aydın.txt", mimeType: "text/plain", buffer: Buffer.from(cv) });
    await page.getByRole("button", { name: "Send the application" }).click();
    await page.getByRole("heading", { name: "Your application has arrived" }).waitFor();
    expect(await page.getByRole("main").innerText()).toContain("for six months after the decision");
  });

  await visit({ javaScriptEnabled: false, storageState: recruiter }, async (page) => {
    await page.goto("/console");
    await page.getByRole("main").getByRole("link", { name: "Applications" }).first().click();
    await page.getByRole("link", { name: /^Received/ }).click();
    await page.getByLabel("Position", { exact: true }).selectOption({ label: "Accessibility engineer" });
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("link", { name: "Leyla Aydın" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Save the CV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("Leyla Aydın.txt");
    expect(await readFile(await download.path(), "utf8")).toBe(cv);

    await page.getByLabel("What you want to remember").fill("Ask about screen readers.");
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.getByText("The note is kept.").waitFor();
    expect(await page.getByRole("main").innerText()).toMatch(/Rita Vogel\s+Ask about screen readers\./);
    await page.getByRole("link", { name: "Reject with a mail" }).click();
    await page.getByLabel("The reason").fill("We have filled it meanwhile.");
    await page.getByRole("button", { name: "Show the mail" }).click();
    expect(await page.getByRole("main").innerText()).toContain("leyla.aydin@example.org");
    await page.getByRole("button", { name: "Reject and send" }).click();
    await page.getByText("Done, and the mail is on its way.").waitFor();
    expect(await page.getByRole("main").innerText()).toMatch(/erased on \d+ \w+ \d{4}/);
    await page.locator("summary", { hasText: "Our answer to your application" }).click();
    expect(await page.getByRole("main").innerText()).toContain("We have filled it meanwhile.");
  });
});

const looks = [
  ["light", 1280, "ltr"],
  ["dark", 360, "ltr"],
  ["dark", 1280, "rtl"],
] as const;

/** What axe finds on the page that is open, and where it is too wide, however it is looked at. */
async function look(page: Page, name: string): Promise<string[]> {
  await page.evaluate(axe);
  const found: string[] = [];
  for (const [colorScheme, width, direction] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await page.evaluate((to) => (document.documentElement.dir = to), direction);
    const { violations } = await page.evaluate<AxeResults>(
      `axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
    );
    const how = `${name} ${colorScheme} ${width} ${direction}`;
    found.push(...violations.map(({ id, nodes }) => `${how}: ${id} ${nodes.map(({ target }) => target).join(" ")}`));
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) found.push(`${how}: wide`);
    const shots = process.env["SHOTS"];
    if (shots) await page.screenshot({ path: `${shots}/${how.replace(/\W+/g, "-")}.png`, fullPage: true });
  }
  return found;
}

test("axe finds nothing, and nothing sticks out, on the pages for applicants and for recruiters, however they are looked at", async () => {
  await visit({ storageState: recruiter, bypassCSP: true, reducedMotion: "reduce" }, async (page) => {
    await page.goto("/console/applications?stage=interview");
    const one = await page.getByRole("link", { name: "Amara Okonkwo" }).getAttribute("href");
    const paths = ["/careers", "/careers/accessibility-engineer", "/careers/sales-engineer-zurich"];
    paths.push("/careers/guide-author?sent=careers", "/console", "/console/applications");
    paths.push("/console/applications?stage=hired", "/console/applications/nobody");
    paths.push(one!, `${one}?done=noted`, `${one}/reject`);
    for (const path of paths) {
      await page.goto(path);
      expect(await look(page, path)).toEqual([]);
    }
    await page.goto(`${one}/invite`);
    await page.getByRole("button", { name: "Show the mail" }).click();
    await page.getByRole("heading", { name: "The mail, as it will be" }).waitFor();
    expect(await look(page, "the mail")).toEqual([]);
    await page.goto(one!);
    await page.getByLabel("What you want to remember").fill(" ");
    await page.getByRole("button", { name: "Add the note" }).click();
    await page.getByRole("alert").getByRole("link").click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("field-note");
    expect(await look(page, "an empty note")).toEqual([]);
  });
});

test("in German, with the keyboard alone: a recruiter finds an application, and moves it", async () => {
  await visit({ storageState: recruiter, bypassCSP: true }, async (page) => {
    await page.goto("/console");
    await page.getByRole("button", { name: "Deutsch" }).click();
    await page.getByText("warten auf den ersten Blick").waitFor();
    /** Goes on with Tab until what has the focus is called so. */
    const reach = async (name: string) => {
      const target = page.getByRole("main").getByText(name, { exact: true }).first();
      for (let press = 0; press < 60; press++) {
        await page.keyboard.press("Tab");
        if (await target.evaluate((element) => document.activeElement?.contains(element) === true)) return;
      }
      throw new Error(`Tab does not reach ${name}.`);
    };
    await page.goto("/console/applications");
    expect(await page.getByRole("main").innerText()).toContain("Eingegangen (");
    expect(await look(page, "deutsch")).toEqual([]);
    await page.goto("/console/applications?position=browser-engineer");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await reach("Jonas Brunner");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Jonas Brunner" }).waitFor();
    expect(await look(page, "deutsch one")).toEqual([]);
    await page.reload();
    await reach("Ändern");
    await page.keyboard.press("Enter");
    await page.getByText("Der Stand ist geändert.").waitFor();
    expect(await page.getByRole("main").innerText()).toMatch(/Neuer Stand: Sichtung\s+.*Rita Vogel/);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("Moved to Screening").waitFor();
  });
});

test("no tracker runs where applications are shown, also when the recruiter has allowed them all", async () => {
  await visit({ storageState: recruiter }, async (page) => {
    await page.goto("/");
    await page.getByRole("button", { name: "Accept all" }).click();
    await expect.poll(() => running.standIn.requests.length).toBeGreaterThan(5);
    await page.goto("about:blank");
    await page.waitForTimeout(300);
    const before = running.standIn.requests.length;
    await page.goto("/console/applications");
    await page.getByRole("link", { name: "Amara Okonkwo" }).click();
    await page.getByRole("heading", { name: "Amara Okonkwo" }).waitFor();
    await page.waitForTimeout(500);
    expect(running.standIn.requests.slice(before)).toEqual([]);
    // Back after signing out: what was open is not shown from the browser's memory.
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/console/sign-in");
    await page.goBack();
    await page.waitForURL("**/console/sign-in?back=*");
    expect(await page.content()).not.toContain("amara.okonkwo@example.org");
  });
});
