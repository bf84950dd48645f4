import type { Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** How far each notice of a change has come. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "notice")
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("policy", "text", (column) => column.notNull())
    .addColumn("before", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("activity", "text")
    .addColumn("cursor", "text")
    .addColumn("people", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("left_out", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("why", "text")
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("ended_at", "timestamptz")
    .addColumn("applied_at", "timestamptz")
    .addPrimaryKeyConstraint("notice_pk", ["site", "version"])
    .execute();
}

export const migrations: Migrations = { "0011-change-notices": { up } };
