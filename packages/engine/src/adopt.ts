import { sql } from "kysely";
import { audit } from "./audit/audit.ts";
import { toLookUp, toWriting, type Holding, type HolderOptions } from "./records/write.ts";
import { acting } from "./store/acting.ts";
import { together } from "./store/transact.ts";
import type { Versions } from "./policies/versions.ts";

/**
 * Seals records that were kept as plain text before there was a vault, and removes the plain rows, in the same commits. Returns how
 * many it was. One whose version nobody knows stays where it is and is told of.
 */
export async function adopt(
  options: HolderOptions,
  versions: Versions,
  say: (sentence: string) => void,
): Promise<number> {
  const { site, log } = options;
  const unknown = new Set<string>();
  let adopted = 0;
  for (;;) {
    const taken = await log.transaction(async (trx, append, ask) => {
      let query = trx.selectFrom("record_plain").selectAll().where("site", "=", site).orderBy("id").limit(200);
      if (unknown.size > 0) query = query.where("id", "not in", [...unknown]);
      const rows = await query.execute();
      const holdings: Holding[] = [];
      for (const { id, activity, at, version: hash, source, language, values } of rows) {
        const version = await versions.find(hash);
        const declared = version?.policy.activities[activity];
        if (!version || !declared) {
          unknown.add(id);
          continue;
        }
        const known = Object.entries(values).filter(([field]) => Object.hasOwn(declared.fields, field));
        const from = source as Holding["source"];
        holdings.push({ id, activity, version, at, source: from, language, values: Object.fromEntries(known) });
      }
      if (holdings.length > 0) {
        const { rows: found } = await ask(toLookUp(holdings, options));
        const writing = toWriting(holdings, found, options);
        await acting(trx, { act: "collect" });
        await together(writing.statements.map((statement) => ask(statement)));
        await audit(trx, append, site, writing.acts);
        const ids = holdings.flatMap(({ id }) => id ?? []);
        await trx.deleteFrom("record_plain").where("site", "=", site).where("id", "in", ids).execute();
      }
      adopted += holdings.length;
      return rows.length;
    });
    if (taken === 0) break;
  }
  if (adopted > 0) await forget(options);
  if (unknown.size > 0) {
    say(
      `Of old records, ${unknown.size} could not be sealed: the version they were collected under is not known any more.`,
    );
  }
  return adopted;
}

/** Takes the plain text out of the table's file, where deleted rows would lie on. */
async function forget({ db }: HolderOptions): Promise<void> {
  // Sealed by all sites that have old records, it is empty; until then it is written anew.
  const emptied = await db.transaction().execute(async (trx) => {
    await sql`lock table record_plain in access exclusive mode`.execute(trx);
    const left = await trx.selectFrom("record_plain").select("id").limit(1).executeTakeFirst();
    if (!left) await sql`truncate record_plain`.execute(trx);
    return !left;
  });
  if (!emptied) await sql`vacuum full record_plain`.execute(db);
}
