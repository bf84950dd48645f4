import { sql, type Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** Who received what, when and why. No value lies here that can be read. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "disclosure")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("recipient", "text", (column) => column.notNull())
    .addColumn("purpose", "text", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("record", "uuid", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("fields", sql`text[]`, (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("way", "text", (column) => column.notNull())
    .addColumn("by", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("delivered_at", "timestamptz")
    .addColumn("message", "uuid")
    .addColumn("package", "uuid")
    .addPrimaryKeyConstraint("disclosure_pk", ["site", "id"])
    .execute();
  await db.schema.createIndex("disclosure_subject").on("disclosure").columns(["site", "subject", "at"]).execute();
  await sql`create index disclosure_message on disclosure (site, message) where message is not null`.execute(db);
  await sql`create index disclosure_package on disclosure (site, package) where package is not null`.execute(db);
}

export const migrations: Migrations = { "0012-disclosures": { up } };
