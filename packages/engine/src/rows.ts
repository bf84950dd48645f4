import { CompiledQuery, type Kysely } from "kysely";
import { openPart, serves } from "./parts.ts";
import { createGroupCommit, type GroupCommit } from "./store/group-commit.ts";
import { isStoreDown } from "./store/index.ts";
import type { Tables } from "./store/tables.ts";
import type { SubjectKey, Vault } from "./vault/vault.ts";

/** A record as it is found for a purpose: what is not personal about it, and its values, still sealed. */
export interface Row {
  readonly id: string;
  readonly at: Date;
  readonly subject: string;
  readonly status: string | null;
  readonly due_at: Date | null;
  readonly revision: number;
  readonly language: string;
  /** Whether its subject said anything that bears on the purpose. */
  readonly said: boolean;
  /** The values of `fields`, opened; undefined where the subject's key is gone. */
  readonly open: () => { readonly [field: string]: unknown } | undefined;
}

/** What it takes to tell whether a record may serve a purpose now. */
export type Decided = Pick<Row, "subject" | "due_at" | "said">;

/** SQL for whether the subject said anything that bears on the purpose. */
export const said = (subject: string, site: string, purpose: string): string =>
  `exists (
    select from statement s
    where s.site = ${site} and s.subject = ${subject} and s.purpose in (${purpose}, '*') and s.ended_at is null
  )`;

/**
 * SQL for the one row that says what a statement is for: a purpose, or an act of the engine's own. Whatever row-level security stands
 * before has to be lateral to it, look at `told.so` and end in a limit or an `offset 0`, which keeps the planner from taking it apart:
 * then it is scanned for each row that was found, after this was said, whatever the planner knows of the tables.
 */
export const told = (purpose: string, act: string): string =>
  `(
    select set_config('abide.purpose', ${purpose}, true) is not null and set_config('abide.act', ${act}, true) is not null as so
    offset 0
  ) told`;

/** Gives a value its place among a statement's, as what to write there. */
export type Take = (value: unknown, type: "bytea" | "text" | "timestamptz" | "uuid") => string;

/** Conditions of SQL on the table `record`; the site is `$1`, and the activity `q.activity`. */
export type Conditions = (take: Take) => readonly string[];

/** Which records, and how many of them. */
export interface Which {
  readonly where: Conditions;
  readonly order: "asc" | "desc";
  readonly limit: number;
}

export interface RowsOptions {
  readonly db: Kysely<Tables>;
  readonly site: string;
  readonly vault: Vault;
  readonly activity: string;
  readonly purpose: string;
  readonly fields: readonly string[];
}

interface Line extends Omit<Row, "open"> {
  /** Which of the reads it belongs to. */
  readonly n: number;
  readonly kek: string | null;
  readonly wrapped: Uint8Array | null;
  readonly part: string | null;
  readonly sealed: Uint8Array | null;
}

/** A read on its way: what it asks for, and the values that its conditions look at. */
interface Asked {
  readonly activity: string;
  readonly purpose: string;
  readonly fields: readonly string[];
  readonly values: readonly unknown[];
}

/** Reads of one shape that wait for each other, by the store that they ask and by their statement. */
const waiting = new WeakMap<object, Map<string, GroupCommit<Asked, Line[]>>>();

/**
 * The lines of reads that look alike and come at the same time, in one statement: it says to row-level security all the purposes that
 * they have, and each finds what serves its own. A round trip costs more than what a read finds.
 */
function readTogether(
  db: Kysely<Tables>,
  site: string,
  { where, order, limit }: Which,
  asked: Omit<Asked, "values">,
): Promise<Line[]> {
  const values: unknown[] = [];
  const types: string[] = [];
  const conditions = where((value, type) => {
    types.push(type);
    return `q.c${values.push(value) - 1}`;
  });
  const columns = ["n", "activity", "purpose", "fields", ...types.map((_, at) => `c${at}`)];
  const kinds = ["integer", "text", "text", "text", ...types];
  const text = `
    select q.n, r.*, k.kek, k.wrapped, v.part, v.sealed, ${said("r.subject", "$1", "q.purpose")} as said
    from ${told("$2", "''")}
    cross join unnest(${kinds.map((kind, at) => `$${at + 3}::${kind}[]`).join(", ")}) as q (${columns.join(", ")})
    cross join lateral (
      select id, at, subject, status, due_at, revision, language from record
      where told.so and site = $1 and activity = q.activity and q.purpose = any (purposes)
        and ${["true", ...conditions].join(" and ")}
      order by at ${order}, id ${order} limit ${limit}
    ) r
    left join lateral (select kek, wrapped from subject_key where site = $1 and subject = r.subject offset 0) k on true
    left join lateral (
      select part, sealed from record_value
      where told.so and site = $1 and activity = q.activity and record = r.id and (
        left(part, 1) = ':' and q.fields <> '' or split_part(part, ':', 1) = any (string_to_array(q.fields, ' '))
      ) offset 0
    ) v on true
    order by q.n, r.at ${order}, r.id ${order}`;
  const shape = `${site} ${text}`;
  let shapes = waiting.get(db);
  if (!shapes) waiting.set(db, (shapes = new Map()));
  let group = shapes.get(shape);
  if (!group) {
    group = createGroupCommit<Asked, Line[]>({
      cap: limit === 1 ? 64 : 16,
      parallel: 3,
      alone: (error) => !isStoreDown(error),
      write: async (reads) => {
        const purposes = [...new Set(reads.map(({ purpose }) => purpose))].join(" ");
        const given = [
          reads.map((_, at) => at),
          reads.map(({ activity }) => activity),
          reads.map(({ purpose }) => purpose),
          reads.map(({ fields }) => fields.join(" ")),
          ...types.map((_, at) => reads.map(({ values }) => values[at])),
        ];
        const statement = CompiledQuery.raw(text, [site, purposes, ...given]) as CompiledQuery<Line>;
        const { rows } = await db.executeQuery<Line>(statement);
        const lines = reads.map((): Line[] => []);
        for (const line of rows) lines[line.n]!.push(line);
        return lines;
      },
    });
    shapes.set(shape, group);
  }
  return group.add({ ...asked, values });
}

/** The records that `which` finds, with the keys and the parts that hold `fields`. */
export async function readRows(options: RowsOptions, which: Which): Promise<Row[]> {
  const { db, site, vault, activity, purpose, fields } = options;
  const rows = await readTogether(db, site, which, { activity, purpose, fields });

  const keyOf = ({ subject, kek, wrapped }: Line): SubjectKey | undefined =>
    kek !== null && wrapped ? vault.open(subject, { kek, wrapped }) : undefined;
  const found = new Map<string, Line[]>();
  for (const line of rows) {
    const lines = found.get(line.id);
    if (lines) lines.push(line);
    else found.set(line.id, [line]);
  }
  return [...found.values()].map((lines) => {
    const [{ id, at, subject, status, due_at, revision, language, said }] = lines as [Line];
    return {
      id,
      at,
      subject,
      status,
      due_at,
      revision,
      language,
      said,
      open: () => {
        const key = keyOf(lines[0]!);
        if (!key) return undefined;
        const opened: { [field: string]: unknown } = {};
        for (const { part, sealed } of lines) {
          // The store shows only what may serve the purpose; what the part was sealed for has the last word.
          if (part !== null && sealed && serves(part, purpose)) {
            Object.assign(opened, openPart(key, { activity, record: id }, { part, sealed }));
          }
        }
        return Object.fromEntries(fields.map((field) => [field, opened[field]]));
      },
    };
  });
}
