import { CompiledQuery, type Kysely } from "kysely";
import { openPart, serves } from "./parts.ts";
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
 * before has to be lateral to it and look at `told.so`: then it is scanned after this was said, whichever plan is chosen.
 */
export const told = (purpose: string, act: string): string =>
  `(
    select set_config('abide.purpose', ${purpose}, true) is not null and set_config('abide.act', ${act}, true) is not null as so
    offset 0
  ) told`;

/** Which records, as conditions of SQL on the table `record`. */
export interface Which {
  /** `values[0]` is `$5`. */
  readonly where: string;
  readonly values: readonly unknown[];
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
  readonly kek: string | null;
  readonly wrapped: Uint8Array | null;
  readonly part: string | null;
  readonly sealed: Uint8Array | null;
}

/**
 * The records that `which` finds, in one statement: it says its purpose to row-level security, and the rows come with the keys and the
 * parts that hold `fields`. `offset 0` has each record's looked up by its own index: joined, a store that has no statistics yet would
 * read those of every record for each one.
 */
export async function readRows(options: RowsOptions, which: Which): Promise<Row[]> {
  const { db, site, vault, activity, purpose, fields } = options;
  const { where, values, order, limit } = which;
  const given = [site, activity, purpose, fields, ...values];
  const statement = CompiledQuery.raw(
    `select r.*, k.kek, k.wrapped, v.part, v.sealed, ${said("r.subject", "$1", "$3")} as said
    from ${told("$3", "''")} cross join lateral (
      select id, at, subject, status, due_at, revision, language from record
      where told.so and site = $1 and activity = $2 and ${where} order by at ${order}, id ${order} limit ${limit}
    ) r
    left join lateral (select kek, wrapped from subject_key where site = $1 and subject = r.subject offset 0) k on true
    left join lateral (
      select part, sealed from record_value
      where told.so and site = $1 and activity = $2 and record = r.id
        and (left(part, 1) = ':' and cardinality($4::text[]) > 0 or split_part(part, ':', 1) = any ($4::text[]))
      offset 0
    ) v on true
    order by r.at ${order}, r.id ${order}`,
    given,
  );
  const { rows } = await db.executeQuery<Line>(statement);

  const keyOf = ({ subject, kek, wrapped }: Line): SubjectKey | undefined =>
    kek !== null && wrapped ? vault.open(subject, { kek, wrapped }) : undefined;
  const found = new Map<string, Line[]>();
  for (const line of rows) {
    const lines = found.get(line.id);
    if (lines) lines.push(line);
    else found.set(line.id, [line]);
  }
  return [...found.values()].map((lines) => {
    const [{ kek: _, wrapped: __, part: ___, sealed: ____, ...row }] = lines as [Line];
    return {
      ...row,
      open: () => {
        const key = keyOf(lines[0]!);
        if (!key) return undefined;
        const opened: { [field: string]: unknown } = {};
        for (const { part, sealed } of lines) {
          // The store shows only what may serve the purpose; what the part was sealed for has the last word.
          if (part !== null && sealed && serves(part, purpose)) {
            Object.assign(opened, openPart(key, { activity, record: row.id }, { part, sealed }));
          }
        }
        return Object.fromEntries(fields.map((field) => [field, opened[field]]));
      },
    };
  });
}
