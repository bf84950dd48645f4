import type { Kysely } from "kysely";
import { protect } from "../store/access-context.ts";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** The people of the company: accounts, sessions, factors and invitations, sealed item by item, found by blind indexes alone. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "staff_item")
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("sealed", "bytea", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz")
    .addPrimaryKeyConstraint("staff_item_pk", ["site", "model", "id"])
    .execute();
  await db.schema.createIndex("staff_item_subject").on("staff_item").columns(["site", "subject"]).execute();
  await createTable(db, "staff_index")
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("field", "text", (column) => column.notNull())
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("staff_index_pk", ["site", "model", "field", "mac", "id"])
    .execute();
  await db.schema.createIndex("staff_index_id").on("staff_index").columns(["site", "model", "id"]).execute();
  for (const table of ["staff_item", "staff_index"] as const) await protect(db, table);
}

export const migrations: Migrations = { "0009-staff": { up } };
