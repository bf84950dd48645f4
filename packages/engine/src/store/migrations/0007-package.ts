import { sql, type Kysely } from "kysely";

/**
 * Sealed packages for advisers and authorities, requests of authorities, and successions. Nothing readable lies here: who receives and
 * why is sealed under keys of errands, links are keyed hashes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const create = (name: string) => db.schema.createTable(name).addColumn("site", "text", (column) => column.notNull());
  const errand = (name: string) =>
    create(name)
      .addColumn("id", "uuid", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("at", "timestamptz", (column) => column.notNull())
      .addColumn("by", "text", (column) => column.notNull())
      .addColumn("recipient", "text", (column) => column.notNull())
      // Whose key sealed who receives it and why.
      .addColumn("errand", "uuid", (column) => column.notNull())
      .addColumn("sealed", "bytea", (column) => column.notNull())
      .addPrimaryKeyConstraint(`${name}_pk`, ["site", "id"]);

  await errand("package")
    .addColumn("way", "text", (column) => column.notNull())
    .addColumn("purpose", "text", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("fields", sql`text[]`, (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("manifest", "text", (column) => column.notNull())
    .addColumn("records", "integer", (column) => column.notNull())
    .addColumn("subjects", "integer", (column) => column.notNull())
    .addColumn("bytes", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .addColumn("link", "bytea", (column) => column.notNull())
    .addColumn("file", "uuid")
    // Whose key sealed the file's and the package's own: another than the errand's, since it ends with the package.
    .addColumn("key", "uuid", (column) => column.notNull())
    .addColumn("secret", "bytea")
    .addColumn("downloaded_at", "timestamptz")
    .addColumn("opened", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("ended_at", "timestamptz")
    .execute();
  await db.schema.createIndex("package_link").on("package").columns(["site", "link"]).execute();
  await db.schema.createIndex("package_due").on("package").columns(["site", "state", "expires_at"]).execute();

  await sql`create index disclosure_package on disclosure (site, package) where package is not null`.execute(db);

  await errand("legal_request")
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
    .addColumn("barred", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("barred_until", "timestamptz")
    .addColumn("noticed_at", "timestamptz")
    .addColumn("noticed", "integer")
    .addColumn("unnoticed", "integer")
    // Four eyes, whatever asks the store: who registered a request neither approves nor discloses it.
    .addCheckConstraint("legal_request_approver", sql`approved_by <> "by" and approved_mac <> by_mac`)
    .addCheckConstraint("legal_request_discloser", sql`disclosed_by <> "by" and disclosed_mac <> by_mac`)
    .addCheckConstraint("legal_request_order", sql`disclosed_by is null or approved_by is not null`)
    .execute();

  await errand("succession")
    .addColumn("activities", sql`text[]`, (column) => column.notNull())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("effective_at", "timestamptz", (column) => column.notNull())
    .addColumn("notice_days", "integer", (column) => column.notNull())
    // The last record that was dealt with, by the notices and then by the transfer.
    .addColumn("activity", "text")
    .addColumn("after", "uuid")
    .addColumn("withheld", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("noticed_at", "timestamptz")
    .addColumn("executed_at", "timestamptz")
    .addColumn("ended_at", "timestamptz")
    .addColumn("manifest", "text")
    .execute();
  await create("succession_part")
    .addColumn("succession", "uuid", (column) => column.notNull())
    .addColumn("n", "integer", (column) => column.notNull())
    .addColumn("activity", "text", (column) => column.notNull())
    .addColumn("records", "integer", (column) => column.notNull())
    .addColumn("file", "uuid", (column) => column.notNull())
    .addColumn("sealed", "bytea", (column) => column.notNull())
    .addColumn("bytes", "bigint", (column) => column.notNull())
    .addColumn("sha256", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("succession_part_pk", ["site", "succession", "n"])
    .execute();
  // Whom a notice of a succession was written to, so that nobody gets two.
  await create("succession_notice")
    .addColumn("succession", "uuid", (column) => column.notNull())
    .addColumn("subject", "uuid", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("succession_notice_pk", ["site", "succession", "subject"])
    .execute();
  await create("succession_import")
    .addColumn("manifest", "text", (column) => column.notNull())
    .addColumn("n", "integer", (column) => column.notNull())
    .addColumn("records", "integer", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("succession_import_pk", ["site", "manifest", "n"])
    .execute();
}
