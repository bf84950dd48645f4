import { sql, type Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";
import { createDataKeyTable } from "../subjects/migrations.ts";

/** Transfers to a successor. Nothing readable lies here: who takes over is sealed under a key of its own. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createDataKeyTable(db, "succession")
    .addColumn("activities", sql`text[]`, (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("effective_at", "timestamptz", (column) => column.notNull())
    .addColumn("notice_days", "integer", (column) => column.notNull())
    // The last record that was dealt with, by the notices and then by the transfer.
    .addColumn("activity", "text")
    .addColumn("after", "uuid")
    .addColumn("withheld", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("noticed_at", "timestamptz")
    .addColumn("executed_at", "timestamptz")
    .addColumn("ended_at", "timestamptz")
    .addColumn("manifest", "text")
    // Who carries it out, and keyed hashes of the addresses of both.
    .addColumn("by_mac", "bytea")
    .addColumn("executed_by", "text")
    .addColumn("executed_mac", "bytea")
    // Four eyes, whatever asks the store: it is another person than who planned it.
    .addCheckConstraint("succession_executor", sql`executed_by <> "by" and executed_mac <> by_mac`)
    .execute();
  await createTable(db, "succession_part")
    .addColumn("succession", "uuid", (column) => column.notNull())
    .addColumn("n", "integer", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("records", "integer", (column) => column.notNull())
    .addColumn("file", "uuid", (column) => column.notNull())
    .addColumn("sealed", "bytea", (column) => column.notNull())
    .addColumn("bytes", "bigint", (column) => column.notNull())
    .addColumn("sha256", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("succession_part_pk", ["site", "succession", "n"])
    .execute();
  // The people to whom a notice was written, so that nobody gets two.
  await createTable(db, "succession_notice")
    .addColumn("succession", "uuid", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("succession_notice_pk", ["site", "succession", "subject"])
    .execute();
  await createTable(db, "succession_import")
    .addColumn("manifest", "text", (column) => column.notNull())
    .addColumn("n", "integer", (column) => column.notNull())
    .addColumn("records", "integer", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("succession_import_pk", ["site", "manifest", "n"])
    .execute();
}

export const migrations: Migrations = { "0015-succession": { up } };
