import { sql, type Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey, Vault } from "../vault/vault.ts";

/** The keys of those among `subjects` who have one. */
export async function openKeys(
  trx: Kysely<Tables>,
  subjects: readonly string[],
  site: string,
  vault: Vault,
): Promise<Map<string, SubjectKey>> {
  if (subjects.length === 0) return new Map();
  const rows = await trx
    .selectFrom("subject_key")
    .select(["subject", "kek", "wrapped"])
    .where("site", "=", site)
    .where(sql<boolean>`subject = any(${subjects}::uuid[])`)
    .execute();
  const keys = new Map<string, SubjectKey>();
  for (const { subject, ...row } of rows) {
    const key = vault.open(subject, row);
    if (key) keys.set(subject, key);
  }
  return keys;
}
