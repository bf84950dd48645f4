import { sql, type Kysely } from "kysely";

/** Who carries a succession out, and keyed hashes of the addresses of both: it is another person than who planned it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("succession")
    .addColumn("by_mac", "bytea")
    .addColumn("executed_by", "text")
    .addColumn("executed_mac", "bytea")
    .execute();
  // Four eyes, whatever asks the store.
  await sql`alter table succession add constraint succession_executor
    check (executed_by <> "by" and executed_mac <> by_mac)`.execute(db);
}
