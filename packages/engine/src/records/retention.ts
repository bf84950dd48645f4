import type { Personal } from "../subjects/personal-data.ts";
import { openKeys } from "../subjects/keys.ts";
import { toSeconds, type CompiledActivity, type Version } from "@abide/policy";
import { CompiledQuery, sql, type Insertable, type Kysely, type Transaction } from "kysely";
import { toAnonymous } from "./anonymise.ts";
import { audit, type AuditEvent } from "../audit/audit.ts";
import { deleteRecords } from "./delete.ts";
import { heldNow } from "../subjects/legal-hold.ts";
import type { Log } from "../audit/log.ts";
import { openPart } from "../vault/parts.ts";
import { setAccessContext, toAccessContext } from "../store/access-context.ts";
import type { AnonymousTable } from "./tables.ts";
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
 * broken off has done what it has committed; the next one goes on. Told of each commit through `progress`.
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
    const { files, records, ...done } = await expireThose(options, due);
    await discard(files);
    soFar = {
      erased: soFar.erased + done.erased,
      anonymised: soFar.anonymised + done.anonymised,
      subjects: soFar.subjects + done.subjects,
      files: soFar.files + files.length,
      held: 0,
    };
    // Others are at these: they do what is to be done.
    if (records === 0) break;
    progress(soFar);
    if (due.length < batch) break;
    from = due.at(-1)!.due_at;
  }
  return { ...soFar, held: await finish(options) };
}

/** How many records are due and wait; and the space of deleted keys is made free. */
async function finish(options: RetentionOptions): Promise<number> {
  const { db } = options;
  const { rows: dead } = await sql<{ dead: boolean }>`
    select n_dead_tup > 0 as dead from pg_stat_user_tables where relid = 'subject_key'::regclass`.execute(db);
  // Where it takes too long for us, PostgreSQL does it by itself later.
  if (dead[0]?.dead) await sql`vacuum subject_key`.execute(db).catch(() => {});
  const statement: CompiledQuery<{ held: number }> = CompiledQuery.raw(
    `select count(*) as held from record where site = $1 and due_at <= $2 and ${heldNow("$1", "$2")}`,
    [options.site, options.clock()],
  );
  return (await look(options, statement))[0]!.held;
}

/** What a statement finds among what the expiry may see. */
async function look<Row>({ db }: RetentionOptions, statement: CompiledQuery<Row>): Promise<readonly Row[]> {
  const [, found] = await pipeline(db, [toAccessContext({ act: "retention" }), statement]);
  return found!.rows as readonly Row[];
}

/** Reads what the expiry may see. */
function seeing<Result>(db: Kysely<Tables>, read: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
  return db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "retention" });
    return read(trx);
  });
}

interface Due {
  readonly activity: string;
  readonly id: string;
  readonly at: Date;
  readonly subject: string;
  readonly version: string;
  readonly due_at: Date;
  readonly revision: number;
}

/** The records that have been due for longest, since `from` at the most, without those that a hold is on. */
function findDue(options: RetentionOptions, from: Date): Promise<readonly Due[]> {
  const statement: CompiledQuery<Due> = CompiledQuery.raw(
    `select activity, id, at, subject, version, due_at, revision from record
    where site = $1 and due_at <= $2 and due_at >= $3 and not ${heldNow("$1", "$2")} order by due_at limit ${batch}`,
    [options.site, options.clock(), from],
  );
  return look(options, statement);
}

/** Ends those of `found` that are still as they were found. */
async function expireThose(options: RetentionOptions, found: readonly Due[]) {
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

/** One entry for each activity: how many records, which end, and since when the oldest was due. Nothing of whom they were about. */
function toEvents(
  rows: readonly Due[],
  isKept: (row: Due) => boolean,
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

/**
 * The declaration that a record is anonymised by, or undefined where it is erased: people were told of its end when it was collected,
 * and are told of it now, and the stricter of the two counts.
 */
async function findAnonymising({ activity, version }: Due, versions: Versions): Promise<CompiledActivity | undefined> {
  const then = (await versions.withHash(version))?.policy.activities[activity];
  const now = versions.declaring(activity)?.policy.activities[activity];
  const said = [then, now].filter((declared) => declared !== undefined);
  return said.length > 0 && said.every(({ storage }) => storage.end === "anonymise") ? said.at(-1) : undefined;
}

/** What is to remain of each of `found` that is to be anonymised. */
async function anonymise(
  { site, db, vault, versions }: RetentionOptions,
  found: readonly Due[],
): Promise<Map<Due, Insertable<AnonymousTable>>> {
  const declared = new Map<Due, CompiledActivity>();
  for (const row of found) {
    const by = await findAnonymising(row, versions);
    if (by) declared.set(row, by);
  }
  if (declared.size === 0) return new Map();
  const rows = [...declared.keys()];
  const { keys, sealed } = await seeing(db, async (trx) => {
    const keys = await openKeys(trx, [...new Set(rows.map(({ subject }) => subject))], site, vault);
    const { rows: sealed } = await sql<{ record: string; activity: string; part: string; sealed: Uint8Array }>`
      select record, activity, part, sealed from record_value
      where site = ${site} and (activity, record) in (
        select * from unnest(${rows.map(({ activity }) => activity)}::text[], ${rows.map(({ id }) => id)}::uuid[])
      )`.execute(trx);
    return { keys, sealed };
  });
  const parts = Map.groupBy(sealed, ({ activity, record }) => `${activity} ${record}`);
  return new Map(
    rows.map((row) => {
      const { activity, id, at, subject } = row;
      const key = keys.get(subject);
      const opened: { [field: string]: unknown } = {};
      for (const part of parts.get(`${activity} ${id}`) ?? []) {
        try {
          if (key) Object.assign(opened, openPart(key, { activity, record: id }, part));
        } catch {
          // It was moved here from elsewhere: nothing of it remains, and it keeps nothing else from its end.
        }
      }
      const values = JSON.stringify(toAnonymous(declared.get(row)!, opened));
      return [row, { site, activity, id: crypto.randomUUID(), month: at.toISOString().slice(0, 7), values }];
    }),
  );
}

/** In an order that says nothing of the one before: rows lie in a table as they came. */
function toShuffled<Item>(items: readonly Item[]): Item[] {
  const places = new Map(items.map((item) => [item, crypto.randomUUID()]));
  return items.toSorted((a, b) => (places.get(a)! < places.get(b)! ? -1 : 1));
}

/** Ends the legal holds whose end has come: what they covered is due at once. Why they were is forgotten with whom they were about. */
async function endHolds(options: RetentionOptions): Promise<void> {
  const { site, log, clock, versions } = options;
  const at = clock();
  const over = CompiledQuery.raw(
    "select from hold where site = $1 and (ended_at is null and until <= $2 or ended_at is not null and ground <> '') limit 1",
    [site, at],
  );
  if ((await look(options, over)).length === 0) return;
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
 * Applies storage durations that became shorter to what is held already, in commits of bounded size. Longer ones are left alone:
 * who was told two years is not kept for three because a file changed, but once they were told of it (see `prolong`).
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
  const longer = new Set((await look(options, found)).map(({ activity }) => activity));
  let changed = 0;
  for (const { version, activity } of all) {
    if (longer.has(activity)) changed += await keepFor(options, version, activity);
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
async function keepFor(options: RetentionOptions, { hash, policy }: Version, activity: string): Promise<number> {
  const { site, log, clock } = options;
  const declared = policy.activities[activity]!;
  const seconds = toKept(declared);
  let changed = 0;
  for (;;) {
    const found = await look<{ id: string }>(
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
