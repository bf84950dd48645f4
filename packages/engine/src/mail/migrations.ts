import type { Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** Addresses that are written to no more, mail that came back, and the mailbox of the mail server on this machine. No value lies here that can be read. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "suppression")
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("list", "text", (column) => column.notNull())
    .addColumn("why", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("message", "uuid")
    .addPrimaryKeyConstraint("suppression_pk", ["site", "mac", "list"])
    .execute();
  await createTable(db, "bounce")
    .addColumn("message", "uuid", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("bounce_pk", ["site", "message", "kind"])
    .execute();
  await db.schema.createIndex("bounce_mac").on("bounce").columns(["site", "mac", "at"]).execute();
  await createTable(db, "mailbox")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("message", "uuid")
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("sealed", "bytea", (column) => column.notNull())
    .addColumn("bytes", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("mailbox_pk", ["site", "id"])
    .addUniqueConstraint("mailbox_mac", ["site", "mac"])
    .execute();
  await db.schema.createIndex("mailbox_at").on("mailbox").columns(["site", "at"]).execute();
  await db.schema.createIndex("mailbox_subject").on("mailbox").columns(["site", "subject"]).execute();
}

export const migrations: Migrations = { "0010-mail": { up } };
