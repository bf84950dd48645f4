import { compile, type Policy } from "@abide/policy";
import { expect, test } from "vitest";
import { lookInto, openTestStore, readAudit } from "../store/test-store.ts";
import { toConcerned } from "./concerned.ts";
import { killAfter } from "../mail/test-kill.ts";
import { openNewsletter, type Newsletter } from "../subscriptions/test-newsletter.ts";
import { mail } from "../test-mails.ts";
import { newsletter, newsletterForLonger, withLater } from "../test-policy.ts";
import { startTestSmtp } from "../mail/test-smtp.ts";

const { purposes } = newsletter;
const worded = withLater(newsletter, {
  purposes: { ...purposes, support: { ...purposes.support, says: "answer everything that you ask us" } },
});
/** To the types it is the policy that it was: its durations alone differ. */
const longer = newsletterForLonger as unknown as typeof newsletter;

const store = await openTestStore();
const smtp = await startTestSmtp();
const open = (policy: typeof newsletter): Promise<Newsletter> =>
  openNewsletter({ store, policy, mail: { ...mail, smtp: { url: smtp.url }, rate: { transactional: 1_000 } } });
const run = async ({ engine }: Newsletter) => {
  await engine.changeNotices.drain();
  await engine.outbox.drain();
};

test("a material change is told to everybody concerned, once, in their language, with what changed and the difference", async () => {
  const first = await open(newsletter);
  const write = (email: string, language = "en") =>
    first.engine.collect("contact", { email, message: "Hello." }, { language });
  await write("ada@example.org");
  await write("ada@example.org");
  await write("bo@example.org", "de");
  await write("still@example.org");
  await first.engine.subjects.restrict(await first.people.find("still@example.org"), undefined, {
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
  third.clock.pass(60);
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
  const openOwn = (policy: typeof newsletter, at: string) =>
    openNewsletter({
      store: own,
      policy,
      mail: { ...mail, smtp: { url: smtp.url } },
      clock: () => new Date(at),
    });
  const first = await openOwn(newsletter, "2026-11-24");
  const records: { [name: string]: string } = {};
  for (const name of ["told", "restricted", "refused"]) {
    const email = `${name}@longer.example`;
    const taken = await first.engine.collect("contact", { email, message: "Hello." }, {});
    records[name] = taken.collected ? taken.id : "";
  }
  const restricted = await first.people.find("restricted@longer.example");
  await first.engine.subjects.restrict(restricted, undefined, { by: "desk" });
  const dues = async () => {
    const rows = await lookInto(own, (trx) => trx.selectFrom("record").select(["id", "due_at"]).execute());
    const names = Object.keys(records);
    return Object.fromEntries(
      names.map((name) => [name, rows.find(({ id }) => id === records[name])?.due_at?.getFullYear()]),
    );
  };
  expect(await dues()).toEqual({ told: 2028, restricted: 2028, refused: 2028 });
  await first.close();

  const second = await openOwn(longer, "2026-12-01");
  await second.engine.changeNotices.drain();
  expect(await second.engine.changeNotices.list()).toMatchObject([{ state: "done", people: 2 }]);
  // Written is not told: the messages are still here.
  expect(await dues()).toEqual({ told: 2028, restricted: 2028, refused: 2028 });
  const refused = await second.engine.subjects.find({ email: "refused@longer.example" });
  await own.db.updateTable("message").set({ state: "failed" }).where("subject", "=", refused!).execute();
  await run(second);
  await run(second);
  expect(await dues()).toEqual({ told: 2029, restricted: 2028, refused: 2028 });
  expect(await readAudit(own, "storage-longer")).toEqual([{ activity: "contact", records: 1, storage: "P3Y" }]);
});

test("whom a change concerns: those with data under what changed; of what only a browser does, nobody", async () => {
  const concerned = async (of: (policy: Policy) => object) => {
    const [before, now] = await Promise.all([compile(newsletter), compile(withLater(newsletter, of(newsletter)))]);
    return [...toConcerned(before.policy, now.policy).keys()].toSorted();
  };
  const all = Object.keys(newsletter.activities).toSorted();
  expect(await concerned(() => ({ controller: { ...newsletter.controller, name: "Other Software" } }))).toEqual(all);
  const moved = { ...newsletter.purposes.confirmation, basis: "legitimate-interest", interest: "clean lists" };
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
  const before = await openNewsletter({ clock: () => new Date() });
  await Promise.all(
    Array.from({ length: 120 }, (_, i) =>
      before.engine.collect("contact", { email: `p${i}@example.org`, message: "Hello." }, {}),
    ),
  );
  await killAfter(before.store.url, 20, 0, true);
  const { delivered, queued } = await before.engine.outbox.progress();
  expect(delivered).toBeGreaterThanOrEqual(20);
  expect(delivered + queued).toBeLessThanOrEqual(120);
  const later = await openNewsletter({
    store: before.store,
    policy: longer,
    clock: () => new Date(Date.now() + 3_600_000),
  });
  await run(later);
  expect(await later.engine.changeNotices.list()).toMatchObject([{ state: "done" }]);
  const rows = await before.store.db.selectFrom("mailbox").select(["message", "subject"]).execute();
  expect([rows.length, new Set(rows.map(({ subject }) => subject)).size]).toEqual([120, 120]);
});
