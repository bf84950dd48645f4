import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import { packedColumns } from "../store/packed.ts";
import { openPart, serves } from "../vault/parts.ts";
import type { Vault } from "../vault/vault.ts";
import { toSql, type Selection } from "./query.ts";
import {
  findTogether,
  keyColumns,
  keyOf,
  keySql,
  partColumns,
  partSql,
  partsOf,
  said,
  type SealedValues,
} from "./search.ts";

/** A record as it is found for a purpose: what is not personal about it, and its values, still sealed. */
export interface Row {
  readonly id: string;
  /** In ISO 8601, as `due` is. */
  readonly at: string;
  readonly subject: string;
  readonly status: string | null;
  readonly due: string | undefined;
  /** The same in milliseconds. */
  readonly due_at: number | null;
  readonly revision: number;
  readonly language: string;
  /** Whether its subject said anything that bears on the purpose. */
  readonly said: boolean;
  /** The values of `fields`, opened; undefined where the subject's key is gone. */
  readonly open: () => { readonly [field: string]: unknown } | undefined;
}

/** The part of a row by which it is decided whether it may serve a purpose now. */
export type Decided = Pick<Row, "subject" | "due_at" | "said">;

/** The store that records are looked for in, and the purpose. */
export interface Reading {
  readonly db: Kysely<Tables>;
  readonly site: string;
  readonly vault: Vault;
  readonly purpose: string;
}

/** How many records of a selection are looked for, in the order of when they were collected. */
export interface Page {
  readonly order: "asc" | "desc";
  readonly limit: number;
}

const recordColumns = packedColumns(
  {
    // Before it was made text: the server orders those faster.
    key_order: "unread",
    id: "text",
    at: "time",
    subject: "text",
    status: "text?",
    due_at: "time?",
    revision: "integer",
    language: "text",
    said: "boolean",
  },
  { later: { key: keyColumns }, each: { parts: partColumns } },
);

/** The records of a selection, with the keys and the parts that hold `fields`. */
export function readRows(
  reading: Reading,
  selection: Selection,
  fields: readonly string[],
  { order, limit }: Page,
): Promise<Row[]> {
  const { activity } = selection;
  return findTogether({
    ...reading,
    activity,
    act: "",
    limit,
    order: `line.at ${order}, line.key_order ${order}`,
    columns: recordColumns,
    lines: (take) => `
      select ${recordColumns.select({
        key_order: "r.id",
        id: "r.id::text",
        at: "r.at",
        subject: "r.subject::text",
        status: "r.status",
        due_at: "r.due_at",
        revision: "r.revision",
        language: "r.language",
        said: said("r.subject", "$1", "q.purpose"),
        ...keySql,
        ...partSql,
      })}
      from (
        select id, at, subject, status, due_at, revision, language from record
        where ${toSql(selection, reading.vault, take)} order by at ${order}, id ${order} limit ${limit}
      ) r
      left join ${keyOf} on true
      left join ${partsOf(take(fields.join(" "), "text"))} on true`,
    toRow: ({ id, at, subject, status, due_at, revision, language, said, rest }): Row => ({
      id,
      at: toTime(at),
      subject,
      status,
      due: due_at === null ? undefined : toTime(due_at),
      due_at,
      revision,
      language,
      said,
      open: () => openRow(reading, { activity, id, subject }, fields, rest),
    }),
  });
}

/** A time in ISO 8601. Two for each record, which all lie on few days: a `Date` that writes each takes five times as long. */
function toTime(time: number): string {
  const day = Math.floor(time / 86_400_000);
  let date = dates.get(day);
  if (date === undefined) {
    if (dates.size >= 10_000) dates.clear();
    dates.set(day, (date = new Date(time).toISOString().slice(0, 11)));
  }
  const rest = time - day * 86_400_000;
  const [hours, minutes, seconds] = [
    Math.floor(rest / 3_600_000),
    Math.floor(rest / 60_000) % 60,
    Math.floor(rest / 1000) % 60,
  ];
  return `${date}${pairs[hours]}:${pairs[minutes]}:${pairs[seconds]}.${Math.floor((rest % 1000) / 100)}${pairs[rest % 100]}Z`;
}
const dates = new Map<number, string>();
const pairs = Array.from({ length: 100 }, (_, at) => String(at).padStart(2, "0"));

/** The values of `fields` in the parts of a record; undefined where the key of its subject is gone. */
function openRow(
  { vault, purpose }: Reading,
  { activity, id, subject }: { readonly activity: string; readonly id: string; readonly subject: string },
  fields: readonly string[],
  sealed: SealedValues,
): { readonly [field: string]: unknown } | undefined {
  const wrapped = sealed.key;
  const key = wrapped && vault.open(subject, wrapped);
  if (!key) return undefined;
  const parts: { readonly [field: string]: unknown }[] = [];
  for (const part of sealed.parts) {
    // The store shows only what may serve the purpose; what the part was sealed for has the last word.
    if (serves(part.part, purpose)) parts.push(openPart(key, { activity, record: id }, part));
  }
  const opened: { [field: string]: unknown } = {};
  for (const field of fields) opened[field] = parts.find((part) => Object.hasOwn(part, field))?.[field];
  return opened;
}

const subjectColumns = packedColumns({ id: "text", subject: "text" });

/** The subject of each record that is there and may serve the purpose. */
export async function readSubjects(
  reading: Reading,
  activity: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const pairs = await findTogether({
    ...reading,
    activity,
    act: "",
    limit: 1_000,
    order: "line.id",
    columns: subjectColumns,
    lines: (take) => `
      select ${subjectColumns.select({ id: "id::text", subject: "subject::text" })} from record
      where ${toSql({ activity, ids }, reading.vault, take)} offset 0`,
    toRow: ({ id, subject }) => [id, subject] as const,
  });
  return new Map(pairs);
}

const countColumns = packedColumns({ status: "text?", count: "integer" });

/** How many records of a selection there are in each status. */
export function countRows(
  reading: Reading,
  selection: Selection,
): Promise<{ readonly status: string | null; readonly count: number }[]> {
  return findTogether({
    ...reading,
    activity: selection.activity,
    act: "",
    // It looks at more records than it finds lines: few share a statement.
    limit: 5_000,
    order: "line.status",
    columns: countColumns,
    lines: (take) => `
      select ${countColumns.select({ status: "status", count: "count(*)" })} from record
      where ${toSql(selection, reading.vault, take)} group by status offset 0`,
    toRow: ({ status, count }) => ({ status, count }),
  });
}
