import { sql, type Kysely } from "kysely";

/**
 * Which request of an authority a package answers: one that was made again has several, and telling is barred of all of them. Which an
 * older one answered is known of the last; of those before it is taken to be the request like it that telling is barred of for longest.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("package").addColumn("request", "uuid").execute();
  await sql`
    update package p set request = (
      select l.id from legal_request l
      where l.site = p.site and (l.package = p.id or (
        (l.recipient, l.purpose, l.activity, l.fields) = (p.recipient, p.purpose, p.activity, p.fields) and l.at <= p.at
      ))
      order by coalesce(l.package = p.id, false) desc, (l.noticed_at is null) desc, l.barred_until desc nulls last limit 1
    )
    where way = 'legal-request'`.execute(db);
}
