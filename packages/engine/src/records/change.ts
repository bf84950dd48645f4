import type { Personal } from "../subjects/personal-data.ts";
import type { CompiledActivity, ReadReason, Status } from "@abide/policy";
import { CompiledQuery, type Kysely } from "kysely";
import type { AuditEvent } from "../audit/audit.ts";
import { toIndexes } from "./write.ts";
import type { Log } from "../audit/log.ts";
import { heldNow } from "../subjects/legal-hold.ts";
import { openPart, sealPart, toParts, toPurposes, type Part, type SealedPart } from "../vault/parts.ts";
import { toSql, type Selection } from "./query.ts";
import type { Decided } from "./rows.ts";
import { findTogether, keyColumns, keyOf, keySql, partColumns, partSql, partsOf, said } from "./search.ts";
import { setAccessContext, toAccessContext } from "../store/access-context.ts";
import { toArray } from "../store/insert.ts";
import { packedColumns } from "../store/packed.ts";
import type { Tables } from "../store/tables.ts";
import { failIfNot, retryOnConflict } from "../store/transact.ts";
import type { SubjectKey, Vault, WrappedKey } from "../vault/vault.ts";

/** Records of one commit: enough to be quick, few enough that others wait for a moment only. */
const batch = 500;

export interface ChangeOptions {
  readonly db: Kysely<Tables>;
  readonly log: Log;
  readonly site: string;
  readonly vault: Vault;
  readonly activity: string;
  readonly purpose: string;
  readonly declared: CompiledActivity;
  readonly decide: (db: Kysely<Tables>, rows: readonly Decided[]) => Promise<(row: Decided) => ReadReason | undefined>;
  readonly personal: Personal;
}

export interface Change {
  readonly stage: Status | undefined;
  /** The new values; an undefined one is taken out. */
  readonly values: readonly (readonly [field: string, value: unknown])[];
}

export interface Changed {
  /** The records that were found, in the order of their ids, and what became of each. */
  readonly records: readonly {
    readonly id: string;
    readonly subject: string;
    readonly reason: ReadReason | undefined;
  }[];
  /** Whether there may be more. */
  readonly more: boolean;
}

/** A record, and its parts. */
interface Row extends Decided {
  readonly id: string;
  readonly revision: number;
  /** In milliseconds. */
  readonly event_at: number | null;
  readonly kept_for: number;
  readonly key: () => WrappedKey | undefined;
  /** Those that can hold a field that is changed. */
  readonly parts: () => readonly { readonly part: string; readonly sealed: Buffer }[];
}

const changeColumns = packedColumns(
  {
    key_order: "unread",
    id: "text",
    subject: "text",
    due_at: "time?",
    event_at: "time?",
    kept_for: "integer",
    revision: "integer",
    said: "boolean",
  },
  { later: { key: keyColumns }, each: { parts: partColumns } },
);

/**
 * Makes `change` to the first 500 records of a selection. They are read, decided and sealed before the log's turn comes, and written only
 * if nobody changed them meanwhile. `revision` is the one that a single record has to have; `toAct` says what is written down.
 */
export function changeSome(
  options: ChangeOptions,
  { selection, revision }: { readonly selection: Selection; readonly revision?: number | undefined },
  { stage, values }: Change,
  at: Date,
  toAct: (changed: readonly Row[]) => AuditEvent,
): Promise<Changed> {
  const { db, log } = options;
  return retryOnConflict(async () => {
    const fields = values.map(([field]) => field).join(" ");
    const rows = await findTogether({
      ...options,
      act: "collect",
      limit: batch,
      order: "line.key_order",
      columns: changeColumns,
      // What is sealed for other purposes as well: a field can lie there since the declaration was another.
      lines: (take) => `
        select ${changeColumns.select({
          key_order: "r.id",
          id: "r.id::text",
          subject: "r.subject::text",
          due_at: "r.due_at",
          event_at: "r.event_at",
          kept_for: "r.kept_for",
          revision: "r.revision",
          said: said("r.subject", "$1", "q.purpose"),
          ...keySql,
          ...partSql,
        })}
        from (
          select id, subject, due_at, event_at, kept_for, revision from record
          where ${toSql(selection, options.vault, take)} order by id limit ${batch}
        ) r
        left join ${keyOf} on true
        left join ${partsOf(take(fields, "text"))} on true`,
      toRow: ({ id, subject, due_at, event_at, kept_for, revision, said, key, parts }): Row => ({
        id,
        subject,
        due_at,
        event_at,
        kept_for,
        revision,
        said,
        key,
        parts,
      }),
    });
    const decideRow = await options.decide(db, rows);
    const records = rows.map((row) => {
      const reason: ReadReason | undefined =
        decideRow(row) ??
        (revision !== undefined && row.revision !== revision ? "changed" : undefined) ??
        (row.key() ? undefined : "erased");
      return { row, reason };
    });
    const changed = records.flatMap(({ row, reason }) => (reason === undefined ? row : []));
    if (changed.length > 0) {
      await log.write({
        statements: [toUpdate(options, changed, stage, values, at)],
        events: [toAct(changed)],
      });
    }
    return {
      records: records.map(({ row: { id, subject }, reason }) => ({ id, subject, reason })),
      more: rows.length === batch,
    };
  });
}

const erasureColumns = packedColumns({ key_order: "unread", id: "text", subject: "text", held: "boolean" });

/** Erases the first 500 records of a selection that no legal hold is on: with the last record of a person, the person. */
export function eraseSome(
  options: Pick<ChangeOptions, "db" | "log" | "site" | "vault" | "purpose" | "personal">,
  selection: Selection,
  at: Date,
  toAct: (records: number) => AuditEvent,
): Promise<{
  readonly records: readonly { readonly id: string; readonly held: boolean }[];
  readonly files: string[];
  readonly more: boolean;
}> {
  const { db, log, site, vault, purpose, personal } = options;
  const { activity } = selection;
  return retryOnConflict(async () => {
    const rows = await findTogether({
      db,
      site,
      activity,
      purpose,
      act: "",
      limit: batch,
      order: "line.key_order",
      columns: erasureColumns,
      lines: (take) => `
        select ${erasureColumns.select({
          key_order: "id",
          id: "id::text",
          subject: "subject::text",
          held: heldNow("$1", take(at, "timestamptz")),
        })} from record
        where ${toSql(selection, vault, take)} order by record.id limit ${batch}`,
      toRow: ({ id, subject, held }) => ({ id, subject, held }),
    });
    const gone = rows.filter(({ held }) => !held);
    if (gone.length === 0) return { records: rows, files: [], more: rows.length === batch };
    const subjects = [...new Set(gone.map(({ subject }) => subject))];
    const before = personal.before();
    const after =
      before &&
      (await db.transaction().execute(async (trx) => {
        await setAccessContext(trx, { act: "erasure" });
        return before(trx, subjects, at);
      }));
    const files = await log.write({
      statements: [
        toAccessContext({ act: "erasure" }),
        toDeletion(site, activity, gone, at),
        personal.toErasure(subjects, at, { unlessKept: true }),
        ...(after ?? []),
        toAccessContext({ act: "collect" }),
      ],
      events: [toAct(gone.length)],
      read: (answers) => answers.slice(1, 3).flatMap(({ rows }) => (rows[0] as { readonly files: string[] }).files),
    });
    return { records: rows, files, more: rows.length === batch };
  });
}

/** The statement that writes it all, and is stale unless the revision of every record still is what it had been. */
function toUpdate(
  options: ChangeOptions,
  rows: readonly Row[],
  stage: Status | undefined,
  values: Change["values"],
  at: Date,
): CompiledQuery {
  const { site, activity } = options;
  const given: unknown[] = [
    site,
    activity,
    toArray(rows.map(({ id }) => id)),
    toArray(rows.map((row) => row.revision)),
  ];
  const take = (value: unknown): string => `$${given.push(value)}`;
  const parts = [`changed as (${toRecordUpdate(rows, stage, options.declared, at, take)})`];
  if (values.length > 0) {
    parts.push(...toValueUpdates(options, rows, values, take), ...toIndexUpdates(options, values, take));
  }
  const written = failIfNot(`count(*) = ${take(rows.length)}`);
  return CompiledQuery.raw(`with ${parts.join(", ")} select ${written} from changed`, given);
}

function toRecordUpdate(
  rows: readonly Row[],
  stage: Status | undefined,
  { storage }: CompiledActivity,
  at: Date,
  take: (value: unknown) => string,
): string {
  const those = `record.site = $1 and record.activity = $2
    and record.id = given.id and record.revision = given.revision returning record.id`;
  const next = `revision = record.revision + 1${stage ? `, status = ${take(stage.id)}` : ""}`;
  if (!stage || storage.from === "collection" || storage.from === "last-contact") {
    return `update record set ${next} from unnest($3::uuid[], $4::integer[]) as given (id, revision) where ${those}`;
  }
  // The event that storage runs from has come, or was undone: a rejected application is taken up again.
  const events = rows.map(({ event_at }) =>
    stage.starts === storage.from ? (event_at === null ? at : new Date(event_at)) : null,
  );
  const dues = rows.map(({ kept_for }, i) => (events[i] ? new Date(events[i].getTime() + kept_for * 1000) : null));
  return `update record set ${next}, event_at = given.event_at, due_at = given.due_at
    from unnest($3::uuid[], $4::integer[], ${take(toArray(events))}::timestamptz[], ${take(toArray(dues))}::timestamptz[])
      as given (id, revision, event_at, due_at)
    where ${those}`;
}

/** Puts new values in: only the parts that a changed field is in are sealed anew. */
function toValueUpdates(
  { vault, activity, declared }: ChangeOptions,
  rows: readonly Row[],
  values: Change["values"],
  take: (value: unknown) => string,
): string[] {
  const anew: (SealedPart & { readonly record: string })[] = [];
  const fresh: typeof anew = [];
  const gone: { readonly record: string; readonly part: string }[] = [];
  for (const row of rows) {
    const record = row.id;
    const key = toKey(vault, row);
    const own = { activity, record };
    const before = new Map(row.parts().map((part) => [part.part, openPart(key, own, part)]));
    for (const [name, part] of toChanged(declared, before, values)) {
      const known = before.get(name);
      if (Object.keys(part.values).length === 0) gone.push({ record, part: name });
      else if (!known) fresh.push({ record, ...sealPart(key, own, part) });
      else if (!isSame(known, part.values)) anew.push({ record, ...sealPart(key, own, part) });
    }
  }
  const parts: string[] = [];
  // What is there already is not inserted once more: that takes the server twice as long as an update.
  if (anew.length > 0) {
    parts.push(`anew as (
      update record_value set sealed = given.sealed from (${toGiven(anew, take)}) given
      where record_value.site = $1 and record_value.activity = $2
        and record_value.record = given.record and record_value.part = given.part
    )`);
  }
  if (fresh.length > 0) {
    // Where it is there by now, somebody was faster, which the record's revision tells.
    parts.push(`fresh as (
      insert into record_value (site, activity, record, part, purposes, sealed)
      select $1, $2, record, part, string_to_array(purposes, ' '), sealed from (${toGiven(fresh, take)}) given
      on conflict do nothing
    )`);
  }
  if (gone.length > 0) {
    parts.push(`left_behind as (
      delete from record_value using unnest(
        ${take(toArray(gone.map(({ record }) => record)))}::uuid[],
        ${take(toArray(gone.map(({ part }) => part)))}::text[]
      ) as given (record, part)
      where record_value.site = $1 and record_value.activity = $2
        and record_value.record = given.record and record_value.part = given.part
    )`);
  }
  return parts;
}

/**
 * The parts that are others once `values` are put in. What is not changed stays in the part that it was sealed in, for the purposes that
 * were declared then: a note of today does not have yesterday's address serve more.
 */
function toChanged(
  declared: CompiledActivity,
  before: ReadonlyMap<string, Values>,
  values: Change["values"],
): Map<string, Part> {
  const changed = new Map<string, Part & { readonly values: { [field: string]: unknown } }>();
  const open = (part: string) => {
    const known = changed.get(part) ?? { part, purposes: toPurposes(part), values: { ...before.get(part) } };
    changed.set(part, known);
    return known.values;
  };
  for (const [field, value] of values) {
    for (const [part, old] of before) if (Object.hasOwn(old, field)) delete open(part)[field];
    for (const { part } of toParts(declared, { [field]: value })) open(part)[field] = value;
  }
  return changed;
}

/** SQL for the rows that `sealed` makes. The ciphertexts are one value, cut up by the server: as an array each would be hexadecimal. */
function toGiven(
  sealed: readonly (SealedPart & { readonly record: string })[],
  take: (value: unknown) => string,
): string {
  const starts: number[] = [];
  let start = 1;
  for (const { sealed: bytes } of sealed) {
    starts.push(start);
    start += bytes.length;
  }
  const all = take(Buffer.concat(sealed.map(({ sealed }) => sealed)));
  return `
    select record, part, purposes, substring(${all}::bytea from start for length) as sealed from unnest(
      ${take(toArray(sealed.map(({ record }) => record)))}::uuid[],
      ${take(toArray(sealed.map(({ part }) => part)))}::text[],
      ${take(toArray(sealed.map(({ purposes }) => purposes.join(" "))))}::text[],
      ${take(toArray(starts))}::integer[],
      ${take(toArray(sealed.map(({ sealed }) => sealed.length)))}::integer[]
    ) as cut (record, part, purposes, start, length)`;
}

/** After it, the records are found by their new values, and not by the old ones. */
function toIndexUpdates(
  { vault, activity, declared }: ChangeOptions,
  values: Change["values"],
  take: (value: unknown) => string,
): string[] {
  const indexed = values.filter(([field]) => declared.fields[field]!.lookup);
  if (indexed.length === 0) return [];
  const indexes = toIndexes(vault, { site: "", activity, record: "" }, declared, Object.fromEntries(indexed));
  const fields = `${take(toArray(indexed.map(([field]) => field)))}::text[]`;
  const macs = `${take(toArray(indexes.map(({ mac }) => mac)))}::bytea[]`;
  return [
    `forgotten as (
      delete from record_index
      where site = $1 and activity = $2 and record = any ($3::uuid[]) and field = any (${fields}) and mac <> all (${macs})
    )`,
    `found as (
      insert into record_index (site, activity, field, mac, record, purposes)
      select $1, $2, field, mac, record, string_to_array(purposes, ' ')
      from unnest($3::uuid[]) as those (record) cross join unnest(
        ${take(toArray(indexes.map(({ field }) => field)))}::text[], ${macs},
        ${take(toArray(indexes.map(({ purposes }) => purposes.join(" "))))}::text[]
      ) as given (field, mac, purposes)
      on conflict do nothing
    )`,
  ];
}

/**
 * The statement that erases records that no hold is on, and those people of whom nothing else is held and nothing has to be. All its
 * parts see the store as it was before.
 */
function toDeletion(site: string, activity: string, rows: readonly { readonly id: string }[], at: Date): CompiledQuery {
  const ofRecords = (table: string): string =>
    `delete from ${table} where site = $1 and activity = $2 and record = any ($3::uuid[])`;
  return CompiledQuery.raw(
    `with records as (
      delete from record where site = $1 and activity = $2 and id = any ($3::uuid[]) and not ${heldNow("$1", "$4")}
      returning id
    ), parts as (${ofRecords("record_value")}), indexes as (${ofRecords("record_index")}),
    files as (${ofRecords("file")} returning id)
    -- Deleted meanwhile, or held.
    select ${failIfNot("(select count(*) from records) = $5")} as erased, array(select id from files) as files`,
    [site, activity, toArray(rows.map(({ id }) => id)), at, rows.length],
  );
}

interface Values {
  readonly [field: string]: unknown;
}

function isSame(a: Values, b: Values): boolean {
  const fields = Object.keys(a);
  if (fields.length !== Object.keys(b).length) return false;
  return fields.every((field) => a[field] === b[field] || JSON.stringify(a[field]) === JSON.stringify(b[field]));
}

function toKey(vault: Vault, row: Row): SubjectKey {
  const wrapped = row.key();
  const key = wrapped && vault.open(row.subject, wrapped);
  if (!key) throw new Error("A subject's key cannot be opened.");
  return key;
}
