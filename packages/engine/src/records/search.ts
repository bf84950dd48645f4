import { CompiledQuery, type Kysely } from "kysely";
import { createGroupCommit, type GroupCommit } from "../store/group-commit.ts";
import { isStoreDown } from "../store/index.ts";
import { toArray, type Element } from "../store/insert.ts";
import { packed, type PackedColumns } from "../store/packed.ts";
import type { Tables } from "../store/tables.ts";
import type { WrappedKey } from "../vault/vault.ts";
import type { Take } from "./query.ts";

/** SQL for whether the subject said anything that bears on the purpose. */
export const said = (subject: string, site: string, purpose: string): string =>
  `exists (
    select from statement s
    where s.site = ${site} and s.subject = ${subject} and s.purpose in (${purpose}, '*') and s.ended_at is null
  )`;

/**
 * SQL for the one row that sets the access context of a statement: a purpose, or an act of the engine's own. A table with row-level
 * security has to be read lateral to it, look at `context.is_set` and end in a limit or an `offset 0`, which keeps the planner from
 * taking it apart. Otherwise the planner may scan the table before the context is set, and nothing is found.
 */
const contextSql = (purpose: string, act: string): string =>
  `(
    select set_config('abide.purpose', ${purpose}, true) is not null and set_config('abide.act', ${act}, true) is not null as is_set
    offset 0
  ) context`;

/** SQL for the key of the subject of the row `r`. */
export const keyOf = `lateral (select kek, wrapped from subject_key where site = $1 and subject = r.subject offset 0) k`;

/** SQL that reads those parts of a record that can hold one of the fields named in `fields`, with spaces between. */
export const partsOf = (fields: string): string =>
  `lateral (
    select part, sealed from record_value
    where context.is_set and site = $1 and activity = q.activity and record = r.id and (
      left(part, 1) = ':' and ${fields} <> '' or split_part(part, ':', 1) = any (string_to_array(${fields}, ' '))
    ) offset 0
  ) v`;

/** A subject's key, and a part of a record, as searches find them: the columns, and the SQL for each. */
export const keyColumns = { kek: "text", wrapped: "bytes" } as const;
export const keySql = { kek: "k.kek::text", wrapped: "k.wrapped" } as const;
export const partColumns = { part: "text", sealed: "bytes" } as const;
export const partSql = { part: "v.part", sealed: "v.sealed" } as const;

/** What searches find with these columns; each is decoded when it is asked for. */
export interface SealedValues {
  /** Undefined where the subject was erased. */
  readonly key: WrappedKey | undefined;
  readonly parts: readonly { readonly part: string; readonly sealed: Buffer }[];
}

/** A search on its way: its activity, its purpose, and the values of its statement. */
interface Waiting {
  readonly activity: string;
  readonly purpose: string;
  readonly values: readonly Element[];
}

/** Searches of one shape that wait for each other, by the store that they ask and by their statement. */
const waiting = new WeakMap<object, Map<string, GroupCommit<Waiting, string>>>();

/**
 * Records that one statement finds at most, and so what a search may have to wait for that shares it. Most find few: an operation on fifty
 * activities was nine statements at a quarter of this, and took a fifteenth more of the processor.
 */
const most = 25_600;

export interface Search<Line, Row> {
  readonly db: Kysely<Tables>;
  readonly site: string;
  readonly activity: string;
  readonly purpose: string;
  /** Whether it is for its purpose alone, or sees what an act of the engine's own has to see: the values that serve others as well. */
  readonly act: "" | "collect" | "transfer";
  /** Records that it finds at most. */
  readonly limit: number;
  /** SQL for the order of its lines. */
  readonly order: string;
  readonly columns: Pick<PackedColumns<Line, string>, "read">;
  /** SQL for its lines: it selects `columns`, reads tables as `contextSql` says, and has the site as `$1`, `q.activity` and `q.purpose`. */
  readonly lines: (take: Take) => string;
  readonly toRow: (line: Line) => Row;
}

/**
 * What a search finds. Searches of one shape that come at the same time go in one statement, whose access context names all their
 * purposes, and each finds what serves its own. A round trip costs more than what a search finds.
 */
export async function findTogether<Line, Row>(search: Search<Line, Row>): Promise<Row[]> {
  const { db, site, activity, purpose, act, limit, order, columns, toRow } = search;
  const values: Element[] = [];
  const types: string[] = [];
  const lines = search.lines((value, type) => {
    types.push(type);
    return `q.c${values.push(value) - 1}`;
  });
  const text = toText(types, lines, order);
  let shapes = waiting.get(db);
  if (!shapes) waiting.set(db, (shapes = new Map()));
  const shape = `${site} ${act} ${text}`;
  let group = shapes.get(shape);
  if (!group) {
    group = createGroupCommit<Waiting, string>({
      cap: Math.max(1, Math.min(64, Math.floor(most / limit))),
      parallel: 3,
      alone: (error) => !isStoreDown(error),
      write: (searches) => findAll(db, { site, act, text, types }, searches),
    });
    shapes.set(shape, group);
  }
  return columns.read(await group.add({ activity, purpose, values }), toRow);
}

/** The statement of searches of one shape, whose values are columns of `q`. */
function toText(types: readonly string[], lines: string, order: string): string {
  const columns = ["n", "activity", "purpose", ...types.map((_, at) => `c${at}`)];
  const kinds = ["integer", "text", "text", ...types];
  return `
    select q.n, page.lines
    from ${contextSql("$2", "$3")}
    cross join unnest(${kinds.map((kind, at) => `$${at + 4}::${kind}[]`).join(", ")}) as q (${columns.join(", ")})
    cross join lateral (${packed(lines, order)}) page`;
}

/** The packed lines that each of `searches` finds. */
async function findAll(
  db: Kysely<Tables>,
  {
    site,
    act,
    text,
    types,
  }: { readonly site: string; readonly act: string; readonly text: string; readonly types: readonly string[] },
  searches: readonly Waiting[],
): Promise<string[]> {
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
}

/** What a search found; null where that is nothing. */
interface Page {
  readonly n: number;
  readonly lines: string | null;
}
