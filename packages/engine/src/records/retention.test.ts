import { sql } from "kysely";
import { expect, test } from "vitest";
import { toAnonymous } from "./anonymise.ts";
import { lookInto, openTestStore, readAudit } from "../store/test-store.ts";
import { connect, type Store, type Tables } from "../store/index.ts";
import { createPersonal } from "../subjects/personal-data.ts";
import { createSealedStore } from "../staff/sealed-store.ts";
import { localMaster } from "../vault/master.ts";
import { openVault } from "../vault/vault.ts";
import { atEnd } from "../test-ending.ts";
import { testEngine } from "../test-engine.ts";
import { applicant, careers, key, withLater } from "../test-policy.ts";

const day = 86_400;

const open = () => testEngine({ policy: careers });

/** Everything in `table`, past row-level security. */
const rows = async (store: Store, table: keyof Tables) =>
  lookInto(store, async (trx) => {
    return (await sql<{ [column: string]: unknown }>`select * from ${sql.table(table)}`.execute(trx)).rows;
  });

test("what is over its time goes with everything of it, and the log says how much", async () => {
  const it = await open();
  const note = await it.people.collect("note", { body: "a note" });
  it.clock.pass(10 * day);
  await it.people.collect("note", { body: "a later note" });
  it.clock.pass(356 * day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 1, anonymised: 0, subjects: 1, held: 0 });
  expect(await rows(it.store, "record")).toHaveLength(1);
  expect(await rows(it.store, "record_value")).toHaveLength(1);
  expect(await rows(it.store, "subject_key")).toHaveLength(1);
  expect(await it.audit("expiry")).toEqual([
    { activity: "note", end: "erase", oldest: "2027-11-24T09:30:00.000Z", records: 1 },
  ]);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 0, subjects: 0 });
  const state = await it.engine.subjects.state(note.subject);
  expect(state?.erased).toBeDefined();
});

test("a clock that a stage starts does not run before", async () => {
  const it = await open();
  const { id } = await it.people.collect("application", applicant);
  it.clock.pass(3 * 365 * day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 0 });
  await it.engine.records("application").for("recruitment").update(id, { status: "rejected", revision: 1 });
  it.clock.pass(182 * day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 0 });
  it.clock.pass(day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 1, subjects: 1 });
});

test("who writes again is still in contact", async () => {
  const it = await open();
  const letter = { email: "pen@example.org", body: "Hello" };
  await it.people.collect("letter", letter);
  it.clock.pass(700 * day);
  await it.people.collect("letter", letter);
  it.clock.pass(100 * day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 0 });
  it.clock.pass(631 * day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 2, subjects: 1 });
});

test("who objects is recognised when they come again, until they ask for erasure", async () => {
  const it = await open();
  const letter = { email: "pen@example.org", body: "Hello" };
  const { subject } = await it.people.collect("letter", letter);
  await it.engine.subjects.object(subject, "quality", { by: "desk" });
  it.clock.pass(731 * day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 1, subjects: 0 });
  expect((await it.people.collect("letter", letter)).subject).toBe(subject);
  await it.engine.subjects.erase(subject, { by: "desk", reason: "request" });
  expect(await it.engine.subjects.find(letter)).toBeUndefined();
});

test("what is to be anonymised keeps what tells nobody apart, and belongs to nobody", async () => {
  const it = await open();
  const visit = {
    address: "192.0.2.77",
    referrer: "https://a.example/x?who=ada",
    land: "NL",
    day: "1990-05-06",
    kind: "new",
  };
  await it.people.collect("visit", visit, { source: "automatic" });
  it.clock.pass(31 * day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 0, anonymised: 1, subjects: 1 });
  const [left] = await rows(it.store, "anonymous");
  expect(left).toMatchObject({
    activity: "visit",
    month: "2026-11",
    values: { address: "192.0.2.0/24", referrer: "https://a.example", land: "NL", day: "1990", kind: "new" },
  });
  expect(Object.keys(left!).sort()).toEqual(["activity", "id", "month", "site", "values"]);
});

test("the end that people were told of is kept: anonymised only where both versions say so, and in its time where the activity is gone", async () => {
  const store = await openTestStore();
  const { note, visit, ...others } = careers.activities;
  const change = (activities: object, effective: string) => withLater(careers, { effective, activities });
  const before = await testEngine({
    store,
    policy: change({ ...others, note, visit: { ...visit, storage: "P30D" } }, "2026-11-02"),
  });
  await before.people.collect("note", { body: "of a form that is gone" });
  await before.people.collect("visit", { address: "192.0.2.77" }, { source: "automatic" });
  await before.close();
  const after = await testEngine({ store, policy: change({ ...others, visit }, "2026-11-03") });
  await after.people.collect("visit", { address: "192.0.2.78" }, { source: "automatic" });
  after.clock.pass(31 * day);
  expect(await after.engine.applyRetention()).toMatchObject({ erased: 1, anonymised: 1 });
  after.clock.pass(334 * day);
  expect(await after.engine.applyRetention()).toMatchObject({ erased: 1, anonymised: 0 });
});

test("sessions and invitations of the company's people that are over go as well, with their keys", async () => {
  const it = await open();
  const vault = await openVault({
    db: it.store.db,
    site: "website",
    master: localMaster(key),
    clock: () => new Date(),
  });
  const items = createSealedStore({
    site: "website",
    db: it.store.db,
    vault,
    clock: () => new Date(),
    personal: createPersonal("website", () => []),
  });
  const expiresAt = "2026-11-24T10:00:00.000Z";
  await items.insert("user", { id: crypto.randomUUID(), email: "desk@halden.example" });
  await items.insert("invitation", { id: crypto.randomUUID(), token: "t", email: "new@halden.example", expiresAt });
  await it.engine.applyRetention();
  expect(await rows(it.store, "staff_item")).toHaveLength(2);
  it.clock.pass(3_600);
  await it.engine.applyRetention();
  expect(await rows(it.store, "staff_item")).toMatchObject([{ model: "user" }]);
  expect(await rows(it.store, "staff_index")).toMatchObject([{ model: "user" }]);
  expect(await rows(it.store, "subject_key")).toHaveLength(1);
  expect(await it.audit("expiry")).toEqual([{ activity: "staff", end: "erase", oldest: expiresAt, records: 1 }]);
});

test.each([
  ["192.0.2.77", "192.0.2.0/24"],
  ["::ffff:192.0.2.77", "192.0.2.0/24"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
  ["2001:db8::1", "2001:db8:0::/48"],
  ["::1", "0:0:0::/48"],
])("of the address %s remains %s", (address, network) => {
  const field = { kind: "ip", for: [], optional: false, source: "automatic", title: "", lookup: false } as const;
  expect(toAnonymous({ fields: { a: field } } as never, { a: address })).toEqual({ a: network });
});

test("a shorter duration reaches what is held already, a longer one does not", async () => {
  const store = await openTestStore();
  const it = await testEngine({ policy: careers, store });
  await it.people.collect("note", { body: "one" });
  await it.close();
  const changed = (storage: string, effective: string) =>
    withLater(careers, {
      effective,
      activities: { ...careers.activities, note: { ...careers.activities.note, storage } },
    });
  const due = async () =>
    (await rows(store, "record")).map(({ due_at }) => (due_at as Date).toISOString().slice(0, 10));

  const longer = await testEngine({ store, policy: changed("P5Y", "2026-11-02") });
  await longer.engine.applyRetention();
  expect(await due()).toEqual(["2027-11-24"]);
  await longer.close();
  const shorter = await testEngine({ store, policy: changed("P30D", "2026-11-03") });
  await shorter.engine.applyRetention();
  expect(await due()).toEqual(["2026-12-24"]);
  expect(await readAudit(store, "storage-shorter")).toEqual([{ activity: "note", records: 1, storage: "P30D" }]);
  // What a process that still knew the longer one has taken in after that is found as well.
  const late = await testEngine({ store, policy: changed("P5Y", "2026-11-02") });
  await late.people.collect("note", { body: "two" });
  await late.close();
  await shorter.engine.applyRetention();
  expect(await due()).toEqual(["2026-12-24", "2026-12-24"]);
  await shorter.close();
  // And back again: what people were told last was thirty days.
  const again = await testEngine({ store, policy: changed("P1Y", "2026-11-04") });
  await again.engine.applyRetention();
  expect(await due()).toEqual(["2026-12-24", "2026-12-24"]);
  await again.close();
});

test("what a legal hold covers stays, is counted, and goes right after its end", async () => {
  const it = await open();
  const { subject } = await it.people.collect("note", { body: "evidence" });
  await it.people.collect("note", { body: "no evidence" });
  const until = new Date("2028-06-01T00:00:00Z");
  const hold = await it.engine.legalHolds.hold({ subject }, { ground: "Claim 12", until, by: "counsel" });
  it.clock.pass(400 * day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 1, held: 1 });
  expect(await it.engine.subjects.erase(subject, { by: "desk", reason: "request" })).toEqual({
    erased: false,
    reason: "held",
    until: until.toISOString(),
  });
  expect((await it.engine.subjects.state(subject))?.held).toEqual([until.toISOString()]);
  it.clock.pass(200 * day);
  expect(await it.engine.applyRetention()).toMatchObject({ erased: 1, held: 0 });
  expect(await it.engine.legalHolds.list()).toMatchObject([
    // Why is forgotten with whom it was about: it may name them.
    { id: hold.id, ground: "", by: "counsel", ended: expect.any(String) as string },
  ]);
  expect(await it.engine.legalHolds.release(hold.id, "counsel")).toBe(false);
});

test("a hold needs a ground and an end, and can be released", async () => {
  const it = await open();
  const { subject } = await it.people.collect("note", { body: "x" });
  const good = { ground: "Claim", until: new Date("2027-01-01"), by: "counsel" };
  await expect(it.engine.legalHolds.hold({ subject }, { ...good, ground: " " })).rejects.toMatchObject({
    code: "refused",
  });
  await expect(it.engine.legalHolds.hold({ subject }, { ...good, until: new Date("2020-01-01") })).rejects.toThrow(
    "end after now",
  );
  await expect(it.engine.legalHolds.hold({ subject }, { ...good, until: new Date(Number.NaN) })).rejects.toThrow(
    "end after now",
  );
  const nobody = crypto.randomUUID();
  for (const covers of [{ subject: nobody }, { subject: "ada" }, { activity: "note", record: nobody }]) {
    await expect(it.engine.legalHolds.hold(covers, good)).rejects.toMatchObject({ code: "not-found" });
  }
  const { id } = await it.engine.legalHolds.hold({ activity: "note" }, good);
  expect((await it.engine.subjects.state(subject))?.held).toEqual([good.until.toISOString()]);
  expect(await it.engine.subjects.erase(subject, { by: "desk", reason: "request" })).toMatchObject({ reason: "held" });
  expect(await it.engine.legalHolds.release(id, "counsel")).toBe(true);
  expect(await it.engine.subjects.erase(subject, { by: "desk", reason: "request" })).toMatchObject({
    erased: true,
    records: 1,
  });
});

test("an erased person is gone from every table, and what the log said about them opens no more", async () => {
  const it = await open();
  const { id, subject } = await it.people.collect("application", applicant);
  await it.people.collect("letter", { email: applicant.email, body: "Hello" });
  const other = await it.people.collect("letter", { email: "other@example.org", body: "Hello" });
  await it.engine.subjects.consent(subject, "pool", { by: "desk" });
  const exported = await it.engine.subjects.export(subject, { by: "desk" });
  expect(exported?.records.map(({ activity, values }) => [activity, values["email"]])).toEqual([
    ["application", applicant.email],
    ["letter", applicant.email],
  ]);
  expect(exported?.events.map(({ type }) => type)).toEqual(["collection", "collection", "statement"]);

  const erased = await it.engine.subjects.erase(subject, { by: "desk", reason: "request" });
  expect(erased).toEqual({ erased: true, records: 2, files: 0 });
  expect(await it.engine.subjects.erase(subject, { by: "desk", reason: "request" })).toMatchObject({ records: 0 });
  for (const table of ["subject_key", "subject_index", "record", "statement"] as const) {
    expect(
      (await rows(it.store, table)).filter((row) => row["subject"] === subject),
      table,
    ).toEqual([]);
  }
  expect((await rows(it.store, "record_value")).filter(({ record }) => record === id)).toEqual([]);
  const about = (await rows(it.store, "audit")).filter((row) => row["subject"] === subject);
  expect(about.length).toBeGreaterThan(2);
  expect(about.every(({ detail, salt }) => detail === null && salt === null)).toBe(true);
  expect(await it.engine.subjects.find({ email: applicant.email })).toBeUndefined();
  expect(await it.engine.subjects.export(subject, { by: "desk" })).toBeUndefined();
  expect(await it.engine.records("application").for("recruitment").read(id, ["name"])).toEqual({
    allowed: false,
    reason: "not-found",
  });
  expect(await it.engine.records("letter").for("recruitment").read(other.id, ["body"])).toMatchObject({
    allowed: true,
  });
  // The address is free for whoever has it next, as a new person.
  expect((await it.people.collect("letter", { email: applicant.email, body: "Back" })).subject).not.toBe(subject);
});

test("erasing and exporting a person reads what is theirs and nothing else, however much there is", async () => {
  const shared = await openTestStore();
  // One connection, so that what its settings and counters say holds for all that is asked.
  const store: Store = { ...shared, db: connect(shared.url, 1) };
  atEnd(() => store.db.destroy());
  const it = await testEngine({ policy: careers, store });
  const { subject } = await it.people.collect("application", applicant);
  await it.engine.subjects.consent(subject, "pool", { by: "desk" });
  // From here on PostgreSQL goes through a table only where no index leads to what is asked.
  await sql`set enable_seqscan = off`.execute(store.db);
  const scans = async () => {
    await sql`select pg_stat_force_next_flush()`.execute(store.db);
    const { rows } = await sql<{ table: string; scans: number }>`
      select relname as table, seq_scan as scans from pg_stat_user_tables where relname <> 'hold' order by 1`.execute(
      store.db,
    );
    return rows;
  };
  const before = await scans();
  expect((await it.engine.subjects.export(subject, { by: "desk" }))?.records).toHaveLength(1);
  expect(await it.engine.subjects.erase(subject, { by: "desk", reason: "request" })).toMatchObject({ records: 1 });
  expect(await scans()).toEqual(before);
  // A control: what no index leads to is counted.
  await store.db.selectFrom("consent").select("seq").where("event", "=", "given").execute();
  expect(await scans()).not.toEqual(before);
});

test("eleven hundred records expire in several commits", async () => {
  const it = await open();
  await Promise.all(Array.from({ length: 1_100 }, (_, i) => it.engine.collect("note", { body: `note ${i}` })));
  it.clock.pass(366 * day);
  const seen: number[] = [];
  expect(await it.engine.applyRetention(({ erased }) => void seen.push(erased))).toMatchObject({
    erased: 1_100,
    subjects: 1_100,
  });
  expect(seen).toEqual([500, 1_000, 1_100]);
  expect((await it.audit("expiry")).map(({ records }) => records)).toEqual([500, 500, 100]);
});
