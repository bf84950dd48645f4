import type { Kysely } from "kysely";

/** Addresses that are written to no more, mail that came back, and the mailbox of the mail server on this machine. No value lies here that can be read. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("suppression")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("list", "text", (column) => column.notNull())
    .addColumn("why", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("letter", "uuid")
    .addPrimaryKeyConstraint("suppression_pk", ["site", "mac", "list"])
    .execute();
  await db.schema
    .createTable("bounce")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("letter", "uuid", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("bounce_pk", ["site", "letter", "kind"])
    .execute();
  await db.schema.createIndex("bounce_mac").on("bounce").columns(["site", "mac", "at"]).execute();
  await db.schema
    .createTable("mailbox")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("letter", "uuid")
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
