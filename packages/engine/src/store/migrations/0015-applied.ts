import type { Kysely } from "kysely";

/** When what a version stores for longer was applied to those who were told of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("notice").addColumn("applied_at", "timestamptz").execute();
}
