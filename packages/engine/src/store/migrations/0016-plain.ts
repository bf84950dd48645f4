import type { Kysely } from "kysely";

/** No version that kept records as plain text was ever released. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("record_plain").execute();
}
