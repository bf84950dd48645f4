import { sql, type Kysely } from "kysely";

/**
 * The vault: subjects and their keys, values sealed part by part, what people said, legal holds, and what the log's entries are
 * about. Records of before, which were not encrypted, wait in `record_plain` until the engine has sealed them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const create = (name: string) => db.schema.createTable(name).addColumn("site", "text", (column) => column.notNull());
  await sql`alter table record rename to record_plain`.execute(db);
  await sql`alter table record_plain rename constraint record_pk to record_plain_pk`.execute(db);
  await sql`alter index record_at rename to record_plain_at`.execute(db);

  await create("vault_key")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("wrapped", "bytea", (column) => column.notNull())
    .addColumn("master", "text", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addColumn("retired_at", "timestamptz")
    .addPrimaryKeyConstraint("vault_key_pk", ["site", "id"])
    .execute();
  // One key of a kind in use: two processes that begin on an empty store cannot both make theirs.
  await sql`create unique index vault_key_kind on vault_key (site, kind) where retired_at is null`.execute(db);

  await create("subject")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("erased_at", "timestamptz")
    .addPrimaryKeyConstraint("subject_pk", ["site", "id"])
    .execute();
  await create("subject_key")
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("kek", "uuid", (column) => column.notNull())
    .addColumn("wrapped", "bytea", (column) => column.notNull())
    .addPrimaryKeyConstraint("subject_key_pk", ["site", "subject"])
    .execute();
  await create("subject_index")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addPrimaryKeyConstraint("subject_index_pk", ["site", "kind", "mac"])
    .execute();
  await db.schema.createIndex("subject_index_subject").on("subject_index").columns(["site", "subject"]).execute();

  await create("record")
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

  await create("record_value")
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("record", "uuid", (column) => column.notNull())
    .addColumn("part", "text", (column) => column.notNull())
    .addColumn("purposes", sql`text[]`, (column) => column.notNull())
    .addColumn("sealed", "bytea", (column) => column.notNull())
    .addPrimaryKeyConstraint("record_value_pk", ["site", "activity", "record", "part"])
    .execute();
  await create("record_index")
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
  await create("file")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("record", "uuid", (column) => column.notNull())
    .addColumn("field", "text", (column) => column.notNull())
    .addColumn("bytes", "bigint", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("file_pk", ["site", "id"])
    .execute();
  await db.schema.createIndex("file_record").on("file").columns(["site", "activity", "record"]).execute();

  await create("statement")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("purpose", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("ended_at", "timestamptz")
    .addColumn("version", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("statement_pk", ["site", "id"])
    .execute();
  await db.schema.createIndex("statement_subject").on("statement").columns(["site", "subject", "purpose"]).execute();
  await create("hold")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("subject", "uuid")
    .addColumn("activity", "text")
    .addColumn("record", "uuid")
    .addColumn("ground", "text", (column) => column.notNull())
    .addColumn("by", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("until", "timestamptz", (column) => column.notNull())
    .addColumn("ended_at", "timestamptz")
    .addPrimaryKeyConstraint("hold_pk", ["site", "id"])
    .execute();

  await create("anonymous")
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("month", "text", (column) => column.notNull())
    .addColumn("values", "jsonb", (column) => column.notNull())
    .addPrimaryKeyConstraint("anonymous_pk", ["site", "activity", "id"])
    .execute();

  await create("audit")
    .addColumn("idx", "bigint", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("subject", "uuid")
    .addColumn("detail", "text")
    .addColumn("salt", "bytea")
    .addPrimaryKeyConstraint("audit_pk", ["site", "idx"])
    .execute();
  await db.schema.createIndex("audit_subject").on("audit").columns(["site", "subject"]).execute();

  // The second line of defence: what does not say what it is for sees nothing, whoever owns the tables. A purpose reads; nothing but
  // an act of the engine's own writes.
  for (const table of ["record", "record_value", "record_index"]) {
    const name = sql.table(table);
    await sql`alter table ${name} enable row level security, force row level security`.execute(db);
    await sql`
      create policy purpose on ${name} for select
      using ((select string_to_array(current_setting('abide.purpose', true), ' ')) && purposes)`.execute(db);
    await sql`
      create policy act on ${name}
      using ((select current_setting('abide.act', true)) in ('collect', 'expire', 'erase', 'rights', 'backup'))`.execute(
      db,
    );
  }
}
