import type { Kysely } from "kysely";

/** Which durations what is held has been brought down to; and no subject's key without the key that wraps it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("storage")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("kept_for", "bigint", (column) => column.notNull())
    .addColumn("since", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("storage_pk", ["site", "activity"])
    .execute();
  // A process that has opened the vault before that key was replaced would write what nobody can open.
  await db.schema
    .alterTable("subject_key")
    .addForeignKeyConstraint("subject_key_kek", ["site", "kek"], "vault_key", ["site", "id"])
    .execute();
}
