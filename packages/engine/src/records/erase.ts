import type { EraseResult } from "@abide/policy";
import { CompiledQuery } from "kysely";
import { setAccessContext, toAccessContext } from "../store/access-context.ts";
import { toArray } from "../store/insert.ts";
import { packedColumns } from "../store/packed.ts";
import { failIfNot, retryOnConflict } from "../store/transact.ts";
import { heldNow } from "../subjects/legal-hold.ts";
import {
  decideConditions,
  decideFields,
  denied,
  logAccess,
  logFailure,
  toActor,
  type ReaderContext,
} from "./access.ts";
import { toConditions, toFilters, toSql, type Conditions, type Selection } from "./query.ts";
import { findTogether } from "./search.ts";

/** Records of one commit: enough to be quick, few enough that others wait for a moment only. */
const batch = 500;

/** Erases every record that meets the conditions and that no legal hold is on, in commits of bounded size. */
export async function eraseRecords(reader: ReaderContext, which: Conditions): Promise<EraseResult> {
  const { core, activity } = reader;
  const names = toFilters(which).map(([field]) => field);
  const wrong = decideFields(reader, names) ?? decideConditions(reader, which, { everything: "refused" });
  if (wrong !== undefined) return logAccess(reader, denied(wrong), names, 0);
  try {
    const conditions = toConditions(which);
    let [records, held] = [0, 0];
    let afterId: string | undefined;
    do {
      const erased = await eraseSome(reader, { activity, ...conditions, afterId });
      for (const file of erased.files) await core.files?.discard(file).catch(() => {});
      records += erased.records.filter((record) => !record.held).length;
      held += erased.records.filter((record) => record.held).length;
      afterId = erased.more ? erased.records.at(-1)!.id : undefined;
    } while (afterId !== undefined);
    const result = { allowed: true, records, held } as const;
    return records > 0 ? result : await logAccess(reader, result, names, 0);
  } catch (error) {
    return logFailure(reader, error, names);
  }
}

const columns = packedColumns({ key_order: "unread", id: "text", subject: "text", held: "boolean", last: "boolean" });

interface Erased {
  /** The records that were found, in the order of their ids. */
  readonly records: readonly { readonly id: string; readonly held: boolean }[];
  /** Ids of their files: nothing names them any more. */
  readonly files: readonly string[];
  /** Whether there may be more records. */
  readonly more: boolean;
}

/** Erases the first 500 records of a selection that no legal hold is on: with the last record of a person, the person. */
function eraseSome(reader: ReaderContext, selection: Selection): Promise<Erased> {
  const { db, log, site, vault, personal, clock } = reader.core;
  const { activity, purpose, version } = reader;
  const at = clock();
  return retryOnConflict(async () => {
    const rows = await findTogether({
      db,
      site,
      activity,
      purpose,
      act: "",
      limit: batch,
      order: "line.key_order",
      columns,
      lines: (take) => `
        select ${columns.select({
          key_order: "id",
          id: "id::text",
          subject: "subject::text",
          held: heldNow("$1", take(at, "timestamptz")),
          last: `not exists (select from record o where o.site = $1 and o.subject = record.subject and o.id <> record.id)`,
        })} from record
        where ${toSql(selection, vault, take)} order by record.id limit ${batch}`,
      toRow: ({ id, subject, held, last }) => ({ id, subject, held, last }),
    });
    const gone = rows.filter(({ held }) => !held);
    if (gone.length === 0) return { records: rows, files: [], more: rows.length === batch };
    const subjects = [...new Set(gone.map(({ subject }) => subject))];
    // Most have other records, and stay: what is held about people need not be gone through for them, which is half of the time.
    const mayGo = subjects.length < gone.length || gone.some(({ last }) => last);
    const before = personal.before();
    const after =
      mayGo && before
        ? await db.transaction().execute(async (trx) => {
            await setAccessContext(trx, { act: "erasure" });
            return before(trx, subjects, at);
          })
        : [];
    const detail = { activity, by: toActor(reader), purpose, records: gone.length };
    const files = await log.write({
      statements: [
        toAccessContext({ act: "erasure" }),
        toDeletion(site, activity, gone, at, mayGo ? [] : subjects),
        ...(mayGo ? [personal.toErasure(subjects, at, { unlessKept: true })] : []),
        ...after,
        toAccessContext({ act: "collect" }),
      ],
      events: [{ type: "erasure", at, policy: version!.hash, detail }],
      read: (answers) =>
        answers.slice(1, mayGo ? 3 : 2).flatMap(({ rows }) => (rows[0] as { readonly files: string[] }).files),
    });
    return { records: rows, files, more: rows.length === batch };
  });
}

/**
 * The statement that deletes records with all that is theirs. It fails where one of them is gone by now, or held, or was the last one
 * of somebody of `staying`.
 */
function toDeletion(
  site: string,
  activity: string,
  rows: readonly { readonly id: string }[],
  at: Date,
  staying: readonly string[],
): CompiledQuery {
  const ofRecords = (table: string): string =>
    `delete from ${table} where site = $1 and activity = $2 and record = any ($3::uuid[])`;
  return CompiledQuery.raw(
    `with records as (
      delete from record where site = $1 and activity = $2 and id = any ($3::uuid[]) and not ${heldNow("$1", "$4")}
      returning id
    ), parts as (${ofRecords("record_value")}), indexes as (${ofRecords("record_index")}),
    files as (${ofRecords("file")} returning id)
    -- Deleted meanwhile, or held, or somebody's other records were deleted.
    select ${failIfNot(`(select count(*) from records) = $5 and not exists (
      select from unnest($6::uuid[]) as staying (subject) where not exists (
        select from record where site = $1 and record.subject = staying.subject and id <> all ($3::uuid[])
      )
    )`)} as erased, array(select id from files) as files`,
    [site, activity, toArray(rows.map(({ id }) => id)), at, rows.length, toArray(staying)],
  );
}
