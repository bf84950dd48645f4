import { openKeys } from "./keys.ts";
import { sql, type Transaction } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Log } from "../audit/log.ts";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey, Vault } from "../vault/vault.ts";

/**
 * Something to be done for somebody outside: a package, a request of an authority. Who that is lies sealed under a key of the errand's
 * own, as if it were a person: ending the errand destroys the key, and back-ups forget it with everybody else's.
 */
export interface DataKey {
  readonly id: string;
  readonly key: SubjectKey;
}

/** A fresh errand with its key, kept in the transaction `trx`. */
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

/** The keys of data keys that have not ended. */
export const openDataKeys = (
  trx: Transaction<Tables>,
  ids: readonly string[],
  site: string,
  vault: Vault,
): Promise<Map<string, SubjectKey>> => openKeys(trx, [...new Set(ids)], site, vault);

/** Destroys the keys of data keys: what they sealed cannot be opened again, in no copy. */
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

/** When each kind of errand is over. */
const over = {
  package: sql`t.ended_at`,
  // Of what nobody fetched nobody is told.
  legal_request: sql`coalesce(t.refused_at, t.noticed_at, (
    select p.ended_at from package p where p.site = t.site and p.id = t.package and p.downloaded_at is null
  ))`,
  succession: sql`coalesce(t.ended_at, t.executed_at)`,
};

/** Forgets who it was for, three years after a data key is over: numbers, purposes and what is in the log stay. Returns how many. */
export async function destroyOldDataKeys(
  table: keyof typeof over,
  { site, log, clock, policy }: { site: string; log: Log; clock: () => Date; policy: string },
): Promise<number> {
  const at = clock();
  return log.transaction(async (trx, append) => {
    const { rows } = await sql<{ errand: string }>`
      select t.errand from ${sql.table(table)} t join subject_key k on k.site = t.site and k.subject = t.errand
      where t.site = ${site} and ${over[table]} < ${new Date(at.getTime() - accountable)} limit 500`.execute(trx);
    if (rows.length === 0) return 0;
    await destroyDataKeys(
      trx,
      rows.map(({ errand }) => errand),
      site,
      at,
    );
    await audit(trx, append, site, [
      { type: "data-key-destroyed", at, policy, detail: { errands: rows.length, of: table } },
    ]);
    return rows.length;
  });
}
