import { openKeys } from "./keys.ts";
import { sql, type Transaction } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Log } from "../audit/log.ts";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey, Vault } from "../vault/vault.ts";

/**
 * A key that seals the name of somebody outside for whom something is done: the adviser that a package goes to, the authority that asks.
 * It is kept as if it were a person's, so that destroying it makes what it sealed unreadable in every back-up as well.
 */
export interface DataKey {
  readonly id: string;
  readonly key: SubjectKey;
}

/** Makes a data key and keeps it, in the transaction `trx`. */
export async function createDataKey(trx: Transaction<Tables>, site: string, vault: Vault, at: Date): Promise<DataKey> {
  const id = crypto.randomUUID();
  const { key, row } = vault.create(id);
  await trx.insertInto("subject").values({ site, id, at, erased_at: null }).execute();
  await trx
    .insertInto("subject_key")
    .values({ site, subject: id, ...row })
    .execute();
  return { id, key };
}

/** Opens the data keys of these ids that have not been destroyed. */
export const openDataKeys = (
  trx: Transaction<Tables>,
  ids: readonly string[],
  site: string,
  vault: Vault,
): Promise<Map<string, SubjectKey>> => openKeys(trx, [...new Set(ids)], site, vault);

/** Destroys data keys: what they sealed cannot be opened again, in no copy. */
export async function destroyDataKeys(
  trx: Transaction<Tables>,
  ids: readonly string[],
  site: string,
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from subject_key where site = ${site} and subject = any (${ids}::uuid[])`.execute(trx);
  await sql`update subject set erased_at = ${at} where site = ${site} and id = any (${ids}::uuid[])`.execute(trx);
}

/** How long it stays known who received something: as long as somebody may still ask for an account of it, or sue. */
const accountable = 3 * 366 * 86_400_000;

/** When what a data key was made for is over. */
const over = {
  package: sql`t.ended_at`,
  // People are told of what was fetched only: a package that ended before is over.
  legal_request: sql`coalesce(t.refused_at, t.noticed_at, (
    select p.ended_at from package p where p.site = t.site and p.id = t.package and p.downloaded_at is null
  ))`,
  succession: sql`coalesce(t.ended_at, t.executed_at)`,
};

/** Destroys the data keys whose use has been over for three years, and returns how many. Numbers, purposes and what is in the log stay. */
export async function destroyOldDataKeys(
  table: keyof typeof over,
  { site, log, clock, policy }: { site: string; log: Log; clock: () => Date; policy: string },
): Promise<number> {
  const at = clock();
  return log.transaction(async (trx, append) => {
    const { rows } = await sql<{ data_key: string }>`
      select t.data_key from ${sql.table(table)} t join subject_key k on k.site = t.site and k.subject = t.data_key
      where t.site = ${site} and ${over[table]} < ${new Date(at.getTime() - accountable)} limit 500`.execute(trx);
    if (rows.length === 0) return 0;
    await destroyDataKeys(
      trx,
      rows.map(({ data_key }) => data_key),
      site,
      at,
    );
    await audit(trx, append, site, [
      { type: "data-key-destroyed", at, policy, detail: { keys: rows.length, of: table } },
    ]);
    return rows.length;
  });
}
