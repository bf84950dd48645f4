import { sql, type Kysely } from "kysely";

/** The people of the company: accounts, sessions, factors and invitations, sealed item by item, found by blind indexes alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("staff_item")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("sealed", "bytea", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz")
    .addPrimaryKeyConstraint("staff_item_pk", ["site", "model", "id"])
    .execute();
  await db.schema.createIndex("staff_item_subject").on("staff_item").columns(["site", "subject"]).execute();
  await db.schema
    .createTable("staff_index")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("field", "text", (column) => column.notNull())
    .addColumn("mac", "bytea", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("staff_index_pk", ["site", "model", "field", "mac", "id"])
    .execute();
  await db.schema.createIndex("staff_index_id").on("staff_index").columns(["site", "model", "id"]).execute();
  for (const table of ["staff_item", "staff_index"]) {
    const name = sql.table(table);
    await sql`alter table ${name} enable row level security, force row level security`.execute(db);
    await sql`
      create policy staff on ${name}
      using ((select current_setting('abide.act', true)) in ('staff', 'erase', 'expire', 'backup'))`.execute(db);
  }
}
