import { compile, type Policy } from "@abide/policy";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { setAccessContext } from "../store/access-context.ts";
import { openTestStore } from "../store/test-store.ts";
import type { Store } from "../store/index.ts";
import { toConcerned } from "./notice.ts";
import { killAfter } from "../mail/test-kill.ts";
import { after, longer, mail, openNewsletter, policy, type Newsletter } from "../subscriptions/test-newsletter.ts";
import { startTestSmtp, type TestSmtp } from "../mail/test-smtp.ts";

const worded = after(({ purposes }) => ({
  purposes: { ...purposes, support: { ...purposes["support"], says: "answer everything that you ask us" } },
}));

let store: Store;
let smtp: TestSmtp;
const open = (of: unknown, templates = mail.templates): Promise<Newsletter> =>
  openNewsletter({
    store,
    policies: [of as never],
    mail: { ...mail, templates, smtp: { url: smtp.url }, rate: { transactional: 1_000 } },
  });
const run = async ({ engine }: Newsletter) => {
  await engine.changeNotices.drain();
  await engine.outbox.drain();
};
beforeAll(async () => {
  store = await openTestStore();
  smtp = await startTestSmtp();
});
afterAll(async () => {
  await smtp.close();
  await store.close();
});

test("a material change is told to everybody concerned, once, in their language, with what changed and the difference", async () => {
  const first = await open(policy);
  const write = (email: string, language = "en") =>
    first.engine.collect("contact", { email, message: "Hello." }, { language });
  await write("ada@example.org");
  await write("ada@example.org");
  await write("bo@example.org", "de");
  await write("still@example.org");
  await first.engine.subjects.restrict((await first.engine.subjects.find({ email: "still@example.org" }))!, undefined, {
    by: "desk",
  });
  await first.engine.collect("readers", { email: "reader@example.org" }, { consents: ["newsletter"] });
  await run(first);
  expect(await first.engine.changeNotices.list()).toEqual([]);
  await first.close();

  // Other words change nothing for anybody.
  const reworded = await open(worded);
  await run(reworded);
  expect(await reworded.engine.changeNotices.list()).toEqual([]);
  await reworded.close();

  const second = await open(longer);
  // One that is closed before it has told anybody.
  await second.close();
  const third = await open(longer);
  third.pass(60);
  await third.engine.collect("contact", { email: "new@example.org", message: "Hello." }, {});
  await run(third);
  const [before, now] = [(await compile(worded)).hash, (await compile(longer)).hash];
  const link = `https://www.halden.example/privacy/versions/${before}/${now}`;
  expect(new Map(smtp.taken.map(({ to, mail }) => [to, mail.subject]))).toEqual(
    new Map([
      ["ada@example.org", "A change"],
      ["bo@example.org", "Eine Änderung"],
    ]),
  );
  expect(smtp.taken.length).toBe(2);
  const [told] = smtp.of("ada@example.org");
  expect(told!.mail.text).toContain("kept longer: 3 years instead of 2 years");
  expect(told!.mail.text).toContain(link);
  expect(smtp.of("bo@example.org")[0]!.mail.text).toContain("3 Jahre statt 2 Jahre");
  expect(told!.source).not.toMatch(/^List-Unsubscribe/im);
  expect(await third.engine.changeNotices.list()).toMatchObject([
    { version: now, before, state: "done", people: 2, leftOut: 0, messages: { delivered: 2, queued: 0 } },
  ]);
  await third.close();

  const again = await open(longer);
  await run(again);
  await again.close();
  expect(smtp.taken.length).toBe(2);
});

test("a longer duration applies to those whom the mail about it reached, once all of it has left, and to nobody else", async () => {
  const own = await openTestStore();
  onTestFinished(() => own.close());
  const openOwn = (of: unknown, at: string) =>
    openNewsletter({
      store: own,
      policies: [of as never],
      mail: { ...mail, smtp: { url: smtp.url } },
      clock: () => new Date(at),
    });
  const first = await openOwn(policy, "2026-11-24");
  const records: { [name: string]: string } = {};
  for (const name of ["told", "restricted", "refused"]) {
    const email = `${name}@longer.example`;
    const taken = await first.engine.collect("contact", { email, message: "Hello." }, {});
    records[name] = taken.collected ? taken.id : "";
  }
  const restricted = (await first.engine.subjects.find({ email: "restricted@longer.example" }))!;
  await first.engine.subjects.restrict(restricted, undefined, { by: "desk" });
  const dues = async () => {
    const rows = await own.db.transaction().execute(async (trx) => {
      await setAccessContext(trx, { act: "backup" });
      return trx.selectFrom("record").select(["id", "due_at"]).execute();
    });
    const names = Object.keys(records);
    return Object.fromEntries(
      names.map((name) => [name, rows.find(({ id }) => id === records[name])?.due_at?.getFullYear()]),
    );
  };
  expect(await dues()).toEqual({ told: 2028, restricted: 2028, refused: 2028 });
  await first.close();

  const second = await openOwn(longer, "2026-12-01");
  onTestFinished(second.close);
  await second.engine.changeNotices.drain();
  expect(await second.engine.changeNotices.list()).toMatchObject([{ state: "done", people: 2 }]);
  // Written is not told: the messages are still here.
  expect(await dues()).toEqual({ told: 2028, restricted: 2028, refused: 2028 });
  const refused = await second.engine.subjects.find({ email: "refused@longer.example" });
  await own.db.updateTable("message").set({ state: "failed" }).where("subject", "=", refused!).execute();
  await run(second);
  await run(second);
  expect(await dues()).toEqual({ told: 2029, restricted: 2028, refused: 2028 });
  const entries = await own.db.selectFrom("audit").select("detail").where("type", "=", "storage-longer").execute();
  expect(entries.map(({ detail }) => JSON.parse(detail!) as unknown)).toEqual([
    { activity: "contact", records: 1, storage: "P3Y" },
  ]);
});

test("whom a change concerns: those with data under what changed; of what only a browser does, nobody", async () => {
  const concerned = async (of: (policy: Policy) => object) => {
    const [before, now] = await Promise.all([compile(policy), compile(after(of))]);
    return [...toConcerned(before.policy, now.policy).keys()].toSorted();
  };
  const all = Object.keys(policy.activities).toSorted();
  expect(await concerned(() => ({ controller: { ...policy.controller, name: "Other Software" } }))).toEqual(all);
  const moved = { ...policy.purposes.confirmation, basis: "legitimate-interest", interest: "clean lists" };
  expect(await concerned(({ purposes }) => ({ purposes: { ...purposes, confirmation: moved } }))).toEqual([
    "asked",
    "readers",
  ]);
  const shop = {
    name: "Shop",
    category: "marketing-partner",
    role: "processor",
    country: "DE",
    for: ["support"],
    takes: { contact: ["email"] },
  };
  expect(await concerned(() => ({ recipients: { shop } }))).toEqual(["contact"]);
  const tracker = {
    name: "Memory",
    purpose: "readership",
    says: "Remembers.",
    party: "first",
    duration: "P1D",
    stores: [{ kind: "cookie", name: "m", life: "P1D", party: "first" }],
    hosts: {},
    load: [],
  };
  expect(await concerned(({ trackers }) => ({ trackers: { ...trackers, tracker } }))).toEqual([]);
});

test("kill -9 while a change is told: everybody hears of it, and nobody twice", async () => {
  const own = await openTestStore();
  const before = await openNewsletter({ store: own, clock: () => new Date() });
  try {
    await Promise.all(
      Array.from({ length: 120 }, (_, i) =>
        before.engine.collect("contact", { email: `p${i}@example.org`, message: "Hello." }, {}),
      ),
    );
    await killAfter(own.url, 20, 0, true);
    const { delivered, queued } = await before.engine.outbox.progress();
    expect(delivered).toBeGreaterThanOrEqual(20);
    expect(delivered + queued).toBeLessThanOrEqual(120);
    const later = await openNewsletter({
      store: own,
      policies: [longer as never],
      clock: () => new Date(Date.now() + 3_600_000),
    });
    await run(later);
    expect(await later.engine.changeNotices.list()).toMatchObject([{ state: "done" }]);
    await later.close();
    const rows = await own.db.selectFrom("mailbox").select(["message", "subject"]).execute();
    expect([rows.length, new Set(rows.map(({ subject }) => subject)).size]).toEqual([120, 120]);
  } finally {
    await before.close();
    await own.close();
  }
});
