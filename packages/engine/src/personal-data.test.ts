import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { backUp } from "./backup/backup.ts";
import { toStandardFeatures } from "./features.ts";
import { disclosuresFeature } from "./disclosures/feature.ts";
import { mailFeature } from "./mail/feature.ts";
import { openEngine, type OpenedEngine } from "./open-engine.ts";
import { packagesFeature } from "./packages/feature.ts";
import { successionFeature } from "./succession/feature.ts";
import { createReader } from "./records/records.ts";
import { corePersonalData } from "./core-personal-data.ts";
import { restore } from "./restore.ts";
import { createSealedStore } from "./staff/sealed-store.ts";
import type { Claim } from "./subjects/personal-data.ts";
import { lookInto, openTestStore } from "./store/test-store.ts";
import type { Store } from "./store/index.ts";
import { makeFolder } from "./test-ending.ts";
import { notices } from "./test-mails.ts";
import { ada, key, origin, outside, withChanges } from "./test-policy.ts";
import { testRecipient } from "./test-recipient.ts";
import { openFolder } from "./vault/folder.ts";
import { localMaster } from "./vault/master.ts";

/** Kept for a short time, so that a person's time is over before a package's. */
const policy = withChanges(outside, {
  activities: { contact: { ...outside.activities.contact, storage: "P10D" } },
});

const day = 86_400_000;
const by = { id: "officer", roles: [] };
const hosting = testRecipient("hosting");

const features = toStandardFeatures({ ...notices, disclose: { connectors: { hosting } } });
const claims = Object.assign(
  {},
  ...[...corePersonalData, ...features.flatMap(({ personal }) => (personal === "none" ? [] : personal))].map(
    ({ tables }) => tables,
  ),
) as {
  readonly [table: string]: Claim;
};

let store: Store;
let engine: OpenedEngine;
let now = Date.parse("2026-11-24T09:30:00Z");
const clock = () => new Date(now);

interface Seeded {
  readonly subject: string;
  readonly record: string;
}

/** Ways in which somebody comes to be erased. Each is tried on a person of their own, of whom as much is held as can be. */
const ways = ["by request", "record by record", "by the retention", "as staff", "by a restore"] as const;
const people = new Map<(typeof ways)[number], Seeded>();

beforeAll(async () => {
  store = { ...(await openTestStore()), folder: await makeFolder() };
  engine = await openEngine({ policies: [policy], store, key, origin, clock, features, logger: () => {} });
  for (const way of ways) people.set(way, await seed(`${way.replaceAll(" ", ".")}@example.org`, way === "as staff"));
  await tellOfSuccession();
});
afterAll(() => engine.close());

/** Somebody of whom every table holds something. */
async function seed(email: string, isStaff: boolean): Promise<Seeded> {
  const account = crypto.randomUUID();
  if (isStaff) {
    const user = { name: "Ada Lund", email, roles: "", suspended: false };
    await createSealedStore(engine.core).insert("user", { id: account, ...user });
  }
  const proof = new File(["Invoice 7, paid."], "invoice.txt");
  const collected = await engine.core.collector.collect(
    "contact",
    { ...ada, email, proof },
    { language: "en", ...(isStaff ? { subject: account } : {}) },
  );
  if (!collected.collected) throw new Error(JSON.stringify(collected.problems));
  const record = collected.id;
  const [row] = (await dump(store)).record!.filter(({ id }) => id === record);
  const subject = String(row!["subject"]);
  await engine.core.subjects.consent(subject, "promotion", { by: "ada" });
  const ground = { ground: "The claim of Ada Lund", until: new Date(now + day), by: "officer" };
  const hold = await engine.core.legalHolds.hold({ subject }, ground);
  await engine.core.legalHolds.release(hold.id, "officer");
  const disclosing = {
    recipient: "hosting",
    purpose: "support",
    activity: "contact",
    fields: ["name", "email"],
    records: [record],
    by,
  };
  const disclose = async () => {
    expect(await engine.feature(disclosuresFeature).disclose(disclosing as never)).toMatchObject({ disclosed: true });
    await engine.core.outbox.drain();
  };
  await disclose();
  // Another that was given up, and one that waits.
  hosting.answer = () => ({ outcome: "failed", why: "refused" });
  await disclose();
  hosting.answer = undefined;
  await engine.core.outbox.pause("disclosure hosting", "officer", "a moment");
  await disclose();
  await engine.core.outbox.resume("disclosure hosting", "officer");
  await sql`update message set due_at = ${new Date(now + 30 * day)} where state = 'queued'`.execute(store.db);
  const values = { authority: "A court", disclosed: "today", fields: "name", ground: "a law" };
  expect(await engine.feature(mailFeature).send(notices.mail.templates[0]!, record, values)).toMatchObject({
    queued: true,
  });
  await engine.core.outbox.drain();
  const made = await engine.feature(packagesFeature).make({
    recipient: "advisers",
    adviser: { name: "Ingrid Moe", email: "moe@auditors.example" },
    purpose: "compliance",
    scope: { activity: "contact", subjects: [subject], fields: ["name", "proof"] },
    key: { age: await identityToRecipient(await generateIdentity()) },
    expires: new Date(now + 60 * day),
    by,
  });
  if (!made.made) throw new Error(made.reason);
  return { subject, record };
}

/** Everybody is told of a transfer that does not come. */
async function tellOfSuccession(): Promise<void> {
  const planned = await engine.feature(successionFeature).plan({
    recipient: "successor",
    successor: "Fjell Systems",
    contact: { name: "Kari Dahl", email: "dahl@fjell.example" },
    activities: ["contact"],
    key: { age: await identityToRecipient(await generateIdentity()) },
    effective: new Date(now + 300 * day),
    by,
  });
  if (!planned.planned) throw new Error(planned.reason);
  await engine.feature(successionFeature).notify(planned.id, by);
  await engine.core.outbox.drain();
}

type Row = { readonly [column: string]: unknown };

/** Every table of the store, as it lies there. */
async function dump(store: Store): Promise<{ [table: string]: Row[] }> {
  return lookInto(store, async (trx) => {
    const tables: { [table: string]: Row[] } = {};
    for (const table of await readTables(store)) {
      tables[table] = [...(await sql<Row>`select * from ${sql.table(table)}`.execute(trx)).rows];
    }
    return tables;
  });
}

async function readTables({ db }: Store): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%' order by 1`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

/** What the store says of somebody, table by table: rows that name them, or their record, or what was written about them. */
function toTraces(tables: { readonly [table: string]: readonly Row[] }, { subject, record }: Seeded) {
  const own = new Set([subject, record]);
  const ofOwn = (table: string) => tables[table]!.filter((row) => row["subject"] === subject);
  for (const row of [...ofOwn("disclosure"), ...ofOwn("message")]) {
    for (const id of [row["id"], row["package"]]) if (typeof id === "string") own.add(id);
  }
  const traces = Object.entries(tables).flatMap(([table, rows]) => {
    const found = rows.filter((row) => Object.values(row).some((value) => own.has(String(value))));
    return found.length === 0 ? [] : [[table, found.map(toShape).sort()] as const];
  });
  const { audit = [], ...rest } = Object.fromEntries<string[]>(traces);
  // How many entries there are differs with what happened; what can be read of them does not.
  return { ...rest, audit: [...new Set(audit)] } as { readonly [table: string]: readonly string[] };
}

/** A row without what differs from person to person: which columns say something, and what words they say. */
function toShape(row: Row): string {
  const plain = Object.entries(row).map(([name, value]) => {
    if (value instanceof Uint8Array) return [name, value.length > 0 ? "bytes" : "nothing"];
    if (value instanceof Date) return [name, "a time"];
    if (typeof value === "string" && /^[0-9a-f-]{36}$/.test(value)) return [name, "an id"];
    return [
      name,
      ["idx", "seq", "bytes", "key", "n", "ms", "manifest", "type", "erased_at"].includes(name) ? "…" : value,
    ];
  });
  return JSON.stringify(plain);
}

test("of somebody full everything is held that can be, and every table that refers to them is claimed", async () => {
  const tables = await dump(store);
  const subjects = new Set(tables["subject"]!.map(({ id }) => String(id)));
  // By what lies there, and by the names of columns: a new table has no rows yet.
  const referring = Object.entries(tables).flatMap(([table, rows]) =>
    rows.some((row) => Object.values(row).some((value) => subjects.has(String(value)))) ? table : [],
  );
  const { rows: named } = await sql<{ name: string }>`
    select distinct table_name as name from information_schema.columns
    where table_schema = 'public' and column_name in ('subject', 'person') order by 1`.execute(store.db);
  const all = new Set([...referring, ...named.map(({ name }) => name)]);
  // Made-up subjects that own the key of a data set: no person stands behind them.
  for (const table of ["legal_request", "succession"]) all.delete(table);
  expect([...all].filter((table) => !Object.hasOwn(claims, table))).toEqual([]);
  for (const table of Object.keys(claims)) {
    const isEmpty = tables[table]?.length === 0;
    expect(isEmpty, `nobody in this test is in "${table}"`).toBe(false);
  }
});

test("what is exported and what is erased are the same tables, or it is said why not", async () => {
  const { subject } = people.get("as staff")!;
  const exported = (await engine.core.subjects.export(subject, { by: "ada" }))!;
  const shown: { readonly [table: string]: unknown } = {
    subject: exported.since,
    statement: exported.statements[0],
    audit: exported.events[0],
    record: exported.records[0],
    record_value: exported.records[0]?.values["message"],
    file: exported.records[0]?.mails[0],
    disclosure: exported.disclosures[0],
  };
  const said = Object.entries(claims).filter(([, { unexported }]) => unexported === undefined);
  expect(said.map(([table]) => table).sort()).toEqual(Object.keys(shown).sort());
  for (const [table, value] of Object.entries(shown)) expect(value, table).toBeDefined();
});

test("whichever way somebody is erased, the same is left of them in every table", async () => {
  const backups = await makeFolder();
  const files = await openFolder(join(store.folder!, "files"));
  const { core } = engine;
  const { vault, subjects } = core;
  const { path } = await backUp({ store, site: engine.core.site, vault, files, folder: backups, clock });
  const of = (way: (typeof ways)[number]) => people.get(way)!;
  const because = { by: "officer", reason: "asked for it" };
  expect(await subjects.erase(of("by request").subject, because)).toMatchObject({ erased: true, records: 1 });
  const reader = createReader(core, "contact", "support", undefined);
  expect(await reader.erase({ id: of("record by record").record })).toMatchObject({ allowed: true, records: 1 });
  await createSealedStore(core).erase(of("as staff").subject, clock());
  // Back it comes, and goes again.
  await subjects.erase(of("by a restore").subject, because);
  now += 1_000;
  await backUp({ store, site: engine.core.site, vault, files, folder: backups, clock });
  const restored: Store = { ...(await openTestStore()), folder: await makeFolder() };
  const place = await openFolder(join(restored.folder!, "files"));
  await restore({ from: path, store: restored, master: localMaster(key), files: place, clock });
  now += 11 * day;
  // Once more: what an erasure leaves to be tidied up is tidied up by the next run.
  for (let run = 0; run < 2; run++) await engine.applyRetention();
  const options = { policies: [policy], key, origin, clock, features, logger: () => {} };
  const again = await openEngine({ ...options, store: restored });
  onTestFinished(() => again.close());
  await again.applyRetention();

  const before = await dump(store);
  const left = toTraces(before, of("by request"));
  expect(Object.keys(left)).not.toContain("record");
  expect(Object.keys(left)).not.toContain("mailbox");
  expect(left["hold"]?.join()).not.toContain("Ada Lund");
  for (const way of ways.slice(1, -1)) expect(toTraces(before, of(way)), way).toEqual(left);
  expect(toTraces(await dump(restored), of("by a restore")), "by a restore").toEqual(left);
});
