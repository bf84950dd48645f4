import { toLaunchOptions } from "@abide/scanner";
import { jsx } from "hono/jsx";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "../node.ts";
import { look, signIn } from "../staff/test-console.ts";
import { testEngine, type TestEngine } from "../test-engine.ts";
import { mailing, withStaff } from "../test-policy.ts";
import { defineMail, definePromotion } from "./mail.ts";

const policy = withStaff(mailing);
const words = { activity: "contact", title: "A mail", values: [] } as const;
const answer = defineMail(policy, {
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
const news = definePromotion(policy, {
  ...words,
  name: "news",
  kind: "news",
  for: "news",
  reads: [],
  words: {
    en: () => ({ subject: "What is new", text: "…" }),
    de: (_, { Offer }) => ({
      subject: "Was neu ist",
      body: jsx(Offer, { title: "Ein Kurs", href: "/kurse" }, "Im Mai."),
    }),
  },
});

let it: TestEngine<typeof policy>;
let served: Served;
let browser: Browser;

beforeAll(async () => {
  it = await testEngine({
    policy,
    folder: true,
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
});

async function collect(email: string, language: string): Promise<string> {
  const values = { email, name: "Ada", message: "Does it read <b>screens</b> aloud?", company: "Fjord & Co" };
  return (await it.people.collect("contact", values, { language })).id;
}

test("somebody of the company looks at what was sent; who gets it leaves by one button, in their language, without script", async () => {
  const sent = await it.engine.mail.send(answer, await collect("ada@example.org", "en"), {});
  expect(sent).toMatchObject({ queued: true });
  const record = await collect("bo@example.org", "de");
  const subject = await it.people.find("bo@example.org");
  await it.engine.subjects.consent(subject, "news", { by: "subject" });
  expect(await it.engine.mail.promote(news, record, {})).toMatchObject({ queued: true });
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
