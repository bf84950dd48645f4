import { CompiledQuery, sql, type Kysely } from "kysely";
import { openPart, serves } from "../vault/parts.ts";
import { createGroupCommit, type GroupCommit } from "../store/group-commit.ts";
import { isStoreDown } from "../store/index.ts";
import { toArray, type Element } from "../store/insert.ts";
import { openLines, packed, type Lines } from "../store/packed.ts";
import type { Tables } from "../store/tables.ts";
import type { Vault, WrappedKey } from "../vault/vault.ts";
import { acting } from "../store/acting.ts";

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
export type Take = (value: Element, type: "bytea" | "text" | "timestamptz" | "uuid") => string;

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

/** A search on its way: for whom it is, and the values that its statement looks at. */
interface Asked {
  readonly activity: string;
  readonly purpose: string;
  readonly values: readonly Element[];
}

/** Searches of one shape that wait for each other, by the store that they ask and by their statement. */
const waiting = new WeakMap<object, Map<string, GroupCommit<Asked, string>>>();

/**
 * Records that one statement finds at most, and so what a search may have to wait for that shares it. Most find few: an operation on fifty
 * activities was nine statements at a quarter of this, and took a fifteenth more of the processor.
 */
const most = 25_600;

export interface Search<Found> {
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
  /** What the lines are, read column by column. */
  readonly read: (lines: Lines) => Found;
}

/**
 * What a search finds. Those that look alike and come at the same time go in one statement: it says to row-level security all the
 * purposes that they have, and each finds what serves its own. A round trip costs more than what a search finds.
 */
export async function findTogether<Found>(search: Search<Found>): Promise<Found> {
  const { db, site, activity, purpose, act, limit, order } = search;
  const values: Element[] = [];
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
    cross join lateral (${packed(lines, order)}) page`;
  let shapes = waiting.get(db);
  if (!shapes) waiting.set(db, (shapes = new Map()));
  const shape = `${site} ${act} ${text}`;
  let group = shapes.get(shape);
  if (!group) {
    group = createGroupCommit<Asked, string>({
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
        ].map(toArray);
        const statement: CompiledQuery<Page> = CompiledQuery.raw(text, [site, purposes.join(" "), act, ...given]);
        const pages = searches.map(() => "");
        for (const { n, lines } of (await db.executeQuery(statement)).rows) pages[n] = lines ?? "";
        return pages;
      },
    });
    shapes.set(shape, group);
  }
  return search.read(openLines(await group.add({ activity, purpose, values })));
}

/** What a search found; null where that is nothing. */
interface Page {
  readonly n: number;
  readonly lines: string | null;
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

/** SQL that reads of a record's parts those that can hold one of the fields named in `fields`, with spaces between. */
export const partsOf = (fields: string): string =>
  `lateral (
    select part, sealed from record_value
    where told.so and site = $1 and activity = q.activity and record = r.id and (
      left(part, 1) = ':' and ${fields} <> '' or split_part(part, ':', 1) = any (string_to_array(${fields}, ' '))
    ) offset 0
  ) v`;

/** Columns of SQL for a subject's key, and for a part of a record, each null where there is none. A line ends with both. */
export const keyColumns = "k.kek::text, k.wrapped";
export const partColumns = "v.part, v.sealed";

/** The key at a place of `lines`, or undefined where it is gone. */
export function readKey(lines: Lines, place: number): WrappedKey | undefined {
  lines.go(place);
  const [kek, wrapped] = [lines.text(), lines.bytes()];
  return kek !== null && wrapped !== null ? { kek, wrapped } : undefined;
}

/** The part at a place of `lines`. */
export function readPart(lines: Lines, place: number): { readonly part: string; readonly sealed: Buffer } {
  lines.go(place);
  return { part: lines.text()!, sealed: lines.bytes()! };
}

/** Where the part at the end of this line is, and on to the next one; undefined where there is none. */
export function passPart(lines: Lines): number | undefined {
  const place = lines.place();
  const there = lines.skip();
  lines.skip();
  return there ? place : undefined;
}

/** The records that `which` finds, with the keys and the parts that hold `fields`. */
export function readRows(options: RowsOptions, which: Which): Promise<Row[]> {
  const { fields } = options;
  const { where, order, limit } = which;
  return findTogether({
    ...options,
    act: "",
    limit,
    order: `line.at ${order}, line.id ${order}`,
    lines: (take) => {
      const conditions = ["told.so", "site = $1", "activity = q.activity", servesOwn, ...where(take)];
      return `
        select r.id, r.at, r.id::text as name, r.subject::text, r.status, r.due_at, r.revision, r.language,
          ${said("r.subject", "$1", "q.purpose")} as said, ${keyColumns}, ${partColumns}
        from (
          select id, at, subject, status, due_at, revision, language from record
          where ${conditions.join(" and ")} order by at ${order}, id ${order} limit ${limit}
        ) r
        left join ${keyOf} on true
        left join ${partsOf(take(fields.join(" "), "text"))} on true`;
    },
    read: (lines) => toRows(options, lines),
  });
}

function toRows(options: RowsOptions, lines: Lines): Row[] {
  const rows: Row[] = [];
  let last: string | undefined;
  let parts: number[] = [];
  while (lines.next()) {
    lines.skip();
    const at = lines.time()!;
    const id = lines.text()!;
    const subject = lines.text()!;
    const status = lines.text();
    const due_at = lines.time();
    const revision = lines.integer()!;
    const language = lines.text()!;
    const said = lines.boolean()!;
    const key = lines.place();
    lines.skip();
    lines.skip();
    const part = passPart(lines);
    if (id !== last) {
      const own: number[] = [];
      [last, parts] = [id, own];
      rows.push({
        id,
        at: toTime(at),
        subject,
        status,
        due: due_at === null ? undefined : toTime(due_at),
        due_at,
        revision,
        language,
        said,
        open: () => openRow(options, lines, { id, subject, key, parts: own }),
      });
    }
    if (part !== undefined) parts.push(part);
  }
  return rows;
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

/** The values of a record, of which the key and the parts lie in `lines`; undefined where the key is gone. */
function openRow(
  { vault, activity, purpose, fields }: RowsOptions,
  lines: Lines,
  row: { readonly id: string; readonly subject: string; readonly key: number; readonly parts: readonly number[] },
): { readonly [field: string]: unknown } | undefined {
  const wrapped = readKey(lines, row.key);
  const key = wrapped && vault.open(row.subject, wrapped);
  if (!key) return undefined;
  const own = { activity, record: row.id };
  const parts: { readonly [field: string]: unknown }[] = [];
  for (const place of row.parts) {
    const part = readPart(lines, place);
    // The store shows only what may serve the purpose; what the part was sealed for has the last word.
    if (serves(part.part, purpose)) parts.push(openPart(key, own, part));
  }
  const opened: { [field: string]: unknown } = {};
  for (const field of fields) opened[field] = parts.find((part) => Object.hasOwn(part, field))?.[field];
  return opened;
}
