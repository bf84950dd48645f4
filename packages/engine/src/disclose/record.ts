import { CompiledQuery, type Insertable, type Kysely } from "kysely";
import { toInsert, type Columns } from "../store/insert.ts";
import type { DisclosureTable, Tables } from "../store/tables.ts";

/**
 * The statement that writes down who receives what, when and why: a row for each record. It holds no value, and is kept after the
 * erasure of its subject, since recipients have to be told of that (GDPR 19). Writing a row again changes nothing.
 */
export function toDisclosures(rows: readonly Insertable<DisclosureTable>[]): CompiledQuery {
  return toInsert("disclosure", columns, rows, "on conflict do nothing");
}

/** The statement that says of disclosures what became of their letters. */
export function toStates(
  site: string,
  ended: readonly { readonly id: string; readonly state: string; readonly at: Date }[],
): CompiledQuery {
  return CompiledQuery.raw(
    `update disclosure set
      state = given.state, delivered_at = case when given.state = 'delivered' then given.at else delivered_at end
    from unnest($2::uuid[], $3::text[], $4::timestamptz[]) as given (letter, state, at)
    where site = $1 and disclosure.letter = given.letter`,
    [site, ended.map(({ id }) => id), ended.map(({ state }) => state), ended.map(({ at }) => at)],
  );
}

/** Says of what a package or a transfer holds and what has not left yet what became of it. */
export async function endQueued(
  trx: Kysely<Tables>,
  site: string,
  id: string,
  to: { readonly state: "dropped" | "expired" } | { readonly state: "delivered"; readonly delivered_at: Date },
): Promise<void> {
  await trx
    .updateTable("disclosure")
    .set(to)
    .where("site", "=", site)
    .where("package", "=", id)
    .where("state", "=", "queued")
    .execute();
}

const columns: Columns<"disclosure"> = {
  site: "text",
  id: "uuid",
  recipient: "text",
  purpose: "text",
  activity: "text",
  record: "uuid",
  subject: "uuid",
  fields: "names",
  version: "text",
  way: "text",
  by: "text",
  at: "timestamptz",
  state: "text",
  delivered_at: "timestamptz",
  letter: "uuid",
  package: "uuid",
};
