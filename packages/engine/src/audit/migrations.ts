import { sql, type Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** The log, and what its entries are about. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "log_entry")
    .addColumn("idx", "bigint", (column) => column.notNull())
    .addColumn("entry", "bytea", (column) => column.notNull())
    .addPrimaryKeyConstraint("log_entry_pk", ["site", "idx"])
    .execute();
  await createTable(db, "log_hash")
    .addColumn("level", "smallint", (column) => column.notNull())
    .addColumn("idx", "bigint", (column) => column.notNull())
    .addColumn("hash", "bytea", (column) => column.notNull().check(sql`octet_length(hash) = 32`))
    .addPrimaryKeyConstraint("log_hash_pk", ["site", "level", "idx"])
    .execute();
  await createTable(db, "log_checkpoint")
    .addColumn("size", "bigint", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("log_checkpoint_pk", ["site", "size"])
    .execute();
  await createTable(db, "audit")
    .addColumn("idx", "bigint", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("subject", "uuid")
    .addColumn("detail", "text")
    .addColumn("salt", "bytea")
    .addPrimaryKeyConstraint("audit_pk", ["site", "idx"])
    .execute();
  await db.schema.createIndex("audit_subject").on("audit").columns(["site", "subject"]).execute();
}

export const migrations: Migrations = { "0001-audit": { up } };
