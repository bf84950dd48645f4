import type { Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** Consents, and differences between what is declared and what was seen. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "consent")
    .addColumn("record_id", "uuid", (column) => column.notNull())
    .addColumn("seq", "integer", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("allowed", "jsonb", (column) => column.notNull())
    .addColumn("record", "jsonb", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("salt", "bytea")
    .addColumn("log_index", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("consent_pk", ["site", "record_id", "seq"])
    .addUniqueConstraint("consent_key", ["site", "key"])
    .execute();
  await createTable(db, "violation")
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("detail", "jsonb", (column) => column.notNull())
    .addColumn("first_at", "timestamptz", (column) => column.notNull())
    .addColumn("last_at", "timestamptz", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("violation_pk", ["site", "key"])
    .execute();
}

export const migrations: Migrations = { "0006-gate": { up } };
