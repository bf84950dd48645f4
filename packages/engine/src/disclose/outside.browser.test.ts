import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { toLaunchOptions } from "@abide/scanner";
import { generateIdentity, identityToRecipient } from "age-encryption";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { ada, ben, notices, openOutside, type Outside } from "./test-outside.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rooms = ["packages", "legal-requests", "succession"];

let it: Outside;
let served: Served;
let browser: Browser;

beforeAll(async () => {
  it = await openOutside({
    ...notices,
    clock: () => new Date(),
    // Where the browser is: links in it lead there.
    origin: undefined as never,
    staff: { roles: { officer: { title: "Privacy officer", purposes: [], rooms } } },
  });
  await it.take(ada);
  await it.take(ben);
  served = await serve(it.engine, { port: 0, host: "localhost" });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await it?.close();
});

/** What axe finds, light and dark, on a phone and from right to left. */
async function look(page: Page, name: string): Promise<string[]> {
  const find = async (how: string) => {
    const found = (await page.evaluate(`${axe}; axe.run({ resultTypes: ["violations"] })`)) as AxeResults;
    const wide = (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) as boolean;
    const folder = process.env["SHOTS"];
    if (folder) await page.screenshot({ path: `${folder}/${name}-${how}.png`, fullPage: true });
    return [
      ...found.violations.map(({ id, nodes }) => `${name} ${how} ${id}: ${nodes[0]?.html.slice(0, 160)}`),
      ...(wide ? [`${name} ${how} is too wide`] : []),
    ];
  };
  const found = await find("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 320, height: 720 });
  await page.evaluate(
    `document.documentElement.dir = "rtl"; document.querySelector(".console")?.setAttribute("dir", "rtl")`,
  );
  found.push(...(await find("phone")));
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("an officer makes a package, registers a request that somebody else decides, and plans a transfer", async () => {
  const context = await browser.newContext({
    baseURL: served.url,
    locale: "en",
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send("WebAuthn.enable");
  const device = { protocol: "ctap2", transport: "internal", hasResidentKey: true } as const;
  await protocol.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...device, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await page.goto((await it.engine.setUp())!);
  await page.getByLabel("Name").fill("Mira Halvorsen");
  await page.getByLabel("E-mail address").fill("mira@halden.example");
  await page.getByLabel("Password").fill("a sentence that is long enough");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/console/account");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Where you are signed in").waitFor();
  await page.goto("/console/staff");
  await page.locator(".people summary").first().click();
  await page.getByLabel("Privacy officer").first().check();
  await page.getByRole("button", { name: "Save the roles: Mira Halvorsen" }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("heading", { name: "Hello" }).or(page.getByText("Mira Halvorsen")).first().waitFor();
  const found: string[] = [];
  const age = await identityToRecipient(await generateIdentity());
  const tell = async (fields: { readonly [label: string]: string }) => {
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  };

  await page.goto("/console/packages");
  await page.getByRole("link", { name: "Make a package" }).click();
  await page.getByLabel("To whom, what, and what for").selectOption("advisers contact compliance");
  await page.getByRole("button", { name: "Continue" }).click();
  await tell({ "Their name": "Ingrid Moe", "Their e-mail address": "moe@auditors.example" });
  await tell({ "Their age key (age1…)": age, "Until the end of": inDays(7) });
  await page.getByRole("button", { name: "Make the package" }).click();
  expect(await page.getByRole("alert").innerText()).toContain("Tick at least one field");
  found.push(...(await look(page, "package-new")));
  await page.getByLabel("Message").check();
  await page.getByRole("button", { name: "Make the package" }).click();
  const link = await page.locator(".console-link").innerText();
  await page.locator(".outside-list summary").first().click();
  found.push(...(await look(page, "packages")));

  // Whoever has the link needs no account and no script.
  const outside = await browser.newContext({ baseURL: served.url, javaScriptEnabled: false, locale: "en" });
  const theirs = await outside.newPage();
  await theirs.goto(link);
  const fetched = theirs.waitForEvent("download");
  await theirs.getByRole("button", { name: "Fetch the package" }).click();
  expect((await fetched).suggestedFilename()).toMatch(/^package-[0-9a-f]{8}\.age$/);
  await theirs.goto(link);
  expect(await theirs.locator("main").innerText()).toContain("has been fetched");
  await page.goto(link);
  found.push(...(await look(page, "link")));

  await page.goto("/console/legal-requests/new?what=authorities+contact+compliance");
  await page.getByLabel("Email").check();
  await tell({ Authority: "District Court of Dublin", "Person there": "Maeve Burke" });
  await tell({ "E-mail address": "burke@court.example", "Provision and file number": "s. 41, file 17/26" });
  await tell({ "Received on": inDays(-1), "To be answered by": inDays(14) });
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByRole("link", { name: "District Court of Dublin" }).click();
  expect(await page.locator("main").innerText()).toContain("Another person decides it");
  await page.getByRole("button", { name: "Show the first values" }).click();
  expect(await page.locator(".outside-sample").innerText()).toContain("ben@example.org");
  found.push(...(await look(page, "legal-request")));

  await page.goto("/console/succession/new");
  await page.getByLabel("Contact").check();
  await tell({ "The company that takes over": "Fjell Systems", "Person there": "Kari Dahl" });
  await tell({ "E-mail address": "dahl@fjell.example", "Their age key (age1…)": age, "Takes effect on": inDays(40) });
  await page.getByRole("button", { name: "Plan it" }).click();
  await page.goto("/console/succession");
  await page.getByRole("link", { name: "Fjell Systems" }).click();
  await page.getByRole("button", { name: "Tell everybody" }).click();
  await page.getByText("everybody is told").first().waitFor();
  expect(await page.locator(".outside-progress").first().innerText()).toContain("2 / 2");
  await page.getByRole("button", { name: "Carry it out" }).click();
  expect(await page.getByRole("alert").innerText()).toContain("not yet time");
  found.push(...(await look(page, "succession")));
  await page.goto("/privacy/transparency");
  found.push(...(await look(page, "transparency")));
  expect(found).toEqual([]);
}, 60_000);
