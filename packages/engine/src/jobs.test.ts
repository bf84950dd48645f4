import { sql } from "kysely";
import { expect, test } from "vitest";
import { toStandardFeatures } from "./features.ts";
import { openEngine } from "./open-engine.ts";
import { openTestStore, readRows } from "./store/test-store.ts";
import { atEnd } from "./test-ending.ts";
import { issue, mail } from "./test-mails.ts";
import { key, newsletter, origin } from "./test-policy.ts";

/**
 * Which jobs need which table: with it unreadable these fail, and all others do their work. What everything is written down in, the log
 * and what its entries are about, is left out.
 */
const needs: { readonly [table: string]: readonly string[] } = {
  bounce: ["mail"],
  campaign: ["engagement"],
  hold: ["retention"],
  legal_request: ["legal-request-notices", "legal-requests"],
  message: ["outbox"],
  message_attempt: ["outbox"],
  mail_event: ["engagement"],
  mailbox: ["mail"],
  package: ["legal-request-notices", "legal-requests", "packages"],
  record: ["retention"],
  staff_item: ["staff"],
  subject_key: ["legal-requests", "packages", "retention", "succession"],
  succession: ["succession", "succession-recall"],
  succession_notice: ["succession-recall"],
  succession_part: ["succession"],
};

async function open() {
  const store = await openTestStore();
  let now = Date.parse("2026-11-24T09:30:00Z");
  const said: string[] = [];
  const engine = await openEngine({
    policies: [newsletter],
    store,
    key,
    clock: () => new Date(now),
    origin,
    features: toStandardFeatures({ mail: { ...mail, promotions: [issue] } }),
    logger: (sentence) => void said.push(sentence),
  });
  atEnd(engine.close);
  const collected = await engine.core.collector.collect("contact", { email: "ada@example.org", message: "Hello." });
  expect(collected.collected).toBe(true);
  return { engine, store, said, pass: (days: number) => void (now += days * 86_400_000) };
}

const failing = (engine: Awaited<ReturnType<typeof open>>["engine"]) =>
  engine.health().flatMap(({ name, failing }) => (failing ? name : []));

test("with any one table unreadable every job that does not need it does its work, and what failed is told and tried again", async () => {
  const { engine, store, said } = await open();
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name !~ '^(kysely|log_|audit$)' order by 1`.execute(
    store.db,
  );
  const found: { [table: string]: string[] } = {};
  for (const { name } of rows) {
    await sql`alter table ${sql.table(name)} rename to away`.execute(store.db);
    said.length = 0;
    await engine.runJobs();
    await sql`alter table away rename to ${sql.table(name)}`.execute(store.db);
    const failed = failing(engine);
    if (failed.length > 0) found[name] = failed.sort();
    expect(said.filter((sentence) => sentence.includes("failed")).length, name).toBe(failed.length);
    // It comes back, and with it the job.
    await engine.runJobs();
    expect(failing(engine), name).toEqual([]);
  }
  expect(found).toEqual(needs);
});

test("a table of counted mail that cannot be read keeps nobody from being erased in time", async () => {
  const { engine, store, pass, said } = await open();
  await sql`alter table mail_event rename to away`.execute(store.db);
  pass(3 * 366);
  expect(await engine.applyRetention()).toMatchObject({ erased: 1, subjects: 1 });
  expect(await readRows(store)).toEqual([]);
  expect(said).toEqual(['The job "engagement" failed. It is tried again.']);
  expect(engine.health().find(({ name }) => name === "engagement")?.failing).toMatchObject({ times: 1, why: "42P01" });
});
