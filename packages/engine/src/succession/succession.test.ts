import { generateIdentity, identityToRecipient } from "age-encryption";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { definePolicy, email, file, text } from "@abide/policy";
import { choiceCookie } from "@abide/policy/catalogue/choice";
import { toChunks } from "../http/body.ts";
import { createEngine } from "../engine.ts";
import { lookInto } from "../store/test-store.ts";
import { readAll } from "../archive/tar.ts";
import type { Import } from "./import.ts";
import type { SuccessionPlan } from "./plan.ts";
import { testEngine, type Collected } from "../test-engine.ts";
import { notices } from "../test-mails.ts";
import { ada, ben, cleo, key, origin, outside } from "../test-policy.ts";

/** Of the company that takes over: its own words, its own names. That they differ is what these tests are about. */
const theirs = definePolicy({
  controller: { name: "Fjell Systems", contact: "privacy@fjell.example", country: "NO" },
  effective: "2026-10-01",
  purposes: {
    operation: { basis: "contract", term: "TechnicalServiceProvision", says: "run this" },
    support: { basis: "contract", term: "CustomerCare", says: "answer you" },
    promotion: { basis: "consent", term: "DirectMarketing", withdrawal: "/privacy/my-data", says: "tell you news" },
  },
  activities: {
    enquiry: {
      fields: {
        address: { shape: email(), for: ["support", "promotion"] },
        name: { shape: text(100), for: ["support"] },
        message: { shape: text(4000), for: ["support"] },
        proof: { shape: file(1_000_000), for: ["support"], optional: true },
      },
      storage: "P3Y",
    },
  },
  trackers: { choice: choiceCookie({ purpose: "operation" }) },
});
const as = { contact: { activity: "enquiry", fields: { email: "address" } } };

const here = await testEngine({ policy: outside, folder: true, origin, ...notices });
const there = await testEngine({ policy: theirs, folder: true, origin, name: "fjell" });
let people: Collected[];
let id: string;
let archive: Uint8Array;
/** To the page of whoever objects. */
let link: string;
const secret = await generateIdentity();
const by = { id: "officer", roles: [] };
const other = { id: "counsel", roles: [] };
const day = 86_400;

beforeAll(async () => {
  const proof = new File(["Invoice 7, paid."], "invoice.txt");
  people = [
    await here.people.collect("contact", { ...ada, proof }),
    await here.people.collect("contact", ben, { language: "de" }),
    await here.people.collect("contact", cleo),
  ];
  await here.engine.subjects.withdraw(people[0]!.subject, "promotion", { by: "ada" });
});

const soon = (days: number) => new Date(here.clock.now().getTime() + days * day * 1000);
const plan = async (more: Partial<SuccessionPlan> = {}) =>
  here.engine.succession.plan({
    recipient: "successor",
    successor: "Fjell Systems",
    contact: { name: "Kari Dahl", email: "dahl@fjell.example" },
    activities: ["contact"],
    key: { age: await identityToRecipient(secret) },
    effective: soon(40),
    by,
    ...more,
  });
const bring = (more: Partial<Import> = {}) =>
  there.engine.succession.import({
    source: () => toChunks(new Blob([Uint8Array.from(archive)]).stream()),
    secret,
    manifest: "",
    by: { id: "kari", roles: [] },
    as,
    ...more,
  });
const list = async () => {
  const reader = there.engine.records as never as (activity: string) => {
    for: (purpose: string) => { list: (query: object) => Promise<{ records: { fields: { [f: string]: unknown } }[] }> };
  };
  return (
    await reader("enquiry")
      .for("support")
      .list({ fields: ["address", "name", "proof"] })
  ).records;
};

const linkIn = (text: string) => /https:\/\/www\.halden\.example(\/abide\/succession\/[\w.-]{100,})/.exec(text)![1]!;

test("a plan is held against the policy, and against the time that people are to be told before", async () => {
  const wrong: [Partial<SuccessionPlan>, string][] = [
    [{ recipient: "advisers" }, "other-recipient"],
    [{ activities: ["strangers"] }, "undeclared"],
    [{ activities: [] }, "nobody"],
    [{ effective: soon(20) }, "wrong-time"],
    [{ noticeDays: 3 }, "wrong-time"],
    [{ key: { age: "age1no" } }, "wrong-key"],
    [{ contact: { name: "Kari", email: "nowhere" } }, "wrong-adviser"],
  ];
  for (const [more, reason] of wrong) expect(await plan(more)).toEqual({ planned: false, reason });
  expect((await here.audit("succession")).map(({ outcome }) => outcome)).toEqual(wrong.map(([, reason]) => reason));
  const planned = await plan();
  id = planned.planned ? planned.id : "";
  expect(await here.engine.succession.progress(id)).toMatchObject({ state: "planned", people: 3, records: 3, told: 0 });
  expect(await here.engine.succession.execute(id, other)).toEqual({ done: false, reason: "not-noticed" });
});

test("everybody is told once, and who objects by the link in it is left out", async () => {
  expect(await here.engine.succession.notify(id, by)).toMatchObject({
    done: true,
    progress: { state: "noticed", told: 3, untold: 0 },
  });
  expect(await here.engine.succession.notify(id, by)).toEqual({ done: false, reason: "settled" });
  const mails = await here.engine.mail.list("legalNotices", "contact", people[1]!.id, undefined);
  const body = mails.allowed ? mails.messages.map(({ text }) => text).join("\n") : "";
  link = linkIn(body);
  expect(body).toContain("Fjell Systems");
  expect(body).toContain("3. Januar 2027");

  expect(await (await here.fetch(link)).text()).toContain("Object to the transfer");
  expect((await here.engine.succession.progress(id))!.objections).toBe(0);
  expect((await here.fetch(`${link.slice(0, -3)}xyz`)).status).toBe(404);
  const sent = await here.fetch(link, { method: "POST", body: "" });
  expect(await sent.text()).toContain("Your objection is kept");
  const again = await (await here.fetch(link)).text();
  expect(again).toContain("Your objection is kept");
  expect(again).not.toContain("Object to the transfer");
  expect((await here.engine.succession.progress(id))!.objections).toBe(1);
  // It says nothing about what is done here.
  const state = await here.engine.subjects.state(people[1]!.subject);
  expect(state!.statements).toMatchObject([{ purpose: "succession", kind: "objection" }]);
});

test("it is carried out after its time, into an archive that only the successor opens", async () => {
  expect(await here.engine.succession.execute(id, other)).toEqual({ done: false, reason: "too-early" });
  here.clock.pass(41 * day);
  // Somebody is erased after it was written and before it was fetched: it does not leave with them.
  const late = await here.people.collect("contact", { ...cleo, email: "dora@example.org" });
  await sql`insert into succession_notice select site, succession, ${late.subject}, state, at from succession_notice limit 1`.execute(
    here.store.db,
  );
  // And who came after the notice stays.
  people.push(await here.people.collect("contact", { ...cleo, email: "emil@example.org" }));
  // Whoever planned it does not carry it out as well, not even by the store's own means.
  expect(await here.engine.succession.execute(id, by)).toEqual({ done: false, reason: "same-person" });
  expect((await here.audit("succession")).at(-1)).toMatchObject({ step: "execute", outcome: "same-person" });
  await expect(sql`update succession set executed_by = "by" where id = ${id}`.execute(here.store.db)).rejects.toThrow(
    "succession_executor",
  );
  const first = await here.engine.succession.execute(id, other);
  expect(first).toMatchObject({ done: true, progress: { state: "executed", transferred: 3, withheld: 2 } });
  await here.engine.subjects.erase(late.subject, { by: "officer", reason: "request" });
  expect(await here.engine.succession.archive(id, by)).toBeUndefined();
  expect(await here.engine.succession.progress(id)).toMatchObject({ state: "executing", parts: 0 });
  const done = await here.engine.succession.execute(id, other);
  expect(done).toMatchObject({ done: true, progress: { state: "executed", transferred: 2, withheld: 2, parts: 1 } });
  archive = await readAll(toChunks((await here.engine.succession.archive(id, by))!));
  const bytes = new TextDecoder("latin1").decode(archive);
  for (const value of ["Ada", "invoice", "Fjell", "contact"]) expect(bytes).not.toContain(value);
  const rows = await here.store.db
    .selectFrom("disclosure")
    .select(["subject", "purpose", "way", "state", "fields"])
    .where("package", "=", id)
    .where("state", "<>", "dropped")
    .orderBy("subject")
    .orderBy("purpose")
    .execute();
  expect(new Set(rows.map(({ subject }) => subject))).toEqual(new Set([people[0]!.subject, people[2]!.subject]));
  // Nobody consented to promotion, so nothing goes for it.
  expect(rows[0]).toMatchObject({ purpose: "support", way: "succession", state: "delivered" });
  expect(new Set(rows.map(({ purpose }) => purpose))).toEqual(new Set(["support"]));

  // Who objected is told the truth afterwards, and so is who did not.
  expect(await (await here.fetch(link)).text()).toContain("Nothing about you was transferred to Fjell Systems");
  const mails = await here.engine.mail.list("legalNotices", "contact", people[0]!.id, undefined);
  const theirs = linkIn(mails.allowed ? mails.messages.map(({ text }) => text).join("\n") : "");
  expect(await (await here.fetch(theirs)).text()).toContain("was transferred to Fjell Systems");
});

test("what is damaged, cut short, somebody else's or not declared on the other side is refused with nothing taken", async () => {
  const { manifest = "" } = (await here.engine.succession.progress(id))!;
  const altered = (at: number) => {
    const bytes = Uint8Array.from(archive);
    bytes[at]! ^= 1;
    return () => toChunks(new Blob([bytes]).stream());
  };
  const last = archive.length - 1_400;
  for (const source of [
    altered(900),
    altered(last),
    () => toChunks(new Blob([Uint8Array.from(archive.subarray(0, -1_600))]).stream()),
    () => toChunks(new Blob([Uint8Array.from(archive.subarray(0, 300))]).stream()),
  ]) {
    await expect(bring({ source, manifest })).rejects.toMatchObject({ code: "archive-damaged" });
  }
  expect(await bring({ manifest: "0".repeat(64) })).toMatchObject({ imported: false, reason: "other-manifest" });
  expect(await bring({ manifest, secret: await generateIdentity() })).toMatchObject({ reason: "other-key" });
  expect(await bring({ manifest, as: {} })).toMatchObject({ reason: "undeclared", problems: ["contact"] });
  const named = { contact: { activity: "enquiry" } };
  expect(await bring({ manifest, as: named })).toMatchObject({ reason: "undeclared", problems: ["contact.email"] });
  const swapped = { contact: { activity: "enquiry", fields: { email: "address", name: "address", message: "name" } } };
  expect(await bring({ manifest, as: swapped })).toMatchObject({ reason: "wrong-value" });
  expect(await list()).toEqual([]);
});

test("the successor takes it in under its own policy, with what people said, and once", async () => {
  const { manifest = "" } = (await here.engine.succession.progress(id))!;
  const imported = await bring({ manifest });
  expect(imported).toEqual({
    imported: true,
    from: "Halden Software",
    records: 2,
    files: 1,
    statements: 1,
    before: 0,
  });
  const records = await list();
  expect(new Set(records.map(({ fields }) => fields["address"]))).toEqual(new Set([ada.email, cleo.email]));
  expect(records.find(({ fields }) => fields["name"] === ada.name)!.fields["proof"]).toMatchObject({
    name: "invoice.txt",
    size: 16,
  });
  const subject = await there.people.find(ada.email);
  expect(subject).not.toBe(people[0]!.subject);
  expect((await there.engine.subjects.state(subject))!.statements).toMatchObject([
    { purpose: "promotion", kind: "withdrawal", ended: undefined },
  ]);
  const rows = await lookInto(there.store, (trx) =>
    trx.selectFrom("record").select(["source", "at", "due_at"]).execute(),
  );
  // Kept since it was collected, not since it moved.
  expect(rows[0]!.source).toBe("third-party");
  expect(rows[0]!.at.toISOString().slice(0, 10)).toBe("2026-11-24");
  expect(rows[0]!.due_at!.toISOString().slice(0, 7)).toBe("2029-11");
  expect((await there.audit("succession-import")).at(-1)).toMatchObject({ from: "Halden Software", records: 2 });

  expect(await bring({ manifest })).toMatchObject({ imported: true, records: 0, before: 2 });
  expect(await list()).toHaveLength(2);
});

test("one that was broken off goes on where it was, and one that was cancelled leaves nothing", async () => {
  const planned = await plan({ effective: soon(14), noticeDays: 14 });
  const next = planned.planned ? planned.id : "";
  const { succession } = here.engine;
  // As far as the first of them.
  const [first] = people as [(typeof people)[number]];
  for (const { subject } of people.filter(({ id }) => id <= first.id)) {
    await sql`insert into succession_notice select site, id, ${subject}, 'written', at from succession where id = ${next}`.execute(
      here.store.db,
    );
  }
  await sql`update succession set state = 'noticing', activity = 'contact', after = ${first.id} where id = ${next}`.execute(
    here.store.db,
  );
  await succession.notify(next, by);
  const told = (await succession.progress(next))!;
  expect(told.state).toBe("noticed");
  here.clock.pass(15 * day);
  const results = await Promise.allSettled([succession.execute(next, other), succession.execute(next, other)]);
  expect(results.some(({ status }) => status === "fulfilled")).toBe(true);
  expect(await succession.progress(next)).toMatchObject({ state: "executed", parts: 1, transferred: 3 });
  expect(await succession.cancel(next, by)).toEqual({ done: false, reason: "settled" });
  // It can be fetched again, until somebody in it is erased.
  for (let times = 0; times < 2; times++)
    expect(await readAll(toChunks((await succession.archive(next, by))!))).not.toHaveLength(0);
  await here.engine.subjects.erase(people[2]!.subject, { by: "officer", reason: "request" });
  expect(await succession.archive(next, by)).toBeUndefined();
  expect(await succession.progress(next)).toMatchObject({ state: "executed", parts: 0 });
  // Who was told of a transfer is told, once, that it does not take place.
  const third = await plan();
  const gone = third.planned ? third.id : "";
  await succession.notify(gone, by);
  const { told: reached } = (await succession.progress(gone))!;
  expect(reached).toBeGreaterThan(1);
  expect(await succession.recall()).toBe(0);
  expect(await succession.cancel(gone, by)).toMatchObject({ done: true, progress: { state: "cancelled" } });
  expect(await succession.recall()).toBe(reached);
  expect(await succession.recall()).toBe(0);
  expect(await succession.progress(gone)).toMatchObject({ state: "cancelled", told: reached });
  const mails = await here.engine.mail.list("legalNotices", "contact", first.id, undefined);
  expect(mails.allowed && mails.messages.map(({ template }) => template)).toContain("succession-cancelled");
});

test("an archive is destroyed after 90 days, and who it was for is forgotten after three years", async () => {
  expect(await here.engine.succession.prune()).toBe(0);
  here.clock.pass(91 * day);
  expect(await here.engine.succession.prune()).toBe(1);
  expect(await here.engine.succession.archive(id, by)).toBeUndefined();
  expect((await here.engine.succession.progress(id))!.contact?.name).toBe("Kari Dahl");
  here.clock.pass(4 * 366 * day);
  await here.engine.applyRetention();
  expect(await here.engine.succession.progress(id)).toMatchObject({ state: "executed", contact: undefined });
});

test("who says no after it was carried out, and what is erased or over its time, does not leave in it", async () => {
  const { engine, store } = here;
  const from = (name: string, message = "Hello.") =>
    here.people.collect("contact", { email: `${name}@example.net`, name: `${name} Moe`, message });
  const first = await from("una");
  const [second, third, more, soonDue] = [
    await from("udo"),
    await from("ute"),
    await from("una", "2"),
    await from("ulf"),
  ];
  const due = async (record: string, days: number) =>
    lookInto(
      store,
      async (trx) => {
        const due_at = new Date(here.clock.now().getTime() + days * day * 1000);
        await trx.updateTable("record").set({ due_at }).where("id", "=", record).execute();
      },
      { act: "retention" },
    );
  const planned = await plan();
  const own = planned.planned ? planned.id : "";
  await engine.succession.notify(own, by);
  here.clock.pass(41 * day);
  // Nor what is over its time before anybody can have fetched it.
  await due(soonDue.id, 3);
  const carry = async () => {
    const step = await engine.succession.execute(own, other);
    return step.done ? step.progress.transferred : step.reason;
  };
  const refused = async () => {
    expect(await engine.succession.archive(own, by)).toBeUndefined();
    expect((await engine.succession.progress(own))!.state).toBe("executing");
  };
  expect(await carry()).toBe(4);
  await engine.subjects.restrict(second.subject, undefined, { by: "ben" });
  await refused();
  expect(await carry()).toBe(3);
  expect(await engine.records("contact").for("support").erase({ id: more.id })).toMatchObject({ records: 1 });
  await refused();
  expect(await carry()).toBe(2);
  // Until somebody has fetched it, nothing was transferred, and whoever objects is heard.
  const mails = await engine.mail.list("legalNotices", "contact", third.id, undefined);
  const page = linkIn(mails.allowed ? mails.messages.map(({ text }) => text).join("\n") : "");
  expect(await (await here.fetch(page)).text()).toMatch(/has not been fetched there yet[^]*Object to the transfer/);
  const said = await (await here.fetch(page, { method: "POST", body: "" })).text();
  expect(said).toContain("Your objection is kept");
  await refused();
  expect(await carry()).toBe(1);
  await due(first.id, 0);
  await refused();
  expect(await carry()).toBe(0);
  const { rows } = await sql<{ states: string[] }>`
      select array_agg(distinct state) as states from disclosure where package = ${own}`.execute(store.db);
  expect(rows).toEqual([{ states: ["dropped"] }]);
});

test("without words for it nobody is told, and who could not be told is left out", async () => {
  const { engine, store } = here;
  const reached = await here.people.collect("contact", {
    email: "ylva@example.net",
    name: "Ylva Moe",
    message: "Hello.",
  });
  const silent = await here.people.collect("contact", {
    email: "yves@example.net",
    name: "Yves Moe",
    message: "Hello.",
  });
  const planned = await plan();
  const own = planned.planned ? planned.id : "";
  const mute = createEngine({ policies: [outside], key, store, clock: here.clock.now, mail: notices.mail });
  await mute.ready;
  expect(await mute.succession.notify(own, by)).toEqual({ done: false, reason: "no-template" });
  await mute.close();
  expect(await engine.succession.progress(own)).toMatchObject({ state: "planned", untold: 0 });

  // What cannot be read cannot be written to.
  await engine.subjects.restrict(silent.subject, undefined, { by: "yves" });
  expect(await engine.succession.notify(own, by)).toMatchObject({ done: true, progress: { untold: 2 } });
  await engine.subjects.lift(silent.subject, "restriction", undefined, { by: "yves" });
  here.clock.pass(41 * day);
  expect(await engine.succession.execute(own, other)).toMatchObject({ done: true });
  const left = await store.db.selectFrom("disclosure").select("subject").where("package", "=", own).execute();
  const ids = left.map(({ subject }) => subject);
  expect(ids).toContain(reached.subject);
  expect(ids).not.toContain(silent.subject);
});

test("a transfer that was carried out meanwhile is not cancelled any more", async () => {
  const planned = await plan();
  const own = planned.planned ? planned.id : "";
  const state = (to: string) => sql`update succession set state = ${to} where id = ${own}`;
  let cancelling: Promise<unknown> | undefined;
  await here.store.db.transaction().execute(async (trx) => {
    await state("executed").execute(trx);
    // It sees the state of before, and waits for the row.
    cancelling = here.engine.succession.cancel(own, by);
    await new Promise((go) => setTimeout(go, 100));
  });
  expect(await cancelling).toEqual({ done: false, reason: "settled" });
  expect(await here.engine.succession.progress(own)).toMatchObject({ state: "executed" });
});

test("nothing that can be read lies in the tables", async () => {
  const { rows } = await sql<{ row: string }>`
    select s::text as row from succession s union all select p::text from succession_part p
    union all select n::text from succession_notice n`.execute(here.store.db);
  const all = rows.map(({ row }) => row).join("\n");
  for (const value of ["Fjell", "Kari", "dahl@", "Ada", "age1"]) expect(all).not.toContain(value);
});
