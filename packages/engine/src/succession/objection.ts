import { sql, type Kysely } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import type { Tables } from "../store/tables.ts";
import { lockSubject } from "../subjects/lock-subject.ts";
import { toInserts } from "../subjects/statements.ts";
import { findRow, type SuccessionRow } from "./row.ts";

/**
 * Stands for a transfer to a successor in a person's statements. It is no purpose of a policy: an objection to a transfer says nothing
 * about the use of the data here.
 */
export const successionPurpose = "succession";

/** Keeps a person's records out of a transfer. False where it left already, was cancelled, or where there is no such person. */
export async function object(
  { site, log, clock }: Core,
  id: string,
  subject: string,
  { by }: { readonly by: string },
): Promise<boolean> {
  if (!isId(id) || !isId(subject)) return false;
  return log.transaction(async (trx, append) => {
    const at = clock();
    // Looked up while it is its turn at the log, as the download is: who objects before the archive is fetched is heard, and who
    // objects after it is not told that they were.
    const row = await findRow(trx, site, id);
    if (!row || !(await isOpen(trx, site, row))) return false;
    if (!(await lockSubject(trx, site, subject))) return false;
    if ((await readObjectors(trx, site, [subject])).has(subject)) return true;
    const statement = { site, id: crypto.randomUUID(), subject, purpose: successionPurpose, kind: "objection", at };
    const version = row.version;
    for (const each of toInserts([{ ...statement, ended_at: null, version }])) await trx.executeQuery(each);
    const detail = { by, kind: "objection", purpose: successionPurpose, subject, succession: id };
    await audit(trx, append, site, [{ type: "statement", at, policy: version, subject, detail }]);
    return true;
  });
}

/** Those of `subjects` who object to transfers. */
export async function readObjectors(
  db: Kysely<Tables>,
  site: string,
  subjects: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ subject: string }>`
    select subject from statement where site = ${site} and subject = any (${subjects}::uuid[])
    and purpose = ${successionPurpose} and kind = 'objection' and ended_at is null`.execute(db);
  return new Set(rows.map(({ subject }) => subject));
}

/** Whether a person can still keep their records out of a transfer: until its archive was fetched. */
export async function isOpen(db: Kysely<Tables>, site: string, { id, state }: SuccessionRow): Promise<boolean> {
  if (state === "cancelled") return false;
  if (state !== "executed") return true;
  const waiting = await db
    .selectFrom("disclosure")
    .select("id")
    .where("site", "=", site)
    .where("package", "=", id)
    .where("state", "=", "queued")
    .executeTakeFirst();
  return waiting !== undefined;
}
