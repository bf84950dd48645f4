import { sql, type Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** The vault's own keys. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "vault_key")
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
}

export const migrations: Migrations = { "0002-vault": { up } };
