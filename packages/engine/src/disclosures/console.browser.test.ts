import { toLaunchOptions } from "@abide/scanner";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { look, signIn } from "../staff/test-console.ts";
import type { Attempted } from "../outbox/message.ts";
import { testEngine, type TestEngine } from "../test-engine.ts";
import { connected, withStaff } from "../test-policy.ts";
import { testRecipient } from "../test-recipient.ts";

const policy = withStaff(connected);
const [desk, auditor] = [testRecipient("webhook"), testRecipient("mailchimp", { delete: false, export: false })];

let it: TestEngine<typeof policy>;
let served: Served;
let browser: Browser;

beforeAll(async () => {
  it = await testEngine({
    policy,
    clock: () => new Date(),
    staff: { roles: { officer: { title: "Privacy officer", purposes: [], pages: ["disclosures"] } } },
    disclose: { connectors: { desk, auditor } },
  });
  served = await serve(it.engine, { port: 0, host: "localhost" });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

async function disclose(recipient: "desk" | "auditor", email: string, answer: Attempted): Promise<void> {
  const { id } = await it.people.collect("contact", { email, message: "Hello." });
  for (const each of [desk, auditor]) each.answer = () => answer;
  const asked = { recipient, activity: "contact", purpose: "support", records: [id], fields: ["email"] } as const;
  expect(await it.engine.disclose(asked)).toMatchObject({ disclosed: true });
  await it.engine.outbox.drain();
}

test("somebody of the company sees what leaves, stops it, tries again what was given up, and looks one person up", async () => {
  await disclose("desk", "ada@example.org", { outcome: "delivered", status: 201 });
  await disclose("auditor", "ada@example.org", { outcome: "delivered", status: 200 });
  await disclose("auditor", "bob@example.org", { outcome: "failed", why: "answered 422", status: 422 });
  await disclose("desk", "cyd@example.org", { outcome: "retry", why: "answered 503", status: 503 });

  const { page, assign } = await signIn(browser, served.url, (await it.engine.setUp())!);
  // Who gives roles enters no room by that.
  expect((await page.goto("/console/disclosures"))!.status()).toBe(403);
  expect(await page.locator("main").innerText()).toContain("for people of the role: Privacy officer");
  await page.goto("/console");
  // Who gives roles is told where.
  await page.locator("main").getByRole("link", { name: "People" }).last().click();
  await page.locator("main summary").first().click();
  expect(await page.locator("main").innerText()).toContain("opens: Disclosures");
  await assign("Privacy officer");

  await page.goto("/console");
  expect(await page.getByRole("region", { name: "Waits for you" }).innerText()).toContain(
    "Given up, to try again or to drop: 1.",
  );
  const found = await look(page, "overview");
  await page.getByRole("region", { name: "Waits for you" }).getByRole("link", { name: "Disclosures" }).click();
  await page.getByRole("heading", { name: "Disclosures", level: 1 }).waitFor();
  const channel = (name: string) =>
    page.getByRole("region", { name: "Recipients" }).locator(".card", { hasText: name });
  expect(await channel("Fjord Desk").innerText()).toContain("Tries again");
  found.push(...(await look(page, "disclosures")));

  await channel("Auditors").getByText("Stop …").click();
  await channel("Auditors").getByLabel("Why").fill("They move\0 their system.");
  await channel("Auditors").getByRole("button", { name: "Stop" }).click();
  expect(await channel("Auditors").innerText()).toContain("by Mira Halvorsen: They move their system.");
  await channel("Auditors").getByRole("button", { name: "Go on" }).click();
  await page.getByText("It goes on.").waitFor();

  const failed = page.getByRole("region", { name: "Given up" }).locator(".card");
  expect(await failed.innerText()).toContain("answered 422");
  for (const each of [desk, auditor]) each.answer = () => ({ outcome: "delivered", status: 200 });
  await failed.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Nothing was given up.").waitFor();
  await it.engine.outbox.drain();

  // What waits for its next attempt is tried at once; it says what was wrong with the last one.
  expect(await channel("Fjord Desk").innerText()).toContain("answered 503");
  await channel("Fjord Desk").getByRole("button", { name: "Try all again now" }).click();
  await page.getByText("Tried again: 1.").waitFor();
  await it.engine.outbox.drain();

  await page.getByLabel("Their e-mail address").fill("nobody@example.org");
  await page.getByRole("button", { name: "Look up" }).click();
  expect(await page.locator("form + [role=alert]").innerText()).toContain("Nothing is held");
  await page.getByLabel("Their e-mail address").fill("ada@example.org");
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByText("Disclosures: 2").waitFor();
  expect(await page.getByRole("region", { name: "One person" }).locator(".cards").innerText()).toMatch(
    /Auditors[\s\S]*Fjord Desk Ltd/,
  );
  expect(await page.getByText("Nothing here can delete there").innerText()).toContain("Auditors");
  // An address is no part of an address.
  expect(page.url()).not.toContain("ada");
  found.push(...(await look(page, "person")));
  expect(found).toEqual([]);
  const acts = await it.store.db.selectFrom("audit").select("type").execute();
  expect(acts.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["channel-pause", "channel-resume", "message-retry"]),
  );
});
