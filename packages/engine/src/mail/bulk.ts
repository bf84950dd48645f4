import { sql, type Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";

// Mail to many is written page by page, each in one commit, and no faster than it leaves.

/** Records of a page. */
export const bulk = 200;
/** Messages that wait to leave; beyond that no more are written. */
const most = 5_000;
/** Milliseconds until it is looked at again whether there is room for more. */
const pause = 100;

/** Whether so many messages of a batch wait to leave that no more are written for now: a pause then has few to hold back. */
export async function isFull(db: Kysely<Tables>, site: string, batch: string): Promise<boolean> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from (
      select from message where site = ${site} and batch = ${batch} and state = 'queued' limit ${most}
    ) those`.execute(db);
  return rows[0]!.waiting >= most;
}

/** Writes the next page of each of `all`. Returns whether there is more at once, or after how many milliseconds. */
export async function writeEach<One>(
  all: readonly One[],
  writeSome: (one: One) => Promise<boolean | "full">,
): Promise<boolean | number> {
  let [more, full] = [false, false];
  for (const one of all) {
    const written = await writeSome(one);
    if (written === "full") full = true;
    else if (written) more = true;
  }
  return more || (full ? pause : false);
}
