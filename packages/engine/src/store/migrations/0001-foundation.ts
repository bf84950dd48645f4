import { sql, type Kysely } from "kysely";

/** Versions, consents, records, drift and the log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("policy_version")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("policy", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("json", "text", (column) => column.notNull())
    .addColumn("effective", "text", (column) => column.notNull())
    .addColumn("published_at", "timestamptz", (column) => column.notNull())
    .addColumn("log_index", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("policy_version_pk", ["site", "policy", "hash"])
    .execute();

  await db.schema
    .createTable("consent")
    .addColumn("site", "text", (column) => column.notNull())
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

  await db.schema
    .createTable("record")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("language", "text", (column) => column.notNull())
    .addColumn("values", "jsonb", (column) => column.notNull())
    .addColumn("public", "boolean", (column) => column.notNull().defaultTo(false))
    .addPrimaryKeyConstraint("record_pk", ["site", "activity", "id"])
    .execute();
  await db.schema.createIndex("record_at").on("record").columns(["site", "activity", "at"]).execute();

  await db.schema
    .createTable("drift")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("detail", "jsonb", (column) => column.notNull())
    .addColumn("first_at", "timestamptz", (column) => column.notNull())
    .addColumn("last_at", "timestamptz", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("drift_pk", ["site", "key"])
    .execute();

  await db.schema
    .createTable("log_entry")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("idx", "bigint", (column) => column.notNull())
    .addColumn("entry", "bytea", (column) => column.notNull())
    .addPrimaryKeyConstraint("log_entry_pk", ["site", "idx"])
    .execute();

  await db.schema
    .createTable("log_hash")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("level", "smallint", (column) => column.notNull())
    .addColumn("idx", "bigint", (column) => column.notNull())
    .addColumn("hash", "bytea", (column) => column.notNull().check(sql`octet_length(hash) = 32`))
    .addPrimaryKeyConstraint("log_hash_pk", ["site", "level", "idx"])
    .execute();

  await db.schema
    .createTable("log_checkpoint")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("size", "bigint", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("log_checkpoint_pk", ["site", "size"])
    .execute();
}
