import type { Kysely } from "kysely";

/** Who last said until when telling the people of a request is forbidden: to bring that day closer needs another person. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("legal_request").addColumn("barred_by", "text").addColumn("barred_mac", "bytea").execute();
}
