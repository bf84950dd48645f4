import { sql, type Kysely } from "kysely";

/** What is kept for longer than is declared now is found by its duration, at each run: nothing has to be remembered of the one before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("record_kept").on("record").columns(["site", "activity", "kept_for"]).execute();
  await sql`drop table storage`.execute(db);
}
