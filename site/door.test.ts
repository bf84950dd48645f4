import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@abide/engine/store";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { welcome } from "./mails/welcome.tsx";
import { winterIssue } from "./mails/winter-issue.tsx";
import { start, type Running } from "./serve.ts";

let folder: string;
let running: Running;
/** What a mail server took, by address. */
const inbox: { readonly to: string; readonly mail: ParsedMail }[] = [];
const smtp = new SMTPServer({
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  logger: false,
  onData: (stream, { envelope }, done) => {
    void simpleParser(stream).then((mail) => {
      inbox.push({ to: envelope.rcptTo[0]!.address, mail });
      done(null);
    });
  },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "halden-"));
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", () => resolve()));
  const { port } = smtp.server.address() as { readonly port: number };
  const store = () => openStore({ folder, logger: () => {} });
  running = await start({ port: 0, store, smtp: `smtp://127.0.0.1:${port}` });
});
afterAll(async () => {
  await running?.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string) =>
  fetch(new URL(path, running.url), { headers: { accept: "text/html", "accept-language": "en" } });
const post = (path: string, body: URLSearchParams | FormData, accept = "application/json") =>
  fetch(new URL(path, running.url), { method: "POST", body, headers: { origin: running.url, accept } });
/** Lets everything leave that can. */
const drain = async () => {
  await running.engine.campaigns.drain();
  await running.engine.outbox.drain();
};

test("an application reaches the applicant tracker with the declared fields and no other; an objection stops the next", async () => {
  const apply = async (email: string) => {
    const body = new FormData();
    const fields = {
      position: "reliability-engineer",
      fullName: "Ines Quintanilha",
      email,
      phone: "+351 21 555 0190",
      city: "Lisbon",
      country: "PT",
    };
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("cv", new File(["Ten years of databases."], "cv.txt"));
    return ((await (await post("/abide/collect/careers", body)).json()) as { id: string }).id;
  };
  const { lever } = running.recipients;
  await apply("ines@example.org");
  await drain();
  const [opportunity, ...others] = [...lever.opportunities.values()];
  expect(others).toEqual([]);
  expect(opportunity).toMatchObject({
    name: "Ines Quintanilha",
    emails: ["ines@example.org"],
    phones: [{ value: "+351215550190" }],
    location: "Lisbon, PT",
    headline: "",
    links: [],
    resume: { bytes: Buffer.from("Ten years of databases.") },
  });
  // The position is what the policy does not hand over, and neither is anything that recruiters note.
  expect(lever.asked.map(({ text }) => text).join("")).not.toContain("reliability-engineer");

  const subject = (await running.engine.subjects.find({ email: "ines@example.org" }))!;
  const [received] = await running.engine.disclosures.received(subject);
  expect(received).toMatchObject({ recipient: "lever", purpose: "recruitment", activity: "careers" });
  await running.engine.subjects.object(subject, "recruitment", { by: "subject" });
  await apply("ines@example.org");
  await drain();
  expect(lever.opportunities.size).toBe(1);
});

test("subscribe, confirm, a campaign, out with one click: nothing more arrives, but a transactional mail does", async () => {
  const { engine } = running;
  const address = "vera@example.org";
  const audience = { activity: "newsletter" } as const;
  const send = async () => {
    // Also to who has it already: that alone must not be what keeps it back.
    const started = await engine.campaigns.start({ promotion: winterIssue, audience, again: true, by: "test" });
    if (!started.started) return started;
    await drain();
    await engine.campaigns.drain();
    return engine.campaigns.progress(started.id);
  };
  const subjects = () => inbox.filter(({ to }) => to === address).map(({ mail }) => mail.subject);
  const newest = () => inbox.findLast(({ to }) => to === address)!.mail;

  expect(await (await get("/newsletter")).text()).toContain('action="/abide/collect/newsletterRequest"');
  const asked = await post("/abide/collect/newsletterRequest", new URLSearchParams({ email: address, name: "Vera" }));
  expect(asked.status).toBe(201);
  await drain();
  expect(await send()).toMatchObject({ reason: "nobody" });
  const link = new URL(/http:\S+\/abide\/subscription\/\S+/.exec(newest().text!)![0]).pathname;
  // A program that follows every link in a mail confirms nothing.
  expect(await (await get(link)).text()).toContain("One more step");
  expect(await send()).toMatchObject({ reason: "nobody" });
  await post(link, new URLSearchParams({ do: "confirm" }), "text/html");
  await drain();
  const record = (await engine
    .records("newsletter")
    .for("confirmation")
    .list({ fields: ["email"] })) as {
    readonly records: readonly { readonly id: string }[];
  };
  expect(record.records.length).toBe(1);

  expect(await send()).toMatchObject({ state: "done", people: 1, messages: { delivered: 1 } });
  expect(subjects()).toEqual([
    "Please confirm: the newsletter of Halden",
    "You are on the list",
    "Forty screens for one holiday request",
  ]);
  const issue = newest();
  expect(issue.from?.value[0]).toMatchObject({ address: "newsletter@news.halden.example" });
  // Without a consent to it nothing is counted: no picture, and links that lead where they say.
  expect(String(issue.html)).not.toMatch(/<img|\/abide\/(?:pixel|link)\//);
  const way = (issue.headers.get("list") as unknown as { unsubscribe: { url: string } }).unsubscribe.url;
  expect(issue.text).toContain(way);

  // What a mail program's own button sends: from nowhere, without a cookie.
  const out = () => fetch(way, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
  expect([(await out()).status, (await out()).status]).toEqual([200, 200]);
  expect(await send()).toMatchObject({ reason: "nobody" });
  const sent = await engine.mail.send(welcome, record.records[0]!.id, { link: running.url }, { key: "again" });
  expect(sent).toMatchObject({ queued: true });
  await drain();
  expect(subjects().slice(3)).toEqual(["You are on the list"]);
});
