import { sql, type Kysely } from "kysely";

/** Mail to many: how far each campaign and each notice of a change has come, and what was counted of a campaign. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("campaign")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("id", "uuid", (column) => column.notNull())
    .addColumn("promotion", "text", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("which", "jsonb", (column) => column.notNull())
    .addColumn("given", "jsonb", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("cursor", "text")
    .addColumn("people", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("left_out", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("why", "text")
    .addColumn("by", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("ended_at", "timestamptz")
    .addPrimaryKeyConstraint("campaign_pk", ["site", "id"])
    .execute();
  await sql`create index campaign_running on campaign (site, at) where state = 'running'`.execute(db);
  await db.schema
    .createTable("mail_event")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("campaign", "uuid", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("link", "integer", (column) => column.notNull())
    // Tells a second opening from a first one, and leads to nobody without the vault's key.
    .addColumn("mark", "bytea", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("mail_event_pk", ["site", "campaign", "kind", "link", "mark"])
    .execute();
  await db.schema
    .createTable("notice")
    .addColumn("site", "text", (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("policy", "text", (column) => column.notNull())
    .addColumn("before", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("activity", "text")
    .addColumn("cursor", "text")
    .addColumn("people", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("left_out", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("why", "text")
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("ended_at", "timestamptz")
    .addPrimaryKeyConstraint("notice_pk", ["site", "version"])
    .execute();
  // Versions from before there were notices: nobody is written to about them now.
  await sql`
    insert into notice (site, version, policy, state, at, ended_at)
    select site, hash, policy, 'none', published_at, published_at from policy_version on conflict do nothing`.execute(
    db,
  );
}
