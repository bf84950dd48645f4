import { sql, type Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** How far each campaign has come, and its counts. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "campaign")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("promotion", "text", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("which", "jsonb", (column) => column.notNull())
    .addColumn("given", "jsonb", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("cursor", "text")
    .addColumn("people", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("left_out", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("why", "text")
    .addColumn("by", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("ended_at", "timestamptz")
    .addPrimaryKeyConstraint("campaign_pk", ["site", "id"])
    .execute();
  await sql`create index campaign_running on campaign (site, at) where state = 'running'`.execute(db);
  await createTable(db, "mail_event")
    .addColumn("campaign", "uuid", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("link", "integer", (column) => column.notNull())
    // Tells a second opening from a first one, and leads to nobody without the vault's key.
    .addColumn("mark", "bytea", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("mail_event_pk", ["site", "campaign", "kind", "link", "mark"])
    .execute();
}

export const migrations: Migrations = { "0013-campaigns": { up } };
