import { CompiledQuery } from "kysely";
import { audit } from "./audit.ts";
import type { Forget } from "./disclose/forget.ts";
import { readHoldsOn } from "./legal-hold.ts";
import type { Log } from "./log.ts";
import { acting } from "./store/acting.ts";
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
  /** Has the person deleted where their data went to. */
  readonly forget?: Forget | undefined;
}

/**
 * Erases a person: the key first of all, then everything that it sealed, in one commit with the entry in the log. What lies in
 * back-ups or in a copy of the disk stays closed for good, since its key is nowhere. Doing it again changes nothing.
 */
export async function eraseSubject(
  { site, log, clock, policy, discard, forget }: EraseOptions,
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
    const until = (await readHoldsOn(trx, site, subject, at)).at(-1);
    if (until) return { erased: false, reason: "held", until: until.toISOString() } as const;
    const forgetting = await forget?.(trx, [subject], at);
    const { records, files } = await eraseAll(ask, site, [subject], at);
    await together((forgetting ?? []).map((statement) => ask(statement)));
    const detail = { by, files: files.length, reason, records, subject };
    await audit(trx, append, site, [{ type: "erasure", at, policy, detail }]);
    return { erased: true, records, files } as const;
  });
  if (!done.erased) return done;
  await discard(done.files);
  return { erased: true, records: done.records, files: done.files.length };
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
  const ofSubjects = "site = $1 and subject = any ($2::uuid[])";
  const [, , , files, records] = await together([
    // Before anything else: if what follows should fail and somebody mends it by hand, the person is erased already.
    ask(CompiledQuery.raw(`delete from subject_key where ${ofSubjects}`, those)),
    ask(CompiledQuery.raw(ofRecords("record_value"), those)),
    ask(CompiledQuery.raw(ofRecords("record_index"), those)),
    ask<{ id: string }>(CompiledQuery.raw(`${ofRecords("file")} returning file.id`, those)),
    ask(CompiledQuery.raw(`delete from record where ${ofSubjects}`, those)),
    ask(CompiledQuery.raw(`delete from subject_index where ${ofSubjects}`, those)),
    ask(CompiledQuery.raw(`delete from statement where ${ofSubjects}`, those)),
    ask(CompiledQuery.raw(`delete from mailbox where ${ofSubjects}`, those)),
    // What was to leave about them stays here.
    ask(
      CompiledQuery.raw(
        `with denied as (
          update letter set state = 'denied', why = 'erased', body = '', leased_until = null, ended_at = $3
          where ${ofSubjects} and state in ('queued', 'dead')
        ), forgotten as (
          update letter set body = '', remote = null where ${ofSubjects} and state not in ('queued', 'dead')
        )
        update disclosure set state = 'denied' where ${ofSubjects} and state in ('queued', 'dead') and letter is not null`,
        [...those, at],
      ),
    ),
    // Their entries in the log become noise: a commitment that nothing opens.
    ask(CompiledQuery.raw(`update audit set detail = null, salt = null where ${ofSubjects}`, those)),
    // Of holds that have ended it stays known that they were, and no longer why: that may name the person.
    ask(CompiledQuery.raw(`update hold set ground = '' where ${ofSubjects}`, those)),
    ask(
      CompiledQuery.raw("update subject set erased_at = $3 where site = $1 and id = any ($2::uuid[])", [...those, at]),
    ),
    // A package that holds them and that nobody has fetched yet: nobody will. Its file and its key go with the next tidying.
    ask(
      CompiledQuery.raw(
        `update package set state = 'outdated', ended_at = $3 where site = $1 and state = 'ready'
        and id in (select package from disclosure where ${ofSubjects})`,
        [...those, at],
      ),
    ),
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
  const those = [site, records.map(({ activity }) => activity), records.map(({ id }) => id)];
  const given = "unnest($2::text[], $3::uuid[]) as given (activity, record)";
  const ofRecords = (table: string, id: string): string =>
    `delete from ${table} using ${given}
    where ${table}.site = $1 and ${table}.activity = given.activity and ${table}.${id} = given.record`;
  const [, , files] = await together([
    ask(CompiledQuery.raw(ofRecords("record_value", "record"), those)),
    ask(CompiledQuery.raw(ofRecords("record_index", "record"), those)),
    ask<{ id: string }>(CompiledQuery.raw(`${ofRecords("file", "record")} returning file.id`, those)),
    ask(CompiledQuery.raw(ofRecords("record", "id"), those)),
  ]);
  return files.rows.map(({ id }) => id);
}

/**
 * SQL for whether somebody is kept although no record of them is: a legal hold is on them, or they object to something and have to be
 * recognised when they come again. Who asks for erasure is erased with what they said.
 */
export const isKept = (site: string, subject: string, at: string): string =>
  `(exists (
    select from hold h where h.site = ${site} and h.subject = ${subject} and h.ended_at is null and h.until > ${at}
  ) or exists (
    select from statement s
    where s.site = ${site} and s.subject = ${subject} and s.kind = 'objection' and s.ended_at is null
  ))`;

/** Those among `subjects` of whom nothing is held any more, and nothing has to be. */
export async function findEmpty(ask: Ask, site: string, subjects: readonly string[], at: Date): Promise<string[]> {
  const { rows } = await ask<{ subject: string }>(
    CompiledQuery.raw(
      `select subject from unnest($2::uuid[]) as those (subject)
      where not exists (select from record where record.site = $1 and record.subject = those.subject)
      and not exists (select from staff_item where staff_item.site = $1 and staff_item.subject = those.subject)
      and not ${isKept("$1", "those.subject", "$3")}`,
      [site, subjects, at],
    ),
  );
  return rows.map(({ subject }) => subject);
}
