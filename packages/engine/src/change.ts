import type { CompiledActivity, ReadReason, Status } from "@abide/policy";
import { CompiledQuery, type Kysely, type Transaction } from "kysely";
import { toAudit, type Act } from "./audit.ts";
import { deleteRecords, eraseAll, findEmpty } from "./erase.ts";
import { toIndexes } from "./hold.ts";
import { heldNow } from "./legal-hold.ts";
import { openPart, sealPart, toParts, type SealedPart } from "./parts.ts";
import { said, type Decided } from "./rows.ts";
import { toActing } from "./store/acting.ts";
import { toInsert, type Columns } from "./store/insert.ts";
import type { Tables } from "./store/tables.ts";
import { together, type Ask } from "./store/transact.ts";
import type { SubjectKey, Vault } from "./vault/vault.ts";

/** Records of one commit: enough to be quick, few enough that others wait for a moment only. */
const batch = 500;

/** Which records, as conditions of SQL on the table `record`: what `take` is given gets its place among the values. */
export type Conditions = (take: (value: unknown) => string) => readonly string[];

export interface ChangeOptions {
  readonly site: string;
  readonly vault: Vault;
  readonly activity: string;
  readonly purpose: string;
  readonly declared: CompiledActivity;
  readonly decide: (db: Kysely<Tables>, rows: readonly Decided[]) => Promise<(row: Decided) => ReadReason | undefined>;
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

interface Row extends Decided {
  readonly id: string;
  readonly revision: number;
  readonly event_at: Date | null;
  readonly kept_for: number;
}

interface Line {
  readonly record: string;
  readonly subject: string;
  readonly kek: string;
  readonly wrapped: Uint8Array;
  readonly part: string | null;
  readonly sealed: Uint8Array | null;
}

type Append = (entry: Uint8Array) => number;

/**
 * Makes `change` to the first 500 records that `which` finds beyond `after`, inside a transaction of the log: two round trips, however
 * many records it is. `revision` is the one that a single record has to have. `toAct` says what is written down about it.
 */
export async function changeSome(
  { trx, append, ask }: { readonly trx: Transaction<Tables>; readonly append: Append; readonly ask: Ask },
  options: ChangeOptions,
  which: {
    readonly conditions: Conditions;
    readonly after?: string | undefined;
    readonly revision?: number | undefined;
  },
  { stage, values }: Change,
  at: Date,
  toAct: (changed: readonly Row[]) => Act,
): Promise<Changed> {
  const { site, activity, purpose, declared } = options;
  const { text: those, values: given } = toThose(site, activity, which);
  const asked = [...given];
  const told = said("record.subject", "$1", toPlace(asked, purpose));
  const [, { rows }, , { rows: lines }] = await together([
    ask(toActing({ purpose })),
    ask<Row>(
      CompiledQuery.raw(
        `select id, subject, due_at, event_at, kept_for, revision, ${told} as said
        from record where ${those} order by id limit ${batch} for update`,
        asked,
      ),
    ),
    // What is sealed for other purposes as well: a field can lie there since the declaration was another.
    ask(toActing({ act: "collect" })),
    ask<Line>(
      CompiledQuery.raw(
        `select r.id as record, r.subject, k.kek, k.wrapped, v.part, v.sealed
        from (select id, subject from record where ${those} order by id limit ${batch}) r
        join subject_key k on k.site = $1 and k.subject = r.subject
        left join record_value v on v.site = $1 and v.activity = $2 and v.record = r.id`,
        given,
      ),
    ),
  ]);
  const decideRow = await options.decide(trx, rows);
  const parts = Map.groupBy(lines, ({ record }) => record);
  const records = rows.map((row) => {
    const reason: ReadReason | undefined =
      decideRow(row) ??
      (which.revision !== undefined && row.revision !== which.revision ? "changed" : undefined) ??
      (parts.has(row.id) ? undefined : "erased");
    return { row, reason };
  });
  const changed = records.flatMap(({ row, reason }) => (reason === undefined ? row : []));
  if (changed.length > 0) {
    const statements = [toRecordUpdate(site, activity, changed, stage, declared, at)];
    if (values.length > 0) statements.push(...toValueUpdates(options, changed, parts, values));
    statements.push(toAudit(append, site, [toAct(changed)]).statement);
    await together(statements.map(ask));
  }
  return {
    records: records.map(({ row: { id, subject }, reason }) => ({ id, subject, reason })),
    more: rows.length === batch,
  };
}

/**
 * Erases the first 500 records that `which` finds and no legal hold stands against, inside a transaction of the log: with the last
 * record of a person, the person.
 */
export async function eraseSome(
  { append, ask }: { readonly append: Append; readonly ask: Ask },
  { site, activity, purpose }: Pick<ChangeOptions, "site" | "activity" | "purpose">,
  which: { readonly conditions: Conditions; readonly after?: string | undefined },
  at: Date,
  toActs: (records: number, subjects: readonly string[]) => Act[],
): Promise<{
  readonly records: readonly { readonly id: string; readonly held: boolean }[];
  readonly files: string[];
  readonly more: boolean;
}> {
  const { text: those, values: given } = toThose(site, activity, which);
  const held = heldNow("$1", toPlace(given, at));
  const [, { rows }] = await together([
    ask(toActing({ purpose })),
    ask<{ id: string; subject: string; held: boolean }>(
      CompiledQuery.raw(
        `select id, subject, ${held} as held from record where ${those} order by id limit ${batch} for update`,
        given,
      ),
    ),
    ask(toActing({ act: "erase" })),
  ]);
  const gone = rows.filter(({ held }) => !held);
  if (gone.length === 0) return { records: rows, files: [], more: rows.length === batch };
  const files = await deleteRecords(
    ask,
    site,
    gone.map(({ id }) => ({ activity, id })),
  );
  const subjects = await findEmpty(ask, site, [...new Set(gone.map(({ subject }) => subject))], at);
  await together([
    eraseAll(ask, site, subjects, at),
    ask(toAudit(append, site, toActs(gone.length, subjects)).statement),
  ]);
  return { records: rows, files, more: rows.length === batch };
}

/** The conditions as text, and their values: $1 is the site, $2 the activity. */
function toThose(
  site: string,
  activity: string,
  { conditions, after }: { readonly conditions: Conditions; readonly after?: string | undefined },
): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = [site, activity];
  const all = ["site = $1", "activity = $2", ...conditions((value) => toPlace(values, value))];
  if (after !== undefined) all.push(`id > ${toPlace(values, after)}::uuid`);
  return { text: all.join(" and "), values };
}

const toPlace = (values: unknown[], value: unknown): string => `$${values.push(value)}`;

function toRecordUpdate(
  site: string,
  activity: string,
  rows: readonly Row[],
  stage: Status | undefined,
  { storage }: CompiledActivity,
  at: Date,
): CompiledQuery {
  const ids = rows.map(({ id }) => id);
  const those = "record.site = $1 and record.activity = $2";
  if (!stage || storage.from === "collection" || storage.from === "last-contact") {
    const set = stage ? "revision = revision + 1, status = $4" : "revision = revision + 1";
    const text = `update record set ${set} where ${those} and record.id = any ($3::uuid[])`;
    return CompiledQuery.raw(text, [site, activity, ids, ...(stage ? [stage.id] : [])]);
  }
  // The event that storage runs from has come, or was undone: a rejected application is taken up again.
  const events = rows.map(({ event_at }) => (stage.starts === storage.from ? (event_at ?? at) : null));
  const dues = rows.map(({ kept_for }, i) => (events[i] ? new Date(events[i].getTime() + kept_for * 1000) : null));
  return CompiledQuery.raw(
    `update record set revision = revision + 1, status = $4, event_at = given.event_at, due_at = given.due_at
    from unnest($3::uuid[], $5::timestamptz[], $6::timestamptz[]) as given (id, event_at, due_at)
    where ${those} and record.id = given.id`,
    [site, activity, ids, stage.id, events, dues],
  );
}

/** Statements that put new values in: only the parts that a changed field is in are sealed anew. */
function toValueUpdates(
  { site, vault, activity, declared }: ChangeOptions,
  rows: readonly Row[],
  lines: ReadonlyMap<string, readonly Line[]>,
  values: Change["values"],
): CompiledQuery[] {
  const written: (SealedPart & { readonly record: string })[] = [];
  const added: (SealedPart & { readonly site: string; readonly activity: string; readonly record: string })[] = [];
  const gone: { readonly record: string; readonly part: string }[] = [];
  for (const { id: record } of rows) {
    const of = lines.get(record)!;
    const key = toKey(vault, of[0]!);
    const before = of.flatMap(({ part, sealed }) => (part !== null && sealed ? { part, sealed } : []));
    const own = { activity, record };
    const opened = before.map((part) => ({ ...part, values: openPart(key, own, part) }));
    const all: { [field: string]: unknown } = Object.assign({}, ...opened.map(({ values }) => values));
    for (const [field, value] of values) all[field] = value;
    const after = toParts(declared, all);
    for (const part of after) {
      const known = opened.find((other) => other.part === part.part);
      if (!known) added.push({ site, ...own, ...sealPart(key, own, part) });
      else if (!isSame(known.values, part.values)) written.push({ record, ...sealPart(key, own, part) });
    }
    for (const { part } of opened) if (!after.some((other) => other.part === part)) gone.push({ record, part });
  }
  const statements: CompiledQuery[] = [];
  const those =
    "record_value.site = $1 and record_value.activity = $2 and record_value.record = given.record and record_value.part = given.part";
  if (written.length > 0) {
    statements.push(
      CompiledQuery.raw(
        `update record_value set sealed = given.sealed
        from unnest($3::uuid[], $4::text[], $5::bytea[]) as given (record, part, sealed) where ${those}`,
        [
          site,
          activity,
          written.map(({ record }) => record),
          written.map(({ part }) => part),
          written.map(({ sealed }) => sealed),
        ],
      ),
    );
  }
  if (added.length > 0) statements.push(toInsert("record_value", valueColumns, added));
  if (gone.length > 0) {
    statements.push(
      CompiledQuery.raw(
        `delete from record_value using unnest($3::uuid[], $4::text[]) as given (record, part) where ${those}`,
        [site, activity, gone.map(({ record }) => record), gone.map(({ part }) => part)],
      ),
    );
  }
  return [...statements, ...toIndexUpdates({ site, vault, activity, declared }, rows, values)];
}

/** Statements after which the records are found by their new values, and not by the old ones. */
function toIndexUpdates(
  { site, vault, activity, declared }: Pick<ChangeOptions, "site" | "vault" | "activity" | "declared">,
  rows: readonly Row[],
  values: Change["values"],
): CompiledQuery[] {
  const indexed = values.filter(([field]) => declared.fields[field]!.lookup);
  if (indexed.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const statements = [
    CompiledQuery.raw(
      "delete from record_index where site = $1 and activity = $2 and record = any ($3::uuid[]) and field = any ($4::text[])",
      [site, activity, ids, indexed.map(([field]) => field)],
    ),
  ];
  const [first] = ids;
  const one = toIndexes(vault, { site, activity, record: first! }, declared, Object.fromEntries(indexed));
  const all = ids.flatMap((record) => one.map((index) => ({ ...index, record })));
  if (all.length > 0) statements.push(toInsert("record_index", indexColumns, all));
  return statements;
}

const isSame = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

function toKey(vault: Vault, { subject, kek, wrapped }: Line): SubjectKey {
  const key = vault.open(subject, { kek, wrapped });
  if (!key) throw new Error("A subject's key cannot be opened.");
  return key;
}

const valueColumns: Columns<"record_value"> = {
  site: "text",
  activity: "text",
  record: "uuid",
  part: "text",
  purposes: "names",
  sealed: "bytea",
};
const indexColumns: Columns<"record_index"> = {
  site: "text",
  activity: "text",
  field: "text",
  mac: "bytea",
  record: "uuid",
  purposes: "names",
};
