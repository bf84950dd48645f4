import type { EraseResult } from "@abide/policy";
import { CompiledQuery } from "kysely";
import { setAccessContext } from "../store/access-context.ts";
import { toArray } from "../store/insert.ts";
import { packedColumns } from "../store/packed.ts";
import { failIfNot, retryOnConflict } from "../store/transact.ts";
import { heldNow } from "../subjects/legal-hold.ts";
import type { ErasureSql } from "../subjects/personal-data.ts";
import {
  decideConditions,
  decideFields,
  denied,
  logAccess,
  logFailure,
  toActor,
  type ReaderContext,
} from "./access.ts";
import { personal as ofRecords } from "./personal.ts";
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
      act: "erasure",
      statements: [
        mayGo ? toErasure(reader, gone, at, personal.toErasureSql(ofRecords)) : toDeletion(reader, gone, at, subjects),
        ...after,
      ],
      events: [{ type: "erasure", at, policy: version!.hash, detail }],
      read: ([answer]) => (answer!.rows as readonly { readonly files: string[] }[])[0]!.files,
    });
    return { records: rows, files, more: rows.length === batch };
  });
}

/** Members of a `with` that delete the records `$3` of the activity `$2` that are not held, with all that is theirs. */
const deletion = (at: string): readonly string[] => {
  const ofRecords = (table: string): string =>
    `delete from ${table} where site = $1 and activity = $2 and record = any ($3::uuid[])`;
  return [
    `records as (
      delete from record where site = $1 and activity = $2 and id = any ($3::uuid[]) and not ${heldNow("$1", at)}
      returning id
    )`,
    `parts as (${ofRecords("record_value")})`,
    `indexes as (${ofRecords("record_index")})`,
    `files as (${ofRecords("file")} returning id)`,
  ];
};

/** Whether somebody has another record than those that are deleted. */
const hasOthers = (subject: string): string =>
  `exists (select from record where record.site = $1 and record.subject = ${subject} and record.id <> all ($3::uuid[]))`;

/** The statement that deletes records of people who all have others. It fails where that has changed, or one is gone by now, or held. */
function toDeletion(
  { core: { site }, activity }: ReaderContext,
  rows: readonly { readonly id: string }[],
  at: Date,
  staying: readonly string[],
): CompiledQuery {
  return CompiledQuery.raw(
    `with ${deletion("$4").join(", ")}
    select ${failIfNot(`(select count(*) from records) = $5 and not exists (
      select from unnest($6::uuid[]) as staying (subject) where not ${hasOthers("staying.subject")}
    )`)} as erased, array(select id from files) as files`,
    [site, activity, toArray(rows.map(({ id }) => id)), at, rows.length, toArray(staying)],
  );
}

/**
 * The statement that deletes records, and erases those people who have no other. It fails where a record is gone by now, or held. One
 * statement, where two took the store a quarter longer: the records of these people need not be looked for again.
 */
function toErasure(
  { core: { site }, activity }: ReaderContext,
  rows: readonly { readonly id: string; readonly subject: string }[],
  at: Date,
  erasure: ErasureSql,
): CompiledQuery {
  let text = texts.get(erasure);
  if (text === undefined) texts.set(erasure, (text = toErasureText(erasure)));
  const [ids, subjects] = [toArray(rows.map(({ id }) => id)), toArray(rows.map(({ subject }) => subject))];
  return CompiledQuery.raw(text, [site, activity, ids, at, rows.length, subjects]);
}
const texts = new WeakMap<ErasureSql, string>();

function toErasureText({ isKept, claims, files }: ErasureSql): string {
  const gone = `gone as (
    select id as subject, $4::timestamptz as at from subject
    where site = $1 and id = any ($6::uuid[]) and erased_at is null and not ${hasOthers("subject.id")} and not ${isKept("$4")}
    for update
  )`;
  return `
    with ${[...deletion("$4"), gone, ...claims].join(", ")}
    select ${failIfNot("(select count(*) from records) = $5")} as erased, array(select id from files) || ${files} as files`;
}
