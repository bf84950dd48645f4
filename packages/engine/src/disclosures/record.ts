import { decideUse, type Compiled } from "@abide/policy";
import { CompiledQuery, sql, type Insertable, type Kysely, type Transaction } from "kysely";
import { everyPurpose, readFacts } from "../subjects/statements.ts";
import { setAccessContext } from "../store/access-context.ts";
import { toInsert, type Columns } from "../store/insert.ts";
import type { DisclosureTable } from "./tables.ts";
import type { Tables } from "../store/tables.ts";
import type { Versions } from "../policies/versions.ts";

/**
 * The statement that writes disclosures: who receives what, when and why, a row for each record. A row holds no value, and is kept after
 * the erasure of its subject, since recipients have to be told of that (GDPR 19). Writing a row again changes nothing.
 */
export function toDisclosures(rows: readonly Insertable<DisclosureTable>[]): CompiledQuery {
  return toInsert("disclosure", columns, rows, "on conflict do nothing");
}

/** The statement that brings disclosures to the states of their messages. */
export function toStates(
  site: string,
  ended: readonly { readonly id: string; readonly state: string; readonly at: Date }[],
): CompiledQuery {
  return CompiledQuery.raw(
    `update disclosure set
      state = given.state, delivered_at = case when given.state = 'delivered' then given.at else delivered_at end
    from unnest($2::uuid[], $3::text[], $4::timestamptz[]) as given (message, state, at)
    where site = $1 and disclosure.message = given.message`,
    [site, ended.map(({ id }) => id), ended.map(({ state }) => state), ended.map(({ at }) => at)],
  );
}

/** Ends the disclosures in a package or a transfer that have not left yet. */
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

/**
 * Whether all that a package or a transfer holds may leave now: its records are there and within their time, nobody in it was erased, and
 * nobody said no to its purpose. With `state`, all of it that is in that state.
 */
export async function stillAllowed(
  trx: Transaction<Tables>,
  { site, versions, policy }: { readonly site: string; readonly versions: Versions; readonly policy: Compiled },
  id: string,
  now: Date,
  state?: "delivered" | "queued",
): Promise<boolean> {
  await setAccessContext(trx, { act: "disclosure" });
  const { rows } = await sql<{ purpose: string; here: boolean; silent: boolean; said: string[] }>`
    select d.purpose,
      bool_and(
        exists (select from subject_key k where k.site = d.site and k.subject = d.subject)
        and exists (
          select from record r where r.site = d.site and r.activity = d.activity and r.id = d.record
          and (r.due_at is null or r.due_at > ${now})
        )
      ) as here,
      bool_or(not d.said) as silent,
      coalesce(array_agg(distinct d.subject::text) filter (where d.said), '{}') as said
    from (
      select *, exists (
        select from statement s where s.site = disclosure.site and s.subject = disclosure.subject
        and s.purpose in (disclosure.purpose, ${everyPurpose}) and s.ended_at is null
      ) as said
      from disclosure
      where site = ${site} and package = ${id} and state = coalesce(${state ?? null}, state)
    ) d group by d.purpose`.execute(trx);
  for (const { purpose, here, silent, said } of rows) {
    if (!here || !Object.hasOwn(policy.purposes, purpose)) return false;
    const facts = await readFacts(trx, { site, policy, versions }, purpose, said);
    const own = said.map((subject) => facts.get(subject) ?? {});
    if (![...own, ...(silent ? [{}] : [])].every((each) => decideUse(policy, purpose, each).allowed)) return false;
  }
  return true;
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
  message: "uuid",
  package: "uuid",
};
