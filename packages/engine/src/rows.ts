import { CompiledQuery, sql, type Kysely } from "kysely";
import { openPart, serves } from "./parts.ts";
import { createGroupCommit, type GroupCommit } from "./store/group-commit.ts";
import { isStoreDown } from "./store/index.ts";
import type { Tables } from "./store/tables.ts";
import type { Vault } from "./vault/vault.ts";
import { acting } from "./store/acting.ts";

/** A record as it is found for a purpose: what is not personal about it, and its values, still sealed. */
export interface Row {
  readonly id: string;
  /** In ISO 8601, as `due` is. */
  readonly at: string;
  readonly subject: string;
  readonly status: string | null;
  readonly due: string | undefined;
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

/** SQL for whether a record may serve the search's own purpose. Without `coalesce` the planner takes it that next to none does. */
export const servesOwn = "coalesce(q.purpose = any (purposes), false)";

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

/** A record with one of its parts, as JSON has it. */
interface Line {
  readonly id: string;
  readonly at: string;
  readonly subject: string;
  readonly status: string | null;
  readonly due: string | null;
  readonly revision: number;
  readonly language: string;
  readonly said: boolean;
  readonly kek: string | null;
  readonly wrapped: string | null;
  readonly part: string | null;
  readonly sealed: string | null;
}

/** A search on its way: for whom it is, and the values that its statement looks at. */
interface Asked {
  readonly activity: string;
  readonly purpose: string;
  readonly values: readonly unknown[];
}

/** Searches of one shape that wait for each other, by the store that they ask and by their statement. */
const waiting = new WeakMap<object, Map<string, GroupCommit<Asked, readonly unknown[]>>>();

/** Records that one statement finds at most, and so what a search may have to wait for that shares it. */
const most = 6_400;

export interface Search {
  readonly db: Kysely<Tables>;
  readonly site: string;
  readonly activity: string;
  readonly purpose: string;
  /** Whether it is for its purpose alone, or sees what a change has to see: the values that serve others as well. */
  readonly act: "" | "collect";
  /** Records that it finds at most. */
  readonly limit: number;
  /** SQL for the order of its lines. */
  readonly order: string;
  /** SQL for its lines: it reads what `told` stands before, and has the site as `$1`, `q.activity` and `q.purpose`. */
  readonly lines: (take: Take) => string;
}

/**
 * The lines of a search. Those that look alike and come at the same time go in one statement: it says to row-level security all the
 * purposes that they have, and each finds what serves its own. A round trip costs more than what a search finds. The lines come as one
 * value of JSON: a row of the protocol for each, with a value for each column, takes the client four times as long to take in.
 */
export function findTogether<Line>(search: Search): Promise<readonly Line[]> {
  const { db, site, activity, purpose, act, limit, order } = search;
  const values: unknown[] = [];
  const types: string[] = [];
  const lines = search.lines((value, type) => {
    types.push(type);
    return `q.c${values.push(value) - 1}`;
  });
  const columns = ["n", "activity", "purpose", ...types.map((_, at) => `c${at}`)];
  const kinds = ["integer", "text", "text", ...types];
  const text = `
    select q.n, page.lines
    from ${told("$2", "$3")}
    cross join unnest(${kinds.map((kind, at) => `$${at + 4}::${kind}[]`).join(", ")}) as q (${columns.join(", ")})
    cross join lateral (select json_agg(line order by ${order}) as lines from (${lines}) line) page`;
  let shapes = waiting.get(db);
  if (!shapes) waiting.set(db, (shapes = new Map()));
  const shape = `${site} ${act} ${text}`;
  let group = shapes.get(shape);
  if (!group) {
    group = createGroupCommit<Asked, readonly unknown[]>({
      cap: Math.max(1, Math.min(64, Math.floor(most / limit))),
      parallel: 3,
      alone: (error) => !isStoreDown(error),
      write: async (searches) => {
        const purposes = act === "" ? [...new Set(searches.map(({ purpose }) => purpose))] : [];
        const given = [
          searches.map((_, at) => at),
          searches.map(({ activity }) => activity),
          searches.map(({ purpose }) => purpose),
          ...types.map((_, at) => searches.map(({ values }) => values[at])),
        ];
        const statement: CompiledQuery<Page> = CompiledQuery.raw(text, [site, purposes.join(" "), act, ...given]);
        const pages = searches.map((): readonly unknown[] => []);
        for (const { n, lines } of (await db.executeQuery(statement)).rows) pages[n] = lines ?? [];
        return pages;
      },
    });
    shapes.set(shape, group);
  }
  return group.add({ activity, purpose, values }) as Promise<readonly Line[]>;
}

/** What a search found; null where that is nothing. */
interface Page {
  readonly n: number;
  readonly lines: readonly unknown[] | null;
}

/** SQL for the key of the subject of the row `r`. */
export const keyOf = `lateral (select kek, wrapped from subject_key where site = $1 and subject = r.subject offset 0) k`;

/** Whom each of the records is about, as far as they are there and may serve the purpose. */
export async function readSubjects(
  { db, site, activity, purpose }: Pick<RowsOptions, "db" | "site" | "activity" | "purpose">,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.transaction().execute(async (trx) => {
    await acting(trx, { purpose });
    return trx
      .selectFrom("record")
      .select(["id", "subject"])
      .where("site", "=", site)
      .where("activity", "=", activity)
      .where(sql<boolean>`id = any (${ids}::uuid[])`)
      .execute();
  });
  return new Map(rows.map(({ id, subject }) => [id, subject]));
}

/** The records that `which` finds, with the keys and the parts that hold `fields`. */
export async function readRows(options: RowsOptions, which: Which): Promise<Row[]> {
  const { fields } = options;
  const { where, order, limit } = which;
  const lines = await findTogether<Line>({
    ...options,
    act: "",
    limit,
    order: `line.at ${order}, line.id ${order}`,
    lines: (take) => {
      const conditions = ["told.so", "site = $1", "activity = q.activity", servesOwn, ...where(take)];
      const asked = take(fields.join(" "), "text");
      return `
        select r.id, r.at at time zone 'UTC' as at, r.subject, r.status, r.due_at at time zone 'UTC' as due, r.revision,
          r.language, ${said("r.subject", "$1", "q.purpose")} as said, k.kek, encode(k.wrapped, 'hex') as wrapped,
          v.part, encode(v.sealed, 'hex') as sealed
        from (
          select id, at, subject, status, due_at, revision, language from record
          where ${conditions.join(" and ")} order by at ${order}, id ${order} limit ${limit}
        ) r
        left join ${keyOf} on true
        left join lateral (
          select part, sealed from record_value
          where told.so and site = $1 and activity = q.activity and record = r.id and (
            left(part, 1) = ':' and ${asked} <> '' or split_part(part, ':', 1) = any (string_to_array(${asked}, ' '))
          ) offset 0
        ) v on true`;
    },
  });
  const rows: Row[] = [];
  for (let from = 0, to = 0; from < lines.length; from = to) {
    const line = lines[from]!;
    const { id, subject, status, revision, language, said } = line;
    while (to < lines.length && lines[to]!.id === id) to++;
    const own = lines.slice(from, to);
    const at = toTime(line.at);
    const due = line.due === null ? undefined : toTime(line.due);
    const due_at = due === undefined ? null : new Date(due);
    rows.push({ id, at, subject, status, due, due_at, revision, language, said, open: () => openRow(options, own) });
  }
  return rows;
}

/** A time of JSON's in UTC as ISO 8601 has it in JavaScript. Twice for each record: a `Date` and back takes five times as long. */
export function toTime(time: string): string {
  const [seconds, fraction = ""] = time.split(".");
  return `${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
}

/** The values of a record, of which `lines` are the parts; undefined where the subject's key is gone. */
function openRow(
  { vault, activity, purpose, fields }: RowsOptions,
  lines: readonly Line[],
): { readonly [field: string]: unknown } | undefined {
  const { id: record, subject, kek, wrapped } = lines[0]!;
  const key = kek !== null && wrapped !== null ? vault.open(subject, { kek, wrapped: toBytes(wrapped) }) : undefined;
  if (!key) return undefined;
  const parts: { readonly [field: string]: unknown }[] = [];
  for (const { part, sealed } of lines) {
    // The store shows only what may serve the purpose; what the part was sealed for has the last word.
    if (part === null || sealed === null || !serves(part, purpose)) continue;
    parts.push(openPart(key, { activity, record }, { part, sealed: toBytes(sealed) }));
  }
  const opened: { [field: string]: unknown } = {};
  for (const field of fields) opened[field] = parts.find((part) => Object.hasOwn(part, field))?.[field];
  return opened;
}

export const toBytes = (hex: string): Buffer => Buffer.from(hex, "hex");
