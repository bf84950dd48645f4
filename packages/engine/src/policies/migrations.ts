import type { Kysely } from "kysely";
import { createTable } from "../store/create-table.ts";
import type { Migrations } from "../store/index.ts";

/** Versions of policies. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "policy_version")
    .addColumn("policy", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("json", "text", (column) => column.notNull())
    .addColumn("effective", "text", (column) => column.notNull())
    .addColumn("published_at", "timestamptz", (column) => column.notNull())
    .addColumn("log_index", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("policy_version_pk", ["site", "policy", "hash"])
    .execute();
}

export const migrations: Migrations = { "0004-policies": { up } };
