import type { Personal } from "../subjects/personal-data.ts";
import { toSeconds, type CompiledActivity, type Version } from "@abide/policy";
import { CompiledQuery, sql, type Kysely } from "kysely";
import { anonymise, type EndingRecord } from "./anonymise.ts";
import { audit, type AuditEvent } from "../audit/audit.ts";
import { deleteRecords } from "./delete.ts";
import { heldNow } from "../subjects/legal-hold.ts";
import type { Log } from "../audit/log.ts";
import { setAccessContext, toAccessContext } from "../store/access-context.ts";
import type { Tables } from "../store/tables.ts";
import { settleAll, pipeline } from "../store/transact.ts";
import type { Vault } from "../vault/vault.ts";
import type { Versions } from "../policies/versions.ts";

/** What a run did. */
export interface RetentionResult {
  readonly erased: number;
  readonly anonymised: number;
  /** People of whom nothing is held any more: their keys are gone. */
  readonly subjects: number;
  readonly files: number;
  /** Records that are due and wait for the end of a legal hold. */
  readonly held: number;
}

/** What it takes to change how long something is kept. */
interface Storing {
  readonly site: string;
  readonly log: Log;
  readonly versions: Versions;
  readonly clock: () => Date;
}

export interface RetentionOptions extends Storing {
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  readonly discard: (ids: readonly string[]) => Promise<void>;
  readonly personal: Personal;
}

/** Records of one commit: enough to be quick, few enough that others wait for a moment only. */
const batch = 500;

/**
 * Erases or anonymises what is over its time, in commits of at most 500 records, each with its entries in the log. A run that is
 * broken off has done what it has committed; the next one goes on. `progress` is called after each commit.
 *
 * What PostgreSQL deletes stays in its files for a while: in the table until the page is written anew, which the VACUUM at the end
 * hastens but does not force for the last row of a page, and in the write-ahead log until that is used again. Of a value that is
 * ciphertext, of a key something that only the vault's own keys open: `abide rotate --keys` and `abide rotate` replace those.
 */
export async function applyRetention(
  options: RetentionOptions,
  progress: (soFar: RetentionResult) => void = () => {},
): Promise<RetentionResult> {
  const { discard } = options;
  await endHolds(options);
  await shorten(options);
  let soFar: RetentionResult = { erased: 0, anonymised: 0, subjects: 0, files: 0, held: 0 };
  let from = new Date(0);
  for (;;) {
    const due = await findDue(options, from);
    if (due.length === 0) break;
    const { files, records, ...done } = await endRecords(options, due);
    await discard(files);
    soFar = {
      erased: soFar.erased + done.erased,
      anonymised: soFar.anonymised + done.anonymised,
      subjects: soFar.subjects + done.subjects,
      files: soFar.files + files.length,
      held: 0,
    };
    // Another process has locked these records, and ends them.
    if (records === 0) break;
    progress(soFar);
    if (due.length < batch) break;
    from = due.at(-1)!.due_at;
  }
  await freeSpaceOfKeys(options);
  return { ...soFar, held: await countHeld(options) };
}

/** Makes the space of deleted keys free. Where it takes too long for us, PostgreSQL does it by itself later. */
async function freeSpaceOfKeys({ db }: RetentionOptions): Promise<void> {
  const { rows: dead } = await sql<{ dead: boolean }>`
    select n_dead_tup > 0 as dead from pg_stat_user_tables where relid = 'subject_key'::regclass`.execute(db);
  if (dead[0]?.dead) await sql`vacuum subject_key`.execute(db).catch(() => {});
}

/** How many records are due and wait for the end of a legal hold. */
async function countHeld(options: RetentionOptions): Promise<number> {
  const statement: CompiledQuery<{ held: number }> = CompiledQuery.raw(
    `select count(*) as held from record where site = $1 and due_at <= $2 and ${heldNow("$1", "$2")}`,
    [options.site, options.clock()],
  );
  return (await readForRetention(options, statement))[0]!.held;
}

/** The rows that a statement finds among those that the retention may see. */
async function readForRetention<Row>({ db }: RetentionOptions, statement: CompiledQuery<Row>): Promise<readonly Row[]> {
  const [, found] = await pipeline(db, [toAccessContext({ act: "retention" }), statement]);
  return found!.rows as readonly Row[];
}

interface DueRecord extends EndingRecord {
  readonly due_at: Date;
  readonly revision: number;
}

/** The records that have been due for longest, from those that were due at `from` on, without those that a hold is on. */
function findDue(options: RetentionOptions, from: Date): Promise<readonly DueRecord[]> {
  const statement: CompiledQuery<DueRecord> = CompiledQuery.raw(
    `select activity, id, at, subject, version, due_at, revision from record
    where site = $1 and due_at <= $2 and due_at >= $3 and not ${heldNow("$1", "$2")} order by due_at limit ${batch}`,
    [options.site, options.clock(), from],
  );
  return readForRetention(options, statement);
}

/** Erases or anonymises those of `found` that are still as they were found, in one commit. */
async function endRecords(options: RetentionOptions, found: readonly DueRecord[]) {
  const { site, log, clock, versions, personal } = options;
  const now = clock();
  const less = await anonymise(options, found);
  return log.transaction(async (trx, append, send) => {
    const [, { rows }] = await settleAll([
      send(toAccessContext({ act: "retention" })),
      send<{ id: string; activity: string }>(
        CompiledQuery.raw(
          `select record.activity, record.id from record
          join unnest($3::text[], $4::uuid[], $5::integer[]) as found (activity, id, revision)
            on record.site = $1 and record.activity = found.activity and record.id = found.id
            and record.revision = found.revision
          where due_at <= $2 and not ${heldNow("$1", "$2")} for update of record skip locked`,
          [
            site,
            now,
            found.map(({ activity }) => activity),
            found.map(({ id }) => id),
            found.map(({ revision }) => revision),
          ],
        ),
      ),
    ]);
    const taken = new Set(rows.map(({ activity, id }) => `${activity} ${id}`));
    const those = found.filter(({ activity, id }) => taken.has(`${activity} ${id}`));
    if (those.length === 0) return { records: 0, erased: 0, anonymised: 0, subjects: 0, files: [] as string[] };
    const left = those.flatMap((row) => less.get(row) ?? []);
    if (left.length > 0) await trx.insertInto("anonymous").values(toShuffled(left)).execute();
    const subjects = [...new Set(those.map(({ subject }) => subject))];
    const after = (await personal.before()?.(trx, subjects, now)) ?? [];
    const [files, erased] = await settleAll([
      deleteRecords(send, site, those),
      send(personal.toErasure(subjects, now, { unlessKept: true })),
      ...after.map((statement) => send(statement)),
    ]);
    const gone = erased.rows[0]!;
    const policy = versions.current[0].hash;
    await audit(
      trx,
      append,
      site,
      toEvents(those, (row) => less.has(row), now, policy, gone.subjects.length),
    );
    return {
      records: those.length,
      erased: those.length - left.length,
      anonymised: left.length,
      subjects: gone.subjects.length,
      files: [...files, ...gone.files],
    };
  });
}

/** One audit event for each activity: how many records, which end, and since when the oldest was due. Nothing about the people. */
function toEvents(
  rows: readonly DueRecord[],
  isKept: (row: DueRecord) => boolean,
  at: Date,
  policy: string,
  subjects: number,
): AuditEvent[] {
  const groups = Map.groupBy(rows, (row) => `${row.activity}\n${isKept(row) ? "anonymise" : "erase"}`);
  const events = [...groups].map(([group, [first, ...others]]): AuditEvent => {
    const [activity, end] = group.split("\n");
    const oldest = first!.due_at.toISOString();
    return { type: "expiry", at, policy, detail: { activity, end, oldest, records: 1 + others.length } };
  });
  if (subjects > 0) events.push({ type: "erasure", at, policy, detail: { by: "expiry", subjects } });
  return events;
}

/** The items in a random order: rows lie in a table as they came, and the order would tell which record each was. */
function toShuffled<Item>(items: readonly Item[]): Item[] {
  const places = new Map(items.map((item) => [item, crypto.randomUUID()]));
  return items.toSorted((a, b) => (places.get(a)! < places.get(b)! ? -1 : 1));
}

/**
 * Ends the legal holds whose end has come: what they covered is due at once. The ground of a hold is deleted once its subject or record
 * is gone: it may name the person.
 */
async function endHolds(options: RetentionOptions): Promise<void> {
  const { site, log, clock, versions } = options;
  const at = clock();
  const over = CompiledQuery.raw(
    "select from hold where site = $1 and (ended_at is null and until <= $2 or ended_at is not null and ground <> '') limit 1",
    [site, at],
  );
  if ((await readForRetention(options, over)).length === 0) return;
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
    const events = ended.map(({ id }): AuditEvent => ({
      type: "hold-end",
      at,
      policy,
      detail: { by: "its own end", hold: id },
    }));
    await audit(trx, append, site, events);
    await setAccessContext(trx, { act: "retention" });
    await sql`
      update hold set ground = '' where site = ${site} and ended_at is not null and ground <> '' and (
        subject is not null and not exists (
          select from subject_key k where k.site = hold.site and k.subject = hold.subject
        ) or record is not null and not exists (
          select from record r where r.site = hold.site and r.activity = hold.activity and r.id = hold.record
        )
      )`.execute(trx);
  });
}

/**
 * Applies storage durations that became shorter to what is held already, in commits of bounded size. Longer ones are left alone: people
 * who were told two years are not kept for three because a file changed, but once they were told of it (see `prolong`).
 */
async function shorten(options: RetentionOptions): Promise<number> {
  const all = options.versions.current.flatMap((version) =>
    Object.entries(version.policy.activities).map(([activity, declared]) => ({ version, activity, declared })),
  );
  const found: CompiledQuery<{ activity: string }> = CompiledQuery.raw(
    `select activity from unnest($2::text[], $3::bigint[]) as declared (activity, seconds) where exists (
      select from record where site = $1 and record.activity = declared.activity and kept_for > seconds
    )`,
    [options.site, all.map(({ activity }) => activity), all.map(({ declared }) => toKept(declared))],
  );
  const longer = new Set((await readForRetention(options, found)).map(({ activity }) => activity));
  let changed = 0;
  for (const { version, activity } of all) {
    if (longer.has(activity)) changed += await shortenActivity(options, version, activity);
  }
  return changed;
}

/**
 * Keeps the records of `subjects` under `activity` for as long as `told` says, the version that they were told of. Where a version in
 * force by now says less, that counts. Returns how many records it was.
 */
export async function prolong(
  options: Storing,
  {
    activity,
    told,
    subjects,
  }: { readonly activity: string; readonly told: Version; readonly subjects: readonly string[] },
): Promise<number> {
  const { site, log, clock, versions } = options;
  const inForce = versions.declaring(activity);
  const declared = [told, inForce]
    .flatMap((version) => version?.policy.activities[activity] ?? [])
    .toSorted((a, b) => toKept(a) - toKept(b))[0];
  if (!inForce || !declared || subjects.length === 0) return 0;
  const seconds = toKept(declared);
  return log.transaction(async (trx, append) => {
    await setAccessContext(trx, { act: "notice" });
    const { numAffectedRows = 0n } = await sql`
      update record set kept_for = ${seconds}, due_at = event_at + ${seconds} * interval '1 second'
      where site = ${site} and subject = any (${subjects}::uuid[]) and activity = ${activity} and kept_for < ${seconds}
    `.execute(trx);
    const records = Number(numAffectedRows);
    const detail = { activity, records, storage: declared.storage.for };
    if (records > 0)
      await audit(trx, append, site, [{ type: "storage-longer", at: clock(), policy: told.hash, detail }]);
    return records;
  });
}

/** How long records of an activity are kept, in seconds. */
export const toKept = ({ storage }: CompiledActivity): number => Math.round(toSeconds(storage.for)!);

/** Brings what is kept for longer than `version` says to what it says. */
async function shortenActivity(
  options: RetentionOptions,
  { hash, policy }: Version,
  activity: string,
): Promise<number> {
  const { site, log, clock } = options;
  const declared = policy.activities[activity]!;
  const seconds = toKept(declared);
  let changed = 0;
  for (;;) {
    const found = await readForRetention<{ id: string }>(
      options,
      CompiledQuery.raw(`select id from record where site = $1 and activity = $2 and kept_for > $3 limit ${batch}`, [
        site,
        activity,
        seconds,
      ]),
    );
    if (found.length === 0) return changed;
    changed += await log.transaction(async (trx, append) => {
      await setAccessContext(trx, { act: "retention" });
      const { numAffectedRows = 0n } = await sql`
        update record set kept_for = ${seconds}, due_at = event_at + ${seconds} * interval '1 second'
        where site = ${site} and activity = ${activity} and id = any (${found.map(({ id }) => id)}::uuid[])
          and kept_for > ${seconds}`.execute(trx);
      const records = Number(numAffectedRows);
      const detail = { activity, records, storage: declared.storage.for };
      if (records > 0) await audit(trx, append, site, [{ type: "storage-shorter", at: clock(), policy: hash, detail }]);
      return records;
    });
  }
}
