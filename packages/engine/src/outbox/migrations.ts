import { sql, type Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** Messages, durable until they have left or were given up. No value lies here that can be read. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "message")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("target", "text")
    .addColumn("batch", "uuid")
    .addColumn("seq", "bigint", (column) => column.notNull().generatedAlwaysAsIdentity())
    .addColumn("body", "bytea", (column) => column.notNull())
    .addColumn("due_at", "timestamptz", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("state", "text", (column) => column.notNull().defaultTo("queued"))
    .addColumn("leased_until", "timestamptz")
    .addColumn("why", "text")
    .addColumn("remote", "bytea")
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("ended_at", "timestamptz")
    .addPrimaryKeyConstraint("message_pk", ["site", "id"])
    .addUniqueConstraint("message_key", ["site", "channel", "key"])
    .execute();
  // Its rows change several times each in a short life: without room in the page every change would touch each index.
  await sql`alter table message set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`.execute(db);
  // Which messages are due, and whether one about the same person goes first. The first of the two cannot serve the second question,
  // whatever the planner knows of the table: it would be read from end to end for each message.
  await sql`create index message_due on message (site, channel, due_at, seq)
    where state = 'queued' and due_at is not null`.execute(db);
  await sql`create index message_order on message (subject, seq) where state = 'queued'`.execute(db);
  await sql`create index message_failed on message (site, channel, ended_at) where state = 'failed'`.execute(db);
  await db.schema.createIndex("message_subject").on("message").columns(["site", "subject"]).execute();
  await sql`create index message_batch on message (site, batch, state) where batch is not null`.execute(db);
  await createTable(db, "message_attempt")
    .addColumn("message", "uuid", (column) => column.notNull())
    .addColumn("n", "integer", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("ms", "integer", (column) => column.notNull())
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("status", "integer")
    .addColumn("why", "text")
    .addPrimaryKeyConstraint("message_attempt_pk", ["site", "message", "n"])
    .execute();
  await createTable(db, "channel")
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("paused_at", "timestamptz")
    .addColumn("paused_by", "text")
    .addColumn("why", "text")
    .addPrimaryKeyConstraint("channel_pk", ["site", "channel"])
    .execute();
}

export const migrations: Migrations = { "0007-outbox": { up } };
