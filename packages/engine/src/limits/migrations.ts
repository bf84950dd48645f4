import { sql, type Kysely } from "kysely";
import type { Migrations } from "../store/index.ts";

/**
 * Limits, back-offs and solved tasks that several processes share. Unlogged: nothing of it is worth a write to the disk, and a server
 * that crashes starts with full buckets, as a process does that holds them in memory.
 */
async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unlogged table limit_state (
      site text not null,
      name text not null,
      mac bytea not null,
      used double precision not null,
      until double precision not null,
      times integer not null,
      value text,
      primary key (site, name, mac)
    )`.execute(db);
  // No index on times: a row that everybody takes from changes a hundred times a second, and stays in its page only while no index
  // names what changes.
  await sql`alter table limit_state set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)`.execute(db);
}

export const migrations: Migrations = { "0003-limits": { up } };
