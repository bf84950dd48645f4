import { CompiledQuery, type Transaction } from "kysely";
import { audit } from "./audit.ts";
import { readHolds } from "./legal-hold.ts";
import type { Log } from "./log.ts";
import { acting } from "./store/acting.ts";
import type { Tables } from "./store/tables.ts";
import { together, type Ask } from "./store/transact.ts";

/** What became of an erasure. A legal hold stands against it until it ends. */
export type Erased =
  | { readonly erased: true; readonly records: number; readonly files: number }
  | { readonly erased: false; readonly reason: "not-found" }
  | { readonly erased: false; readonly reason: "held"; readonly until: string };

export interface EraseOptions {
  readonly site: string;
  readonly log: Log;
  readonly clock: () => Date;
  /** Hash of the version in force. */
  readonly policy: string;
  /** Deletes files from the file store, once nothing names them any more. */
  readonly discard: (ids: readonly string[]) => Promise<void>;
}

/**
 * Erases a person: the key first of all, then everything that it sealed, in one commit with the entry in the log. What lies in
 * back-ups or in a copy of the disk stays closed for good, since its key is nowhere. Doing it again changes nothing.
 */
export async function eraseSubject(
  { site, log, clock, policy, discard }: EraseOptions,
  subject: string,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<Erased> {
  const at = clock();
  const done = await log.transaction(async (trx, append, ask) => {
    await acting(trx, { act: "erase" });
    const row = await trx
      .selectFrom("subject")
      .select("erased_at")
      .where("site", "=", site)
      .where("id", "=", subject)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return { erased: false, reason: "not-found" } as const;
    if (row.erased_at !== null) return { erased: true, records: 0, files: [] as string[] } as const;
    const until = await findHold(trx, site, subject, at);
    if (until) return { erased: false, reason: "held", until: until.toISOString() } as const;
    const { records, files } = await eraseAll(ask, site, [subject], at);
    const detail = { by, files: files.length, reason, records, subject };
    await audit(trx, append, site, [{ type: "erasure", at, policy, detail }]);
    return { erased: true, records, files } as const;
  });
  if (!done.erased) return done;
  await discard(done.files);
  return { erased: true, records: done.records, files: done.files.length };
}

/** When the last legal hold on anything of `subject` ends, or undefined where there is none. */
async function findHold(trx: Transaction<Tables>, site: string, subject: string, at: Date): Promise<Date | undefined> {
  const records = await trx
    .selectFrom("record")
    .select(["activity", "id"])
    .where("site", "=", site)
    .where("subject", "=", subject)
    .execute();
  const holds = (await readHolds(trx, site, at)).filter(
    (hold) =>
      hold.subject === subject ||
      records.some(({ activity, id }) =>
        hold.record === null ? hold.subject === null && hold.activity === activity : hold.record === id,
      ),
  );
  return holds.map(({ until }) => until).sort((a, b) => b.getTime() - a.getTime())[0];
}

/** Erases `subjects` with all that is held about them. Returns how many records it was, and the files that nothing names any more. */
export async function eraseAll(
  ask: Ask,
  site: string,
  subjects: readonly string[],
  at: Date,
): Promise<{ readonly records: number; readonly files: string[] }> {
  if (subjects.length === 0) return { records: 0, files: [] };
  const those = [site, subjects];
  const ofRecords = (table: string): string =>
    `delete from ${table} using record
    where record.site = $1 and record.subject = any ($2::uuid[])
    and ${table}.site = record.site and ${table}.activity = record.activity and ${table}.record = record.id`;
  const [, , , files, records] = await together([
    // Before anything else: if what follows should fail and somebody mends it by hand, the person is erased already.
    ask(CompiledQuery.raw("delete from subject_key where site = $1 and subject = any ($2::uuid[])", those)),
    ask(CompiledQuery.raw(ofRecords("record_value"), those)),
    ask(CompiledQuery.raw(ofRecords("record_index"), those)),
    ask<{ id: string }>(CompiledQuery.raw(`${ofRecords("file")} returning file.id`, those)),
    ask(CompiledQuery.raw("delete from record where site = $1 and subject = any ($2::uuid[])", those)),
    ...toErasures(site, subjects, at).map((statement) => ask(statement)),
  ]);
  return { records: Number(records.numAffectedRows ?? 0n), files: files.rows.map(({ id }) => id) };
}

/** Deletes records with their values, indexes and rows of files. Returns the ids of the files. */
export async function deleteRecords(
  ask: Ask,
  site: string,
  records: readonly { readonly activity: string; readonly id: string }[],
): Promise<string[]> {
  if (records.length === 0) return [];
  const answers = await together(toDeletes(site, records).map((statement) => ask(statement)));
  return (answers[2]!.rows as { readonly id: string }[]).map(({ id }) => id);
}

/** Statements that delete records: their values, indexes and rows of files (giving back the ids). */
export function toDeletes(
  site: string,
  records: readonly { readonly activity: string; readonly id: string }[],
): CompiledQuery[] {
  const those = [site, records.map(({ activity }) => activity), records.map(({ id }) => id)];
  const given = "unnest($2::text[], $3::uuid[]) as given (activity, record)";
  const ofRecords = (table: string, id: string): string =>
    `delete from ${table} using ${given}
    where ${table}.site = $1 and ${table}.activity = given.activity and ${table}.${id} = given.record`;
  return [
    CompiledQuery.raw(ofRecords("record_value", "record"), those),
    CompiledQuery.raw(ofRecords("record_index", "record"), those),
    CompiledQuery.raw(`${ofRecords("file", "record")} returning file.id`, those),
    CompiledQuery.raw(ofRecords("record", "id"), those),
  ];
}

/** Statements that erase those among `subjects` of whom nothing is held any more, and nothing has to be: the key before anything else. */
export function toErasures(site: string, subjects: readonly string[], at: Date): CompiledQuery[] {
  const those = [site, subjects];
  const empty = (table: string, subject = "subject"): string =>
    `${table}.site = $1 and ${table}.${subject} = any ($2::uuid[])
    and not exists (select from subject_key k where k.site = $1 and k.subject = ${table}.${subject})`;
  return [
    CompiledQuery.raw(
      `delete from subject_key where site = $1 and subject = any ($2::uuid[])
      and not exists (select from record r where r.site = $1 and r.subject = subject_key.subject)
      and not exists (
        select from hold h
        where h.site = $1 and h.subject = subject_key.subject and h.ended_at is null and h.until > $3
      )`,
      [...those, at],
    ),
    CompiledQuery.raw(`delete from subject_index where ${empty("subject_index")}`, those),
    CompiledQuery.raw(`delete from statement where ${empty("statement")}`, those),
    // Their entries in the log become noise: a commitment that nothing opens.
    CompiledQuery.raw(`update audit set detail = null, salt = null where ${empty("audit")}`, those),
    CompiledQuery.raw(`update subject set erased_at = $3 where ${empty("subject", "id")} and erased_at is null`, [
      ...those,
      at,
    ]),
  ];
}

/** Those among `subjects` of whom nothing is held any more, and nothing has to be. */
export async function findEmpty(ask: Ask, site: string, subjects: readonly string[], at: Date): Promise<string[]> {
  const { rows } = await ask<{ subject: string }>(
    CompiledQuery.raw(
      `select subject from unnest($2::uuid[]) as those (subject)
      where not exists (select from record where record.site = $1 and record.subject = those.subject)
      and not exists (
        select from hold
        where hold.site = $1 and hold.subject = those.subject and hold.ended_at is null and hold.until > $3
      )`,
      [site, subjects, at],
    ),
  );
  return rows.map(({ subject }) => subject);
}
