import { sql, type Transaction } from "kysely";
import { audit } from "./audit.ts";
import { readHolds } from "./legal-hold.ts";
import type { Log } from "./log.ts";
import { acting } from "./store/acting.ts";
import type { Tables } from "./store/tables.ts";

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
  const done = await log.transaction(async (trx, append) => {
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
    const { records, files } = await eraseAll(trx, site, [subject], at);
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
  trx: Transaction<Tables>,
  site: string,
  subjects: readonly string[],
  at: Date,
): Promise<{ readonly records: number; readonly files: string[] }> {
  if (subjects.length === 0) return { records: 0, files: [] };
  // Before anything else: if what follows should fail and somebody mends it by hand, the person is erased already.
  await trx.deleteFrom("subject_key").where("site", "=", site).where("subject", "in", subjects).execute();
  const records = await trx
    .selectFrom("record")
    .select(["activity", "id"])
    .where("site", "=", site)
    .where("subject", "in", subjects)
    .execute();
  const files = await deleteRecords(trx, site, records);
  await trx.deleteFrom("subject_index").where("site", "=", site).where("subject", "in", subjects).execute();
  await trx.deleteFrom("statement").where("site", "=", site).where("subject", "in", subjects).execute();
  // Their entries in the log become noise: a commitment that nothing opens.
  await trx
    .updateTable("audit")
    .set({ detail: null, salt: null })
    .where("site", "=", site)
    .where("subject", "in", subjects)
    .execute();
  await trx
    .updateTable("subject")
    .set({ erased_at: at })
    .where("site", "=", site)
    .where("id", "in", subjects)
    .execute();
  return { records: records.length, files };
}

/** Deletes records with their values, indexes and rows of files. Returns the ids of the files. */
export async function deleteRecords(
  trx: Transaction<Tables>,
  site: string,
  records: readonly { readonly activity: string; readonly id: string }[],
): Promise<string[]> {
  if (records.length === 0) return [];
  const activities = records.map(({ activity }) => activity);
  const ids = records.map(({ id }) => id);
  const those = sql`select * from unnest(${activities}::text[], ${ids}::uuid[])`;
  for (const table of ["record_value", "record_index"] as const) {
    await sql`delete from ${sql.table(table)} where site = ${site} and (activity, record) in (${those})`.execute(trx);
  }
  const { rows } = await sql<{ id: string }>`
    delete from file where site = ${site} and (activity, record) in (${those}) returning id`.execute(trx);
  await sql`delete from record where site = ${site} and (activity, id) in (${those})`.execute(trx);
  return rows.map(({ id }) => id);
}
