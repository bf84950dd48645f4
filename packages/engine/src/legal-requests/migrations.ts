import { sql, type Kysely } from "kysely";
import type { Migrations } from "../store/index.ts";
import { createDataKeyTable } from "../subjects/migrations.ts";

/** Requests of authorities. Nothing readable lies here: who asked and why is sealed under a data key. */
async function up(db: Kysely<unknown>): Promise<void> {
  await createDataKeyTable(db, "legal_request")
    .addColumn("ground", "text", (column) => column.notNull())
    .addColumn("received_at", "timestamptz", (column) => column.notNull())
    .addColumn("due_at", "timestamptz", (column) => column.notNull())
    .addColumn("purpose", "text", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("fields", sql`text[]`, (column) => column.notNull())
    // Keyed hashes of the addresses of who registered, approved and disclosed it: an account that is made anew is the same person.
    .addColumn("by_mac", "bytea", (column) => column.notNull())
    .addColumn("approved_by", "text")
    .addColumn("approved_at", "timestamptz")
    .addColumn("approved_mac", "bytea")
    .addColumn("disclosed_by", "text")
    .addColumn("disclosed_at", "timestamptz")
    .addColumn("disclosed_mac", "bytea")
    .addColumn("refused_by", "text")
    .addColumn("refused_at", "timestamptz")
    .addColumn("package", "uuid")
    .addColumn("subjects", "integer")
    .addColumn("delayed", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("delayed_until", "timestamptz")
    .addColumn("noticed_at", "timestamptz")
    .addColumn("noticed", "integer")
    .addColumn("unnoticed", "integer")
    // Who named the day last until which the notice is delayed: bringing it closer needs another person.
    .addColumn("delayed_by", "text")
    .addColumn("delayed_mac", "bytea")
    // Four eyes, whatever asks the store: who registered a request neither approves nor discloses it.
    .addCheckConstraint("legal_request_approver", sql`approved_by <> "by" and approved_mac <> by_mac`)
    .addCheckConstraint("legal_request_discloser", sql`disclosed_by <> "by" and disclosed_mac <> by_mac`)
    .addCheckConstraint("legal_request_order", sql`disclosed_by is null or approved_by is not null`)
    .execute();
}

export const migrations: Migrations = { "0016-legal-requests": { up } };
