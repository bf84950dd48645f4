import { sql, type Kysely } from "kysely";
import { protect } from "../store/access-context.ts";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** What was collected: values sealed part by part, how records are found, files, and what remains of them. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "record")
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("language", "text", (column) => column.notNull())
    .addColumn("public", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("status", "text")
    .addColumn("purposes", sql`text[]`, (column) => column.notNull())
    .addColumn("kept_for", "bigint", (column) => column.notNull())
    .addColumn("event_at", "timestamptz")
    .addColumn("due_at", "timestamptz")
    .addColumn("revision", "integer", (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint("record_pk", ["site", "activity", "id"])
    .execute();
  await db.schema.createIndex("record_at").on("record").columns(["site", "activity", "at", "id"]).execute();
  await db.schema.createIndex("record_status").on("record").columns(["site", "activity", "status", "at"]).execute();
  await db.schema.createIndex("record_subject").on("record").columns(["site", "subject"]).execute();
  await db.schema.createIndex("record_due").on("record").columns(["site", "due_at"]).execute();
  // What is kept for longer than is declared now is found by its duration, at each run: nothing has to be remembered of the one before.
  await db.schema.createIndex("record_kept").on("record").columns(["site", "activity", "kept_for"]).execute();
  await createTable(db, "record_value")
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("record", "uuid", (column) => column.notNull())
    .addColumn("part", "text", (column) => column.notNull())
    .addColumn("purposes", sql`text[]`, (column) => column.notNull())
    .addColumn("sealed", "bytea", (column) => column.notNull())
    .addPrimaryKeyConstraint("record_value_pk", ["site", "activity", "record", "part"])
    .execute();
  await createTable(db, "record_index")
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("field", "text", (column) => column.notNull())
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("record", "uuid", (column) => column.notNull())
    .addColumn("purposes", sql`text[]`, (column) => column.notNull())
    .addPrimaryKeyConstraint("record_index_pk", ["site", "activity", "field", "mac", "record"])
    .execute();
  await db.schema
    .createIndex("record_index_record")
    .on("record_index")
    .columns(["site", "activity", "record"])
    .execute();
  // Room in each page for what is changed: the new row lies beside the old one, and no index is written. Changing 30,000 records went
  // twice as fast.
  for (const table of ["record", "record_value"]) {
    await sql`alter table ${sql.table(table)} set (fillfactor = 85)`.execute(db);
  }
  await createTable(db, "file")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("record", "uuid", (column) => column.notNull())
    .addColumn("field", "text", (column) => column.notNull())
    .addColumn("bytes", "bigint", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("file_pk", ["site", "id"])
    .execute();
  await db.schema.createIndex("file_record").on("file").columns(["site", "activity", "record"]).execute();
  await createTable(db, "anonymous")
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("month", "text", (column) => column.notNull())
    .addColumn("values", "jsonb", (column) => column.notNull())
    .addPrimaryKeyConstraint("anonymous_pk", ["site", "activity", "id"])
    .execute();

  // The second line of defence: what does not say what it is for sees nothing, whoever owns the tables. A purpose reads; nothing but
  // an act of the engine's own writes.
  //
  // `coalesce` lets the planner see through it: of `&&` with something that it does not know it takes one row in a hundred to pass, while
  // of what is asked for an activity's own purpose all do. With that a page of an activity seemed to be all of it, and was found by
  // sorting all of it. Of `coalesce` it takes half.
  for (const table of ["record", "record_value", "record_index"] as const) {
    await protect(db, table);
    await sql`
      create policy purpose on ${sql.table(table)} for select
      using (coalesce((select string_to_array(current_setting('abide.purpose', true), ' ')) && purposes, false))`.execute(
      db,
    );
  }
}

export const migrations: Migrations = { "0008-records": { up } };
