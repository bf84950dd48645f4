import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { definePolicy } from "@abide/policy";
import { staffSession } from "@abide/policy/catalogue/staff-session";
import { toLaunchOptions } from "@abide/scanner";
import { jsx } from "hono/jsx";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { look, signIn } from "../staff/test-console.ts";
import { openTestStore } from "../store/test-store.ts";
import type { Store } from "../store/index.ts";
import { openTestEngine, policy as website, type TestEngine } from "../test-old.ts";
import { defineMail, definePromotion } from "./mail.ts";

const declared = definePolicy({
  controller: website.controller,
  languages: ["en", "de"],
  purposes: website.purposes,
  activities: website.activities,
  trackers: { staff: staffSession({ purpose: "operation" }) },
  mail: {
    answers: { kind: "transactional", purpose: "support", title: { en: "Answers to you", de: "Antworten an Sie" } },
    news: {
      kind: "promotional",
      purpose: "promotion",
      optOut: "unsubscribe-link",
      title: { en: "News and offers", de: "Neues und Angebote" },
    },
  },
});
const words = { activity: "contact", title: "A mail", values: [] } as const;
const answer = defineMail(declared, {
  ...words,
  name: "answer",
  kind: "answers",
  for: "support",
  reads: ["message", "company"],
  words: {
    en: ({ message, company }, { Heading, Paragraph, Quote, Facts, Button, List, Small }) => ({
      subject: "We have your question",
      body: jsx(
        "div",
        {},
        jsx(Heading, {}, "Thank you for writing"),
        jsx(Paragraph, {}, "You hear from us within two working days. This is what you asked:"),
        jsx(Quote, {}, message),
        jsx(Facts, {
          of: [
            ["Company", company],
            ["Number", "4711"],
          ],
        }),
        jsx(List, { of: ["We read it.", "We answer."] }),
        jsx(Button, { href: "/help" }, "Read the guide"),
        jsx(Small, {}, "Nobody but our desk reads it."),
      ),
    }),
    de: ({ message }) => ({ subject: "Ihre Frage", text: message }),
  },
});
const news = definePromotion(declared, {
  ...words,
  name: "news",
  kind: "news",
  for: "promotion",
  reads: [],
  words: {
    en: () => ({ subject: "What is new", text: "…" }),
    de: (_, { Offer }) => ({
      subject: "Was neu ist",
      body: jsx(Offer, { title: "Ein Kurs", href: "/kurse" }, "Im Mai."),
    }),
  },
});

let store: Store;
let it: TestEngine;
let served: Served;
let browser: Browser;

beforeAll(async () => {
  store = { ...(await openTestStore()), folder: await mkdtemp(join(tmpdir(), "abide-mailbox-")) };
  it = await openTestEngine({
    store,
    policies: [declared as never],
    clock: () => new Date(),
    staff: { roles: { postmaster: { title: "Postmaster", purposes: [], pages: ["mailbox"] } } },
    mail: {
      from: { name: "Halden Software", address: "desk@halden.example" },
      templates: [answer],
      promotions: [news],
      origin: "http://halden.example",
    },
  });
  served = await serve(it.engine, { port: 0, host: "localhost" });
  browser = await chromium.launch(await toLaunchOptions());
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await it?.close();
  await store?.close();
  await rm(store?.folder ?? "", { recursive: true, force: true });
});

async function collect(email: string, language: string): Promise<string> {
  const values = { email, message: "Does it read <b>screens</b> aloud?", company: "Fjord & Co" };
  const collected = await it.engine.collect("contact", values, { language, source: "person" });
  if (!collected.collected) throw new Error("not collected");
  return collected.id;
}

test("somebody of the company looks at what was sent; who gets it leaves by one button, in their language, without script", async () => {
  const sent = await it.engine.mail.send(answer as never, await collect("ada@example.org", "en"), {});
  expect(sent).toMatchObject({ queued: true });
  const record = await collect("bo@example.org", "de");
  const subject = (await it.engine.subjects.find({ email: "bo@example.org" }))!;
  await it.engine.subjects.consent(subject, "promotion", { by: "subject" });
  expect(await it.engine.mail.promote(news as never, record, {})).toMatchObject({ queued: true });
  await it.engine.outbox.drain();

  const { page, assign } = await signIn(browser, served.url, (await it.engine.setUp())!);
  // Who gives roles enters no room by that.
  expect((await page.goto("/console/mailbox"))!.status()).toBe(403);
  await assign("Postmaster");
  await page.getByRole("link", { name: "Mailbox" }).first().click();
  await page.getByRole("heading", { name: "Mailbox", level: 1 }).waitFor();
  expect(await page.locator("tbody tr").count()).toBe(2);
  const found = await look(page, "mailbox");

  await page.getByLabel("Subject, recipient or sender").fill("question");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: "We have your question" }).click();
  const frame = page.frameLocator("iframe.frame");
  await frame.locator("blockquote", { hasText: "Does it read <b>screens</b> aloud?" }).waitFor();
  // What our own pages bring is not in it, and its own styles are.
  const inner = page.frames().at(-1)!;
  expect(await inner.locator("script, link, .abide").count()).toBe(0);
  const button = frame.getByRole("link", { name: "Read the guide" });
  expect(await button.evaluate((link) => getComputedStyle(link).paddingTop)).toBe("13px");
  found.push(...(await look(page, "mail")));
  await page.getByRole("link", { name: "As text" }).click();
  expect(await page.locator("pre").innerText()).toContain("Company: Fjord & Co");
  await page.getByRole("link", { name: "Its head" }).click();
  expect(await page.locator("pre").innerText()).toContain("To: ada@example.org");

  await page.goto("/console/mailbox/templates");
  await page.getByRole("link", { name: "A mail" }).first().click();
  await page.getByRole("link", { name: "In the dark" }).click();
  await page.frameLocator("iframe[title*=Deutsch]").getByRole("link", { name: "Ein Kurs" }).waitFor();
  found.push(...(await look(page, "template")));

  // The mail itself, as its reader has it: for who sees little, and in the dark.
  await page.goto("/console/mailbox?q=neu");
  await page.getByRole("link", { name: "Was neu ist" }).click();
  await page.getByRole("link", { name: "As text" }).click();
  const [link] = /http:\/\/halden\.example(\/abide\/unsubscribe\/\S+)/
    .exec(await page.locator("pre").innerText())!
    .slice(1);
  const plain = await browser.newContext({ baseURL: served.url, javaScriptEnabled: false, locale: "en" });
  const reader = await plain.newPage();
  await reader.goto(link!);
  await reader.getByRole("heading", { name: "Abmelden" }).waitFor();
  await reader.getByRole("button", { name: "Abmelden" }).click();
  await reader.getByRole("heading", { name: "Sie sind abgemeldet" }).waitFor();
  expect(await it.engine.mail.suppressed("bo@example.org", "news")).toBe("unsubscribed");
  await plain.close();
  await page.goto(link!);
  found.push(...(await look(page, "unsubscribed")));
  await page.getByRole("link", { name: "Das war ein Versehen" }).click();
  await page.getByRole("button", { name: "Ja, wieder schicken" }).click();
  await page.getByRole("heading", { name: "Sie erhalten es wieder" }).waitFor();
  expect(found).toEqual([]);
});
