import { sql, type Kysely } from "kysely";

/**
 * What is kept for longer than is declared now is found by its duration, at each run: nothing has to be remembered of the one before.
 *
 * And row-level security lets the planner see through it: of `&&` with something that it does not know it takes one row in a hundred to
 * pass, while of what is asked for an activity's own purpose all do. With that a page of an activity seemed to be all of it, and was
 * found by sorting all of it. Of `coalesce` it takes half.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("record_kept").on("record").columns(["site", "activity", "kept_for"]).execute();
  await sql`drop table storage`.execute(db);
  for (const table of ["record", "record_value", "record_index"]) {
    await sql`
      alter policy purpose on ${sql.table(table)}
      using (coalesce((select string_to_array(current_setting('abide.purpose', true), ' ')) && purposes, false))`.execute(
      db,
    );
  }
}
