import { toSeconds, type CompiledActivity } from "@abide/policy";
import { CompiledQuery, sql, type Transaction } from "kysely";
import { toAnonymous } from "./anonymise.ts";
import { audit, type Act } from "./audit.ts";
import { deleteRecords, eraseAll, findEmpty } from "./erase.ts";
import { openKeys } from "./hold.ts";
import { heldNow } from "./legal-hold.ts";
import type { Log } from "./log.ts";
import { openPart } from "./parts.ts";
import { acting, toActing } from "./store/acting.ts";
import type { Store, Tables } from "./store/index.ts";
import { together } from "./store/transact.ts";
import type { Vault } from "./vault/vault.ts";
import type { Versions } from "./versions.ts";

/** What a run did. */
export interface Expired {
  readonly erased: number;
  readonly anonymised: number;
  /** People of whom nothing is held any more: their keys are gone. */
  readonly subjects: number;
  readonly files: number;
  /** Records that are due and wait for the end of a legal hold. */
  readonly held: number;
}

export interface ExpireOptions {
  readonly site: string;
  readonly log: Log;
  readonly store: () => Promise<Store>;
  readonly vault: Vault;
  readonly versions: Versions;
  readonly clock: () => Date;
  readonly discard: (ids: readonly string[]) => Promise<void>;
}

/** Records of one commit: enough to be quick, few enough that others wait for a moment only. */
const batch = 500;

/**
 * Erases or anonymises what is over its time, in commits of at most 500 records, each with its entries in the log. A run that is
 * broken off has done what it has committed; the next one goes on. Told of each commit through `progress`.
 */
export async function expire(options: ExpireOptions, progress: (soFar: Expired) => void = () => {}): Promise<Expired> {
  const { site, store, clock, discard } = options;
  await endHolds(options);
  await shorten(options);
  let soFar: Expired = { erased: 0, anonymised: 0, subjects: 0, files: 0, held: 0 };
  for (;;) {
    const { files, records, ...done } = await expireSome(options);
    await discard(files);
    soFar = {
      erased: soFar.erased + done.erased,
      anonymised: soFar.anonymised + done.anonymised,
      subjects: soFar.subjects + done.subjects,
      files: soFar.files + files.length,
      held: 0,
    };
    if (records > 0) progress(soFar);
    if (records < batch) break;
  }
  const { db } = await store();
  // A deleted row lies in the table's file until it is vacuumed: a key that is gone should be gone from there as well.
  if (soFar.subjects > 0) await sql`vacuum subject_key`.execute(db);
  const held = await db.transaction().execute(async (trx) => {
    await acting(trx, { act: "expire" });
    const { rows } = await sql<{ held: number }>`
      select count(*) as held from record where site = ${site} and due_at <= ${clock()}`.execute(trx);
    return rows[0]!.held;
  });
  return { ...soFar, held };
}

interface Due {
  readonly activity: string;
  readonly id: string;
  readonly at: Date;
  readonly subject: string;
  readonly version: string;
  readonly due_at: Date;
}

async function expireSome(options: ExpireOptions) {
  const { site, log, clock, versions } = options;
  const now = clock();
  return log.transaction(async (trx, append, ask) => {
    const [, { rows }] = await together([
      ask(toActing({ act: "expire" })),
      ask<Due>(
        CompiledQuery.raw(
          `select activity, id, at, subject, version, due_at from record
          where site = $1 and due_at <= $2 and not ${heldNow("$1", "$2")} order by due_at limit ${batch} for update skip locked`,
          [site, now],
        ),
      ),
    ]);
    if (rows.length === 0) return { records: 0, erased: 0, anonymised: 0, subjects: 0, files: [] as string[] };
    const ends = await Promise.all(rows.map((row) => findDeclared(row, versions)));
    const kept = rows.filter((_, at) => ends[at]?.storage.end === "anonymise");
    await anonymise(trx, kept, ends.filter((declared) => declared?.storage.end === "anonymise") as never, options);
    const files = await deleteRecords(ask, site, rows);
    const subjects = await findEmpty(ask, site, [...new Set(rows.map(({ subject }) => subject))], now);
    await eraseAll(ask, site, subjects, now);
    const policy = versions.current[0].hash;
    await audit(trx, append, site, toActs(rows, ends, now, policy, subjects.length));
    return {
      records: rows.length,
      erased: rows.length - kept.length,
      anonymised: kept.length,
      subjects: subjects.length,
      files,
    };
  });
}

/** One entry for each activity: how many records, which end, and since when the oldest was due. Nothing of whom they were about. */
function toActs(
  rows: readonly Due[],
  ends: readonly (CompiledActivity | undefined)[],
  at: Date,
  policy: string,
  subjects: number,
): Act[] {
  const groups = Map.groupBy(rows.keys(), (at) => `${rows[at]!.activity}\n${ends[at]?.storage.end ?? "erase"}`);
  const acts = [...groups].map(([group, members]): Act => {
    const [activity, end] = group.split("\n");
    const places = [...members];
    const oldest = rows[places[0]!]!.due_at.toISOString();
    return { type: "expiry", at, policy, detail: { activity, end, oldest, records: places.length } };
  });
  if (subjects > 0) acts.push({ type: "erasure", at, policy, detail: { by: "expiry", subjects } });
  return acts;
}

/** The activity of a record as it is declared now, or as it was when it was collected. */
async function findDeclared({ activity, version }: Due, versions: Versions): Promise<CompiledActivity | undefined> {
  const now = versions.current.find(({ policy }) => Object.hasOwn(policy.activities, activity));
  return (now ?? (await versions.find(version)))?.policy.activities[activity];
}

async function anonymise(
  trx: Transaction<Tables>,
  rows: readonly Due[],
  declared: readonly CompiledActivity[],
  { site, vault }: ExpireOptions,
): Promise<void> {
  if (rows.length === 0) return;
  const keys = await openKeys(trx, [...new Set(rows.map(({ subject }) => subject))], site, vault);
  const { rows: sealed } = await sql<{ record: string; activity: string; part: string; sealed: Uint8Array }>`
    select record, activity, part, sealed from record_value
    where site = ${site} and (activity, record) in (
      select * from unnest(${rows.map(({ activity }) => activity)}::text[], ${rows.map(({ id }) => id)}::uuid[])
    )`.execute(trx);
  const parts = Map.groupBy(sealed, ({ activity, record }) => `${activity} ${record}`);
  const left = rows.map(({ activity, id, at, subject }, index) => {
    const key = keys.get(subject);
    const opened: { [field: string]: unknown } = {};
    for (const part of parts.get(`${activity} ${id}`) ?? []) {
      if (key) Object.assign(opened, openPart(key, { activity, record: id }, part));
    }
    const less = toAnonymous(declared[index]!, opened);
    return {
      site,
      activity,
      id: crypto.randomUUID(),
      month: at.toISOString().slice(0, 7),
      values: JSON.stringify(less),
    };
  });
  await trx.insertInto("anonymous").values(left).execute();
}

/** Ends the legal holds whose end has come: what they covered is due at once. */
async function endHolds({ site, log, clock, versions }: ExpireOptions): Promise<void> {
  const at = clock();
  await log.transaction(async (trx, append) => {
    const ended = await trx
      .updateTable("hold")
      .set({ ended_at: at })
      .where("site", "=", site)
      .where("ended_at", "is", null)
      .where("until", "<=", at)
      .returning("id")
      .execute();
    const policy = versions.current[0].hash;
    const acts = ended.map(({ id }): Act => ({
      type: "hold-end",
      at,
      policy,
      detail: { by: "its own end", hold: id },
    }));
    await audit(trx, append, site, acts);
  });
}

/**
 * Applies storage durations that became shorter to what is held already, in commits of bounded size. Longer ones are left alone:
 * who was told two years is not kept for three because a file changed (see `prolong`).
 */
export async function shorten({ site, log, versions, clock }: ExpireOptions): Promise<number> {
  let changed = 0;
  for (const { hash, policy } of versions.current) {
    for (const [activity, { storage }] of Object.entries(policy.activities)) {
      const seconds = Math.round(toSeconds(storage.for)!);
      for (;;) {
        const records = await log.transaction(async (trx, append) => {
          await acting(trx, { act: "expire" });
          const { numAffectedRows = 0n } = await sql`
            update record set kept_for = ${seconds}, due_at = event_at + ${seconds} * interval '1 second'
            where (site, activity, id) in (
              select site, activity, id from record
              where site = ${site} and activity = ${activity} and kept_for > ${seconds} limit 5000
            )`.execute(trx);
          const records = Number(numAffectedRows);
          const detail = { activity, records, storage: storage.for };
          if (records > 0)
            await audit(trx, append, site, [{ type: "storage-shorter", at: clock(), policy: hash, detail }]);
          return records;
        });
        changed += records;
        if (records < 5000) break;
      }
    }
  }
  return changed;
}

/** Keeps what is held under `activity` for as long as the version in force says, once the people concerned have been told. */
export async function prolong({ site, log, versions, clock }: ExpireOptions, activity: string): Promise<number> {
  const version = versions.current.find(({ policy }) => Object.hasOwn(policy.activities, activity));
  if (!version) return 0;
  const { storage } = version.policy.activities[activity]!;
  const seconds = Math.round(toSeconds(storage.for)!);
  return log.transaction(async (trx, append) => {
    await acting(trx, { act: "expire" });
    const { numAffectedRows = 0n } = await sql`
      update record set kept_for = ${seconds}, due_at = event_at + ${seconds} * interval '1 second'
      where site = ${site} and activity = ${activity} and kept_for < ${seconds}`.execute(trx);
    const records = Number(numAffectedRows);
    const detail = { activity, records, storage: storage.for };
    await audit(trx, append, site, [{ type: "storage-longer", at: clock(), policy: version.hash, detail }]);
    return records;
  });
}
