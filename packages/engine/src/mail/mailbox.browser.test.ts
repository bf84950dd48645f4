import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { definePolicy } from "@abide/policy";
import { staffSession } from "@abide/policy/catalogue/staff-session";
import { toLaunchOptions } from "@abide/scanner";
import type { AxeResults } from "axe-core";
import { jsx } from "hono/jsx";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { openTestStore } from "../store/test-store.ts";
import type { Store } from "../store/index.ts";
import { openTestEngine, policy as website, type TestEngine } from "../test-engine.ts";
import { defineMail, definePromotion } from "./mail.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
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
    staff: { roles: { postmaster: { title: "Postmaster", purposes: [], rooms: ["mailbox"] } } },
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

/** What axe finds, light and dark, on a phone and from right to left. */
async function look(page: Page, name: string): Promise<string[]> {
  const find = async (how: string) => {
    const found = (await page.evaluate(
      `${axe}; axe.run({ resultTypes: ["violations"], iframes: false })`,
    )) as AxeResults;
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
  found.push(...(await find("phone")));
  await page.evaluate(
    `document.documentElement.dir = "rtl"; document.querySelector(".console")?.setAttribute("dir", "rtl")`,
  );
  found.push(...(await find("rtl")));
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
  return found;
}

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
  // Who gives roles enters no room by that.
  expect((await page.goto("/console/mailbox"))!.status()).toBe(404);
  await page.goto("/console/staff");
  await page.locator(".people summary").first().click();
  await page.getByLabel("Postmaster").first().check();
  await page.getByRole("button", { name: "Save the roles: Mira Halvorsen" }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("link", { name: "Mailbox" }).first().click();
  await page.getByRole("heading", { name: "Mailbox", level: 1 }).waitFor();
  expect(await page.locator(".mailbox-list > li").count()).toBe(2);
  const found = await look(page, "mailbox");

  await page.getByLabel("Subject, recipient or sender").fill("question");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: "We have your question" }).click();
  const frame = page.frameLocator("iframe.mailbox-frame");
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
  await page.getByRole("link", { name: "A mail" }).last().click();
  await page.getByRole("link", { name: "German" }).click();
  await page.frameLocator("iframe").getByRole("link", { name: "Ein Kurs" }).waitFor();
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
