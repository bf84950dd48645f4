import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isContained } from "../http/contained.ts";
import { toStandardFeatures } from "../features.ts";
import { openEngine, type OpenedEngine } from "../open-engine.ts";
import { mailFeature } from "./feature.ts";
import type { MailsApi } from "./mails.ts";
import { openTestStore, readAudit } from "../store/test-store.ts";
import type { Store } from "../store/index.ts";
import type { PageRequest } from "../staff/console-page.ts";
import { makeFolder } from "../test-ending.ts";
import { key, website, withChanges } from "../test-policy.ts";
import { createMailboxPage } from "./console/mailbox.tsx";
import { defineMail } from "./mail.ts";
import { createTransports } from "./transports.ts";
import { startMailServer } from "./smtp/server.ts";
import { toTestReport } from "./test-smtp.ts";
import { renderMain } from "../staff/test-main.tsx";

const answer = defineMail(website, {
  name: "answer",
  kind: "answers",
  for: "support",
  activity: "contact",
  title: "An answer",
  reads: ["message"],
  values: [],
  words: {
    en: ({ message }) => ({ subject: "Quetzal asked", text: message }),
    de: ({ message }) => ({ subject: "Quetzal fragt", text: message }),
  },
});
const own = withChanges(website, {
  mail: { answers: { kind: "transactional", purpose: "support", title: { en: "Answers", de: "Antworten" } } },
});

let store: Store;
let engine: OpenedEngine;
let mails: MailsApi;
let port: number;
let before: number;
let now = Date.parse("2026-11-24T09:30:00Z");

beforeAll(async () => {
  store = { ...(await openTestStore()), folder: await makeFolder() };
  const mail = { from: { name: "Halden", address: "desk@halden.example" }, templates: [answer] };
  const features = toStandardFeatures({ mail });
  const clock = () => new Date(now);
  engine = await openEngine({ policies: [own], store, key, clock, features, logger: () => {} });
  mails = engine.feature(mailFeature);
  port = (await mails.port())!;
});
afterAll(async () => {
  await engine.close();
});

const mailbox = () => mails.transports.mailbox!;

async function collect(address: string, message: string) {
  const collected = await engine.core.collector.collect("contact", { email: address, message }, { language: "en" });
  if (!collected.collected) throw new Error("not collected");
  return collected.id;
}

/** A conversation in SMTP: sends each line once the one before was answered. Returns the answers. */
function speak(...lines: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const answers: string[] = [];
    const socket = connect(port, "127.0.0.1");
    let left = [...lines];
    let rest = "";
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no answer after ${answers.join(" ")}`)));
    socket.on("error", reject);
    socket.on("close", () => resolve(answers));
    socket.on("data", (chunk) => {
      rest += chunk.toString();
      if (!/^\d{3} [^]*\r\n$/m.test(rest)) return;
      answers.push(rest.slice(0, 3));
      rest = "";
      const [next, ...others] = left;
      left = others;
      if (next === undefined) socket.end();
      else if (next === "hang up") socket.destroy();
      else socket.write(`${next}\r\n`);
    });
  });
}
const deliver = (to: string, ...message: readonly string[]) =>
  speak(
    "EHLO a.example",
    "MAIL FROM:<x@example.org>",
    `RCPT TO:<${to}>`,
    "DATA",
    [...message, "."].join("\r\n"),
    "QUIT",
  );

test("without a mail server what is sent arrives in a mailbox on this machine: sealed, and erased with whom it went to", async () => {
  const record = await collect("ada@example.org", "Is it Unmistakable?");
  const sent = await mails.send(answer, record, {});
  await engine.core.outbox.drain();
  const { kept } = await mailbox().list();
  expect(kept).toMatchObject([
    { to: "ada@example.org", message: sent.queued && sent.id, channel: "mail transactional" },
  ]);
  expect(kept[0]!.source).toContain("Subject: Quetzal asked");
  const rows = await store.db.selectFrom("mailbox").selectAll().execute();
  for (const { sealed } of rows) {
    expect(Buffer.from(sealed).toString("latin1")).not.toMatch(/quetzal|ada@|unmistakable/i);
  }

  const subject = (await engine.core.subjects.find({ email: "ada@example.org" }))!;
  const exported = await engine.core.subjects.export(subject, { by: "officer" });
  expect(exported!.records[0]!.mails).toMatchObject([
    { kind: "answers", subject: "Quetzal asked", text: expect.stringContaining("Is it Unmistakable?") },
  ]);
  await engine.core.subjects.erase(subject, { by: "officer", reason: "asked" });
  expect((await mailbox().list()).kept).toEqual([]);
  expect(await store.db.selectFrom("mailbox").selectAll().execute()).toEqual([]);
});

test("a mail that is handed over twice is kept once, one that breaks off is not, and neither is one that is too large", async () => {
  const twice = ["Message-ID: <one@a.example>", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", "", "Hello"];
  expect(await deliver("bo@example.org", ...twice)).toEqual(["220", "250", "250", "250", "354", "250", "221"]);
  expect((await deliver("bo@example.org", ...twice)).at(-2)).toBe("250");
  await deliver("cy@example.org", ...twice);
  const to = async () => (await mailbox().list()).kept.map((kept) => kept.to).toSorted();
  expect(await to()).toEqual(["bo@example.org", "cy@example.org"]);
  await speak(
    "EHLO a.example",
    "MAIL FROM:<x@example.org>",
    "RCPT TO:<di@example.org>",
    "DATA\r\nSubject: x\r\n\r\nHalf",
    "hang up",
  );
  const large = `${"x".repeat(998)}\r\n`.repeat(2_100);
  expect((await deliver("ed@example.org", "Subject: large", "", large)).at(-2)).toBe("552");
  expect(await to()).toEqual(["bo@example.org", "cy@example.org"]);
});

test("what comes back to the sender is taken in and shown to nobody", async () => {
  const record = await collect("fay@example.org", "Hello");
  const sent = await mails.send(answer, record, {});
  if (!sent.queued) throw new Error(sent.reason);
  await engine.core.outbox.drain();
  const to = `bounces+${sent.id}@halden.example`;
  const fields = ["Final-Recipient: rfc822; fay@example.org", "Action: failed", "Status: 5.1.1"];
  const report = toTestReport("delivery-status", { to, fields, messageId: `<${sent.id}@halden.example>` });
  expect((await deliver(to, report)).at(-2)).toBe("250");
  expect(await mails.suppressed("fay@example.org", "news")).toBe("bounced");
  expect((await mailbox().list()).kept.map((kept) => kept.to)).not.toContain(to);
});

test("another mail server hands over what came back at a port of its own, and nothing else is taken there", async () => {
  const taken: string[] = [];
  const receive = async (source: Uint8Array) => {
    taken.push(new TextDecoder().decode(source));
    return { taken: false, reason: "no-report" } as const;
  };
  const free = await startMailServer(async () => {});
  await free.close();
  const mail = {
    from: { address: "desk@halden.example", returns: "back@mail.halden.example" },
    templates: [],
    smtp: { url: "smtp://mail.halden.example", returns: free.port },
  };
  const transports = createTransports(engine.core, { mail, receive });
  await transports.begin();
  await expect(createTransports(engine.core, { mail, receive }).begin()).rejects.toThrow("cannot be listened on");
  [port, before] = [free.port, port];
  expect((await deliver("back+x@mail.halden.example", "Subject: came back", "", "x")).at(-2)).toBe("250");
  expect((await deliver("desk@halden.example", "Subject: a question", "", "x")).at(-2)).toBe("250");
  expect(taken).toHaveLength(1);
  expect(taken[0]).toContain("came back");
  await transports.close();
  port = before;
});

test("the page shows it: a list to search, the mail shut in a frame, its text and its head; and it is written down who looked", async () => {
  const shown = createMailboxPage(engine.core, {
    mail: { from: { address: "desk@halden.example" }, templates: [answer] },
    origin: undefined,
    mailbox: mailbox(),
  });
  const person = { id: "mira", name: "Mira", email: "", roles: ["desk"], complete: true, suspended: false } as never;
  const ask = async (path: string, query = ""): Promise<string | Response> => {
    const asked = {
      path,
      query: new URLSearchParams(query),
      person,
      language: "en",
      form: undefined,
    };
    const page = await shown.answer(asked as unknown as PageRequest);
    return page instanceof Response ? page : renderMain(page);
  };
  await deliver(
    "gus@example.org",
    "Message-ID: <two@a.example>",
    "Subject: A <b>poisoned</b> one",
    "Content-Type: text/html",
    "",
    "<p>Hello<script>alert(1)</script><img src='https://elsewhere.example/x'>",
  );
  const list = (await ask("")) as string;
  expect(list).toContain("Grüße");
  expect(list).toContain("A &lt;b&gt;poisoned&lt;/b&gt; one");
  const found = (await ask("", "q=fay+QUETZAL")) as string;
  expect(found).toContain("Quetzal asked");
  expect(found).not.toContain("Grüße");
  expect(await ask("", "q=nobody")).toContain("No mail has these words");

  const path = /\/console\/mailbox(\/[0-9a-f-]{36})"><bdi>A &lt;/.exec(list)![1]!;
  const page = (await ask(path)) as string;
  expect(page).toContain(`<iframe class="frame" src="/console/mailbox${path}/html" sandbox`);
  const frame = (await ask(`${path}/html`)) as Response;
  expect(isContained(frame)).toBe(true);
  expect(frame.headers.get("content-security-policy")).toMatch(/^default-src 'none';.*; sandbox$/);
  expect(await ask(path, "view=head")).toContain("Message-ID: &lt;two@a.example&gt;");
  await expect(ask(`/${crypto.randomUUID()}`)).rejects.toThrow("There is no such mail");
  const acts = await readAudit(store, "mailbox");
  expect(acts).toContainEqual({ by: "mira", mail: path.slice(1) });

  expect(await ask("/templates")).toContain('href="/console/mailbox/templates/answer"');
  const template = (await ask("/templates/answer")) as string;
  expect(template).toContain('<span lang="de" dir="auto">Quetzal fragt</span>');
  expect(isContained((await ask("/templates/answer", "in=de&as=html")) as Response)).toBe(true);
  for (const wrong of ["/templates/other", "/templates/%E0%A4%A"])
    await expect(ask(wrong)).rejects.toThrow("There is no such mail");

  // A search says how far it has looked, and goes on from there.
  now += 1_000;
  const take = (id: string, subject: string) => {
    const source = new TextEncoder().encode(`Message-ID: <${id}@a.example>\r\nSubject: ${subject}\r\n\r\nx`);
    return mailbox().take({ from: "", to: ["many@example.org"], source });
  };
  await Promise.all(Array.from({ length: 999 }, (_, n) => take(`${n}`, "One of many")));
  await take(`test-${crypto.randomUUID()}`, "To myself");
  const none = (await ask("", "q=poisoned")) as string;
  expect(none).toContain("Not among the newest 1,000 mails.");
  const further = /\/console\/mailbox\?(q=[^"]+)">Look further/.exec(none)![1]!.replaceAll("&amp;", "&");
  expect(await ask("", further)).toContain("A &lt;b&gt;poisoned");
  expect(await ask("", "q=myself")).toContain('<span class="tag">Test</span>');

  now += 31 * 86_400_000;
  await mailbox().sweep();
  expect((await mailbox().list()).kept).toEqual([]);
});
