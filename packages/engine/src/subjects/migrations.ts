import type { Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** Subjects and their keys, what people said, and legal holds. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "subject")
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("erased_at", "timestamptz")
    .addPrimaryKeyConstraint("subject_pk", ["site", "id"])
    .execute();
  await createTable(db, "subject_key")
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("kek", "uuid", (column) => column.notNull())
    .addColumn("wrapped", "bytea", (column) => column.notNull())
    .addPrimaryKeyConstraint("subject_key_pk", ["site", "subject"])
    // A process that has opened the vault before that key was replaced would write what nobody can open.
    .addForeignKeyConstraint("subject_key_kek", ["site", "kek"], "vault_key", ["site", "id"])
    .execute();
  await createTable(db, "subject_index")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addPrimaryKeyConstraint("subject_index_pk", ["site", "kind", "mac"])
    .execute();
  await db.schema.createIndex("subject_index_subject").on("subject_index").columns(["site", "subject"]).execute();
  await createTable(db, "statement")
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
  await createTable(db, "hold")
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
}

export const migrations: Migrations = { "0005-subjects": { up } };

/** A new table of what has its own key (see `DataKeyTable`), for the columns that follow. */
export const createDataKeyTable = (db: Kysely<unknown>, name: string) =>
  createTable(db, name)
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("by", "text", (column) => column.notNull())
    .addColumn("recipient", "text", (column) => column.notNull())
    // Whose key sealed who receives it and why.
    .addColumn("data_key", "uuid", (column) => column.notNull())
    .addColumn("sealed", "bytea", (column) => column.notNull())
    .addPrimaryKeyConstraint(`${name}_pk`, ["site", "id"]);
