import { toLaunchOptions } from "@abide/scanner";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "./node.ts";
import { look, signIn } from "./staff/test-console.ts";
import { testEngine, type TestEngine } from "./test-engine.ts";
import { notices } from "./test-mails.ts";
import { ada, ben, outside } from "./test-policy.ts";

const pages = ["packages", "legal-requests", "succession"];

let it: TestEngine<typeof outside>;
let served: Served;
let browser: Browser;

beforeAll(async () => {
  // Without an origin: links lead to where the browser is.
  it = await testEngine({
    policy: outside,
    folder: true,
    ...notices,
    clock: () => new Date(),
    staff: { roles: { officer: { title: "Privacy officer", purposes: [], pages } } },
  });
  await it.people.collect("contact", ada);
  await it.people.collect("contact", ben);
  served = await serve(it.engine, { port: 0, host: "localhost" });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("an officer makes a package, registers a request that somebody else decides, and plans a transfer", async () => {
  const { page, assign } = await signIn(browser, served.url, (await it.engine.setUp())!);
  await assign("Privacy officer");
  const found: string[] = [];
  const age = await identityToRecipient(await generateIdentity());
  const tell = async (fields: { readonly [label: string]: string }) => {
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  };

  await page.goto("/console/packages");
  await page.getByRole("link", { name: "Make a package" }).click();
  await page.getByText("Other recipients").press("Enter");
  found.push(...(await look(page, "package-recipients")));
  await page.getByRole("link", { name: "Auditors" }).click();
  found.push(...(await look(page, "package-choice")));
  await page.locator('input[value="advisers contact compliance"]').check();
  await page.getByRole("button", { name: "Continue" }).click();
  await tell({ "Their name": "Ingrid Moe", "Their e-mail address": "moe@auditors.example" });
  await tell({ "Their age key (age1…)": age, "Until the end of": inDays(7) });
  await page.getByRole("button", { name: "Make the package" }).click();
  expect(await page.getByRole("alert").innerText()).toContain("Tick at least one field");
  found.push(...(await look(page, "package-new")));
  await page.getByLabel("Message").check();
  await page.getByRole("button", { name: "Make the package" }).click();
  const link = await page.locator(".console-link").innerText();
  await page.locator("main summary").first().click();
  await page.getByText("Destroy it …").press("Enter");
  found.push(...(await look(page, "packages")));

  // Whoever has the link needs no account and no script.
  const stranger = await browser.newContext({ baseURL: served.url, javaScriptEnabled: false, locale: "en" });
  const theirs = await stranger.newPage();
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
  await page.waitForURL("**/legal-requests/*-*");
  // Loaded again, and gone back to, it registers nothing more and asks nothing.
  await page.reload();
  await page.goto("/console/legal-requests");
  await page.goBack();
  await page.goto("/console/legal-requests");
  expect(await page.locator(".rows > li").count()).toBe(1);
  await page.getByRole("link", { name: "District Court of Dublin" }).click();
  expect(await page.locator("main").innerText()).toContain("Another person decides it");
  await page.getByRole("button", { name: "Show the first values" }).click();
  expect(await page.getByRole("region", { name: "What would leave" }).innerText()).toContain("ben@example.org");
  found.push(...(await look(page, "legal-request")));

  await page.goto("/console/succession/new");
  await page.getByLabel("Contact").check();
  await tell({ "The company that takes over": "Fjell Systems", "Person there": "Kari Dahl" });
  await tell({ "E-mail address": "dahl@fjell.example", "Their age key (age1…)": age, "Takes effect on": inDays(40) });
  await page.getByRole("button", { name: "Plan it" }).click();
  await page.waitForURL("**/succession/*-*");
  await page.getByRole("button", { name: "Tell everybody" }).click();
  await page.getByText("everybody is told").first().waitFor();
  expect(await page.locator(".meter").first().innerText()).toContain("2 / 2");
  expect(await page.getByRole("button", { name: "Carry it out" }).count()).toBe(0);
  expect(await page.locator("main").innerText()).toContain("Another person carries it out");
  found.push(...(await look(page, "succession")));
  await page.goto("/privacy/transparency");
  found.push(...(await look(page, "transparency")));
  expect(found).toEqual([]);
});
