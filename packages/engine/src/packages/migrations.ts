import { sql, type Kysely } from "kysely";
import type { Migrations } from "../store/index.ts";
import { createDataKeyTable } from "../subjects/migrations.ts";

/** Sealed packages for advisers and authorities. Nothing readable lies here: who receives one and why is sealed under a key of its own, links are keyed hashes. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createDataKeyTable(db, "package")
    .addColumn("way", "text", (column) => column.notNull())
    .addColumn("purpose", "text", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("fields", sql`text[]`, (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("manifest", "text", (column) => column.notNull())
    .addColumn("records", "integer", (column) => column.notNull())
    .addColumn("subjects", "integer", (column) => column.notNull())
    .addColumn("bytes", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .addColumn("link", "bytea", (column) => column.notNull())
    .addColumn("file", "uuid")
    // Whose key sealed the file's and the package's own: another than the data key, since it ends with the package.
    .addColumn("key", "uuid", (column) => column.notNull())
    .addColumn("secret", "bytea")
    .addColumn("downloaded_at", "timestamptz")
    .addColumn("opened", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("ended_at", "timestamptz")
    // The request of an authority that it answers: one that was made again has several, and telling is barred of all of them.
    .addColumn("request", "uuid")
    .execute();
  await db.schema.createIndex("package_link").on("package").columns(["site", "link"]).execute();
  await db.schema.createIndex("package_due").on("package").columns(["site", "state", "expires_at"]).execute();
}

export const migrations: Migrations = { "0014-packages": { up } };
