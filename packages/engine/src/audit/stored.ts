import { TamperError, type ReadHashes } from "@abide/log";
import { sql, type Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";

/** A log in a store: that of `site`. */
export interface Place {
  readonly db: Kysely<Tables>;
  readonly site: string;
}

/** The lock that makes one writer of all processes that write to the log of `site`. Held until the transaction ends. */
export const lock = (site: string) => sql`pg_advisory_xact_lock(hashtextextended(${`abide.log ${site}`}, 0))`;

/** The query for the newest signed checkpoint. */
export const newest = (db: Kysely<Tables>, site: string) =>
  db.selectFrom("log_checkpoint").select("text").where("site", "=", site).orderBy("size", "desc").limit(1);

/** The newest signed checkpoint that the store has, or undefined where the log has not begun. */
export async function readHead(db: Kysely<Tables>, site: string): Promise<string | undefined> {
  return (await newest(db, site).executeTakeFirst())?.text;
}

/** The entries from `start` on and before `end`, in their order. One that is missing is left out. */
export async function readEntries(db: Kysely<Tables>, site: string, start: number, end: number): Promise<Uint8Array[]> {
  const rows = await db
    .selectFrom("log_entry")
    .select("entry")
    .where("site", "=", site)
    .where("idx", ">=", start)
    .where("idx", "<", end)
    .orderBy("idx")
    .execute();
  return rows.map(({ entry }) => entry);
}

/** Reads hashes of `site`'s tree, in the order they are asked for. TamperError where one is missing. */
export function reader(db: Kysely<Tables>, site: string): ReadHashes {
  return async (subtrees) => {
    if (subtrees.length === 0) return [];
    const levels = subtrees.map(({ level }) => level);
    const places = subtrees.map(({ index }) => index);
    const { rows } = await sql<{ hash: Uint8Array }>`
      select hash
      from unnest(${levels}::smallint[], ${places}::bigint[]) with ordinality as asked (level, idx, place)
      join log_hash on log_hash.site = ${site} and log_hash.level = asked.level and log_hash.idx = asked.idx
      order by place`.execute(db);
    if (rows.length !== subtrees.length) throw new TamperError("Hashes of the log are missing.", altered(""));
    return rows.map(({ hash }) => hash);
  };
}

/** The evidence where what is stored does not fit the checkpoint in `text`. */
export function altered(text: string): TamperError["tampering"] {
  return { kind: "altered", before: text, proof: [] };
}
