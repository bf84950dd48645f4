import { jsx } from "hono/jsx";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEngine } from "../engine.ts";
import { testEngine } from "../test-engine.ts";
import { mailing, origin } from "../test-policy.ts";
import { localMaster } from "../vault/master.ts";
import { rotateMaster } from "../vault/rotate.ts";
import { defineMail, definePromotion } from "./mail.ts";
import { startTestSmtp, toTestDkim, toTestReport, verifyDkim } from "./test-smtp.ts";

const common = { activity: "contact", title: "A mail", reads: ["name"], values: ["about"] } as const;
const answer = defineMail(mailing, {
  ...common,
  name: "answer",
  kind: "answers",
  for: "support",
  words: {
    en: ({ name, about }, { Paragraph }) => ({
      subject: `To ${name}`,
      body: jsx(Paragraph, {}, `Dear ${name}, ${about}`),
    }),
    de: ({ name, about }) => ({ subject: `An ${name}`, text: `Guten Tag ${name}, ${about}` }),
  },
});
const poisoned = defineMail(mailing, {
  ...common,
  name: "poisoned",
  kind: "answers",
  for: "support",
  words: {
    en: ({ name }) => {
      if (name.startsWith("Mallory")) throw new Error(`cannot greet ${name}`);
      return { subject: name, body: { isEscaped: true, toString: () => `<p>${name}</p>` } };
    },
    de: ({ name }) => ({ subject: name, text: name }),
  },
});
const news = definePromotion(mailing, {
  ...common,
  name: "news",
  kind: "news",
  for: "news",
  words: {
    en: ({ name, about }, { Offer }) => ({
      subject: `News for ${name}`,
      body: jsx(Offer, { title: about, href: "/courses" }, "Have a look"),
    }),
    de: ({ about }) => ({ subject: "Neues", text: about }),
  },
});
const courses = definePromotion(mailing, {
  ...common,
  words: news.words,
  name: "courses",
  kind: "courses",
  for: "courses",
});

const dkim = { transactional: toTestDkim("mail.halden.example"), promotional: toTestDkim("news.halden.example") };
const from = {
  transactional: { name: "Halden Software", address: "desk@mail.halden.example", dkim: dkim.transactional },
  promotional: { name: "Halden News", address: "hello@news.halden.example", dkim: dkim.promotional },
};

const smtp = await startTestSmtp();
const said: string[] = [];
const logger = (sentence: string) => void said.push(sentence);
// The clock stands still, and all of them are at one domain.
const rate = { transactional: 1_000, promotional: 1_000 };
const mail = { from, templates: [answer, poisoned], promotions: [news, courses], smtp: { url: smtp.url }, rate };
const key = "k".repeat(32);
const it = await testEngine({ policy: mailing, folder: true, key, origin, mail, logger });
const { engine, store } = it;
const { pass } = it.clock;

beforeEach(() => {
  smtp.behave = () => "take";
  said.length = 0;
});
// A message that one test leaves behind is none of the next.
afterEach(async () => {
  await store.db.updateTable("message").set({ state: "dropped" }).where("state", "=", "queued").execute();
});

/** Somebody who agreed to the news. */
async function person(name: string, language = "en", address = `${name.toLowerCase()}@example.org`) {
  const { id, subject } = await it.people.collect("contact", { email: address, name }, { language });
  await engine.subjects.consent(subject, "news", { by: "subject" });
  return { record: id, subject, address };
}

const drain = () => engine.outbox.drain();
const state = async (id: string) =>
  store.db.selectFrom("message").select(["state", "why", "attempts"]).where("id", "=", id).executeTakeFirstOrThrow();
const about = { about: "it is here" };

async function send(template: typeof answer, record: string, values = about): Promise<string> {
  const sent = await engine.mail.send(template, record, values);
  if (!sent.queued) throw new Error(sent.reason);
  return sent.id;
}
async function promote(promotion: typeof news, record: string, values = about): Promise<string> {
  const sent = await engine.mail.promote(promotion, record, values);
  if (!sent.queued) throw new Error(sent.reason);
  return sent.id;
}
/** What a receiver's program does: a POST from elsewhere, without cookies. */
const press = (
  url: string,
  body: FormData | URLSearchParams | Uint8Array<ArrayBuffer>,
  headers: { [name: string]: string } = {},
  on: Pick<typeof engine, "fetch"> = engine,
) => on.fetch(new Request(url, { method: "POST", body, headers: { "sec-fetch-site": "cross-site", ...headers } }));
const oneClick = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
const toLink = (source: string) => /^List-Unsubscribe: <([^>]+)>/im.exec(source.replace(/\r\n\s+/g, " "))![1]!;

test("a transactional mail arrives: HTML and text, signed, under the message's own id, and with no way out", async () => {
  const { record, address } = await person("Ada");
  const id = await send(answer, record);
  await drain();
  const [got, ...others] = smtp.of(address);
  expect(others).toEqual([]);
  expect(got!.from).toBe(`bounces+${id}@mail.halden.example`);
  expect(got!.mail.messageId).toBe(`<${id}@mail.halden.example>`);
  expect(got!.mail.subject).toBe("To Ada");
  expect(got!.mail.from!.text).toBe('"Halden Software" <desk@mail.halden.example>');
  expect(got!.mail.text).toContain("Dear Ada, it is here\n\n-- \nHalden Software");
  expect(got!.mail.html).toContain("Dear Ada, it is here</p>");
  expect(got!.source).not.toMatch(/^List-/im);
  expect(await verifyDkim(got!, dkim.transactional)).toMatchObject({ result: "pass" });
  expect(await state(id)).toEqual({ state: "delivered", why: null, attempts: 1 });
});

test("a promotion carries its way out at the foot and in the head, signed; it comes from another sender, in the person's language", async () => {
  const { record, address } = await person("Bea", "de");
  await promote(news, record);
  await drain();
  const [got] = smtp.of(address);
  const link = toLink(got!.source);
  expect(link).toMatch(/^https:\/\/www\.halden\.example\/abide\/unsubscribe\/[\w-]+\.[\w-]+$/);
  expect(got!.source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  expect(got!.mail.html).toContain(`href="${link}"`);
  expect(got!.mail.text).toContain(`Abmelden: ${link}`);
  expect(got!.mail.from!.text).toBe('"Halden News" <hello@news.halden.example>');
  // No address stands in the link, nor anything that one could be tried against.
  expect(Buffer.from(link.split("/").at(-1)!, "base64url").toString("latin1")).not.toContain("bea");
  const { result, headers } = await verifyDkim(got!, dkim.promotional);
  expect(result).toBe("pass");
  expect(headers).toEqual(expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post", "from", "subject"]));
  const altered = { ...got!, source: got!.source.replace("One-Click", "Two-Click") };
  expect(await verifyDkim(altered, dkim.promotional)).toMatchObject({ result: "fail" });
});

test("one click ends it: from anywhere, without a cookie, twice, after years and another master key; opening the link does not", async () => {
  const { record, subject, address } = await person("Cleo");
  await promote(news, record);
  await drain();
  const link = toLink(smtp.of(address)[0]!.source);

  const opened = await engine.fetch(new Request(link, { headers: { accept: "text/html" } }));
  const page = await opened.text();
  expect(opened.status).toBe(200);
  expect(opened.headers.get("referrer-policy")).toBe("same-origin");
  expect(page).toMatch(/“News” goes to this address/);
  expect(page).toMatch(/<form[^>]*method="post"[^]*<button[^>]*value="stop"/);
  expect(await engine.mail.suppressed(address, "news")).toBeUndefined();
  expect((await press(link, new URLSearchParams({ what: "else" }))).status).toBe(400);
  expect((await press(`${link.slice(0, -3)}abc`, oneClick)).status).toBe(404);
  expect(await engine.mail.suppressed(address, "news")).toBeUndefined();

  // On its way already, when they press.
  const late = await promote(news, record);
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  pass("P2Y");
  await rotateMaster(store.db, "website", localMaster("k".repeat(32)), localMaster("n".repeat(32)));
  const options = { store, key: "n".repeat(32), origin, mail, clock: it.clock.now };
  const later = await testEngine({ policy: mailing, ...options });
  const first = await press(link, form, {}, later.engine);
  expect([first.status, first.headers.get("location"), first.headers.getSetCookie()]).toEqual([200, null, []]);
  const entries = () => it.audit("suppression");
  const written = await entries();
  expect((await press(link, oneClick, { origin: "https://mail.example.net" }, later.engine)).status).toBe(200);
  const untyped = new TextEncoder().encode("List-Unsubscribe=One-Click");
  expect((await press(link, untyped, {}, later.engine)).status).toBe(200);
  expect(await entries()).toEqual(written);
  await later.close();
  await rotateMaster(store.db, "website", localMaster("n".repeat(32)), localMaster("k".repeat(32)));
  pass(-2 * 365 * 86_400);

  expect(await engine.mail.suppressed(address, "news")).toBe("unsubscribed");
  expect((await engine.subjects.state(subject))!.statements.at(-1)).toMatchObject({
    kind: "withdrawal",
    purpose: "news",
  });
  await drain();
  expect(await state(late)).toMatchObject({ state: "denied" });
  expect(await engine.mail.promote(news, record, about)).toEqual({ queued: false, reason: "withdrawn" });
  await send(answer, record);
  await drain();
  expect(smtp.of(address).map(({ mail }) => mail.subject)).toEqual(["News for Cleo", "To Cleo"]);
});

test("whoever pressed it by mistake comes back by a second page and nothing else", async () => {
  const { record, address } = await person("Dora");
  await promote(courses, record);
  await drain();
  const link = toLink(smtp.of(address)[0]!.source);
  const same = { "sec-fetch-site": "same-origin", origin };
  const stopped = await press(link, new URLSearchParams({ do: "stop" }), same);
  expect(await stopped.text()).toContain('href="?back"');
  expect(await engine.mail.promote(courses, record, about)).toEqual({ queued: false, reason: "objected" });
  expect(await (await engine.fetch(new Request(`${link}?back`))).text()).toContain('value="resume"');
  // Another site cannot bring somebody back.
  expect((await press(link, new URLSearchParams({ do: "resume" }))).status).toBe(403);
  expect(await engine.mail.suppressed(address, "courses")).toBe("unsubscribed");
  expect((await press(link, new URLSearchParams({ do: "resume" }), same)).status).toBe(200);
  expect((await engine.mail.promote(courses, record, about)).queued).toBe(true);
});

test("an address that took the way out stays out after its person was erased and comes again", async () => {
  const { record, subject, address } = await person("Elin");
  await promote(courses, record);
  await drain();
  const link = toLink(smtp.of(address)[0]!.source);
  await press(link, oneClick);
  expect(await engine.subjects.erase(subject, { by: "officer", reason: "asked" })).toMatchObject({ erased: true });
  const again = await person("Elin", "en", " ELIN@example.org".trim());
  expect(again.subject).not.toBe(subject);
  expect(await engine.mail.promote(courses, again.record, about)).toEqual({ queued: false, reason: "suppressed" });
  // For who is nobody any more, pressing it once more does no harm.
  expect((await press(link, oneClick)).status).toBe(200);
  await promote(news, again.record);
  const rows = await store.db.selectFrom("suppression").selectAll().execute();
  expect(JSON.stringify(rows)).not.toMatch(/elin/i);
});

test("what is no address any more gets no promotion; a full mailbox is tried again; a report that is made up does nothing", async () => {
  const gone = await person("Finn");
  smtp.behave = (address) => (address === gone.address ? { recipient: "550 5.1.1 no such user" } : "take");
  const id = await promote(news, gone.record);
  await drain();
  expect(await state(id)).toMatchObject({ state: "failed", why: "RCPT TO 550 5.1.1" });
  expect(await engine.mail.suppressed(gone.address, "courses")).toBe("bounced");

  smtp.behave = () => "take";
  const { record, address } = await person("Gwen");
  const message = await promote(news, record);
  await drain();
  const to = `bounces+${message}@news.halden.example`;
  const messageId = `<${message}@news.halden.example>`;
  const report = (fields: readonly string[], more: { to?: string; messageId?: string } = {}) =>
    engine.mail.receive(toTestReport("delivery-status", { to, messageId, fields, ...more }), [more.to ?? to]);
  const failed = (recipient: string, status = "5.1.1") => [
    `Final-Recipient: rfc822; ${recipient}`,
    "Action: failed",
    `Status: ${status}`,
  ];
  const other = crypto.randomUUID();
  const forged = { to: `bounces+${other}@news.halden.example`, messageId: `<${other}@news.halden.example>` };
  expect(await report(failed(address), forged)).toEqual({ taken: false, reason: "unknown-message" });
  expect(await report(failed("someone.else@example.org"))).toEqual({ taken: false, reason: "wrong-address" });
  expect(await report([...failed(address), "", ...failed("b@example.org")])).toEqual({
    taken: false,
    reason: "no-report",
  });
  const written = `To: ${to}\r\nSubject: x\r\n\r\n${failed(address).join("\r\n")}\r\nMessage-ID: ${messageId}\r\n`;
  expect(await engine.mail.receive(written, [to])).toEqual({ taken: false, reason: "no-report" });
  expect(await report(failed(address, "4.2.2"))).toEqual({ taken: true, kind: "soft", message });
  expect(await engine.mail.suppressed(address, "news")).toBeUndefined();

  // Five within a month are no accident.
  for (let more = 0; more < 4; more++) {
    const message = await promote(news, record);
    await drain();
    const of = { to: `bounces+${message}@news.halden.example`, messageId: `<${message}@news.halden.example>` };
    const soft = { taken: true, kind: "soft", message };
    expect(await report(failed(address, "4.2.2"), of)).toEqual(soft);
    // The same report once more counts once.
    expect(await report(failed(address, "4.2.2"), of)).toEqual(soft);
    expect(await engine.mail.suppressed(address, "news")).toBe(more < 3 ? undefined : "bounced");
  }
  await engine.mail.unsuppress(address, "*");
  const complaint = toTestReport("feedback-report", { to, messageId, fields: [`Original-Rcpt-To: <${address}>`] });
  expect(await engine.mail.receive(complaint)).toEqual({ taken: true, kind: "complaint", message });
  expect(await engine.mail.suppressed(address, "courses")).toBe("complained");
  await send(answer, record);
  await drain();
  expect(smtp.of(address).at(-1)!.mail.subject).toBe("To Gwen");
});

test("a server that hangs up in the middle, or asks for patience, gets it again, once; each attempt is on record", async () => {
  const { record, address } = await person("Hugo");
  smtp.behave = (to, tries) =>
    to !== address ? "take" : tries === 1 ? "drop" : tries === 2 ? { message: "451 4.7.1 later" } : "take";
  const id = await send(answer, record);
  await drain();
  expect(smtp.of(address)).toEqual([]);
  expect(await state(id)).toMatchObject({ state: "queued", attempts: 1 });
  pass(60);
  await drain();
  pass(300);
  await drain();
  expect(smtp.of(address).map(({ mail }) => mail.messageId)).toEqual([`<${id}@mail.halden.example>`]);
  const attempts = await engine.outbox.attempts(id);
  expect(attempts.map(({ outcome, status }) => [outcome, status])).toEqual([
    ["retry", undefined],
    ["retry", 451],
    ["delivered", 250],
  ]);
});

test("a template that breaks stops its own mail alone, and says why without a value", async () => {
  const mallory = await person("Mallory");
  const markup = await person("Ines <script>", "en", "ines@example.org");
  const fine = await person("Jon");
  const ids = [
    await send(poisoned, mallory.record),
    await send(poisoned, markup.record),
    await send(answer, fine.record),
  ];
  await drain();
  expect(await Promise.all(ids.map(state))).toMatchObject([
    { state: "failed", why: "The template throws Error." },
    { state: "failed", why: "The template writes <script>, which no mail may carry." },
    { state: "delivered" },
  ]);
  expect(said.join("\n")).not.toMatch(/mallory|ines/i);
  expect(said.length).toBeGreaterThan(0);
  expect(smtp.of(mallory.address)).toEqual([]);
  // The same name is a name where the template holds.
  await send(answer, markup.record);
  await drain();
  expect(smtp.of(markup.address)[0]!.mail.html).toContain("Dear Ines &#60;script&#62;,");
});

test("a name makes no header", async () => {
  const { record, address } = await person("Kai\r\nBcc: all@example.org\r\n\r\nHello", "en", "kai@example.org");
  await send(answer, record);
  await promote(news, record);
  await drain();
  const got = smtp.of(address);
  expect(got).toHaveLength(2);
  for (const { mail, source } of got) {
    expect(source.split("\r\n\r\n")[0]).not.toMatch(/^bcc:/im);
    expect(mail.subject).toMatch(/Kai Bcc: all@example\.org Hello$/);
  }
  expect(smtp.of("all@example.org")).toEqual([]);
});

test("a domain that is written in another script goes out as every mail server reads it", async () => {
  const { record, address } = await person("Bo", "en", "bo@bücher.example");
  await send(answer, record);
  await drain();
  expect(smtp.of(address)[0]!.source).toMatch(/^To: bo@xn--bcher-kva\.example\r$/m);
});

test("who objected after it was written does not get it", async () => {
  const { record, subject, address } = await person("Lea");
  const [first, second] = [await promote(courses, record), await send(answer, record)];
  await engine.subjects.object(subject, "courses", { by: "subject" });
  await drain();
  expect([await state(first), await state(second)]).toMatchObject([
    { state: "denied", why: "objected" },
    { state: "delivered" },
  ]);
  expect(smtp.of(address)).toHaveLength(1);
});

test.each([
  ["a promotion without an origin", { origin: undefined }, "Give mail.origin"],
  ["a promotion among the templates", { mail: { templates: [{ ...news }] } }, "a promotion is among the templates"],
  ["a transactional mail among the promotions", { mail: { promotions: [{ ...answer }] } }, "is among the promotions"],
  [
    "a promotion of a transactional kind",
    { mail: { promotions: [{ ...news, kind: "answers", for: "support" }] } },
    "what promotes has no place in it",
  ],
  ["a key that signs nothing", { mail: { dkim: { ...dkim.promotional, key: "x" } } }, "the key cannot be read"],
  ["a mail server that is none", { mail: { smtp: { url: "https://mail.example" } } }, "no address of a mail server"],
  ["two senders, one of whom is none", { mail: { from: { ...from, promotional: { address: "x" } } } }, "is no address"],
  ["an unknown activity of suppression", { mail: { suppression: "gossip" } }, 'declares the activity "gossip"'],
])("does not start with %s", async (_, { mail, ...change }: { mail?: object; origin?: undefined }, says) => {
  const all = { from, templates: [answer], promotions: [news], ...mail } as never;
  const options = { policies: [mailing], store, key: "k".repeat(32), origin, mail: all, ...change } as const;
  const opened = createEngine(options as unknown as Parameters<typeof createEngine<typeof mailing>>[0]);
  await expect(opened.ready).rejects.toThrow(says);
});
