import { toCanonical, type Listed, type ListResult } from "@abide/policy";
import { fromCursor, toCursor, type Place } from "../http/cursor.ts";
import {
  decideConditions,
  decideFields,
  decideRows,
  denied,
  logAccess,
  readLogged,
  toReading,
  type Fields,
  type ReaderContext,
} from "./access.ts";
import { toConditions, toFilters, type Conditions } from "./query.ts";
import { toListed } from "./read.ts";
import { readRows, type Row } from "./rows.ts";

export interface ListQuery extends Conditions {
  readonly fields: readonly string[];
  readonly sort?: "newest" | "oldest";
  readonly limit?: number;
  readonly after?: string;
}

/** Most records of a page: as many as one answer and one entry of the log carry with ease. */
const longest = 1_000;

/** Records that are opened in one go: about half a millisecond of the processor. */
const turn = 50;

/** A page of the records that meet the conditions and may serve the purpose, with a cursor where there are more. */
export async function listRecords(reader: ReaderContext, query: ListQuery): Promise<ListResult<Fields>> {
  const { activity, purpose, core } = reader;
  const { fields, sort = "newest", limit = 50, after } = query;
  const conditions = toConditions(query);
  const filters = toFilters(conditions);
  const named = [...fields, ...filters.map(([field]) => field)];
  const wrong =
    decideFields(reader, named) ?? decideConditions(reader, conditions) ?? (isSort(sort) ? undefined : "wrong-value");
  if (wrong !== undefined) return logAccess(reader, denied(wrong), named, 0);
  // A cursor is signed with it: otherwise a place in one list would be one in every other list.
  const toName = (): string => {
    const { id, subject, status, since, until } = conditions;
    return toCanonical([activity, purpose, Object.fromEntries(filters), id, subject, status, since, until, sort]);
  };
  const from = after === undefined ? undefined : await fromCursor(after, toName(), core.cursorSigner);
  if (after !== undefined && !from) return logAccess(reader, denied("bad-cursor"), named, 0);
  const most = Math.max(1, Math.min(Math.trunc(limit) || 1, longest));
  const order = sort === "oldest" ? "asc" : "desc";

  return readLogged(reader, named, async () => {
    const { page, last } = await readPage(reader, { conditions, fields, order, most }, from);
    const next = last ? { next: await toCursor(last, toName(), core.cursorSigner) } : {};
    const subjects = new Set(page.map(({ subject }) => subject)).size;
    const result = async () => ({ allowed: true, records: await openAll(reader, page), ...next }) as const;
    return { result, subjects };
  });
}

interface PageQuery {
  readonly conditions: Conditions;
  readonly fields: readonly string[];
  readonly order: "asc" | "desc";
  readonly most: number;
}

/** The next rows after `from` that may serve the purpose, and the last place that was looked at; undefined where nothing follows it. */
async function readPage(
  reader: ReaderContext,
  { conditions, fields, order, most }: PageQuery,
  from: Place | undefined,
): Promise<{ readonly page: readonly Row[]; readonly last: Place | undefined }> {
  const { core, activity } = reader;
  const found: Row[] = [];
  let place = from;
  let more = true;
  // Rows of people who said no are passed over. A list of nothing else ends after a while, with a way on.
  for (let round = 0; round < 20; round++) {
    const limit = round === 0 ? most + 1 : 200;
    const after = place && { at: place.at, id: place.id, order };
    const selection = { activity, ...conditions, keptAt: core.clock(), after };
    const rows = await readRows(toReading(reader), selection, fields, { order, limit });
    const decideRow = await decideRows(reader, rows);
    for (const row of rows) {
      if (found.length > most) break;
      if (decideRow(row) === undefined) found.push(row);
      if (found.length <= most) place = row;
    }
    if (found.length > most || rows.length < limit) {
      more = found.length > most;
      break;
    }
  }
  const page = found.slice(0, most);
  const last = page.length === most || !place ? page.at(-1) : place;
  return { page, last: more ? last : undefined };
}

/** Those of `rows` whose subject's key is still there, opened. Other requests have their turn in between: a page takes milliseconds. */
async function openAll(reader: ReaderContext, rows: readonly Row[]): Promise<Listed<Fields>[]> {
  const records: Listed<Fields>[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % turn === 0) await new Promise((resolve) => setImmediate(resolve));
    const opened = row.open();
    if (opened) records.push(toListed(reader, row, opened));
  }
  return records;
}

const isSort = (sort: string): boolean => sort === "newest" || sort === "oldest";
