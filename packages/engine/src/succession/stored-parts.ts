import { sql, type Transaction } from "kysely";
import type { Core } from "../core/core.ts";
import { endQueued } from "../disclosures/record.ts";
import type { Tables } from "../store/tables.ts";
import { openDataKeys } from "../subjects/data-key.ts";
import type { Kept } from "../vault/files.ts";
import { successionMark, toPartPlace, type SuccessionRow } from "./row.ts";
import { commitStep, Refused } from "./step.ts";

/** The place of the manifest among the parts: it is stored as one of them. */
export const manifestPart = 0;

/** A part of an archive, once its file is written. */
export interface StoredPart {
  readonly n: number;
  readonly activity: string;
  readonly records: number;
  readonly kept: Kept;
  readonly at: Date;
}

/** Stores a part, with the key of its file sealed under the succession's data key. Refused where that was destroyed. */
export async function storePart(
  { site, vault }: Core,
  trx: Transaction<Tables>,
  { id, data_key }: SuccessionRow,
  { n, activity, records, kept, at }: StoredPart,
): Promise<void> {
  const key = (await openDataKeys(trx, [data_key], site, vault)).get(data_key);
  if (!key) throw new Refused("not-found");
  const { id: file, size: bytes, sha256 } = kept;
  const sealed = key.seal(toPartPlace(id, n), kept);
  await trx
    .insertInto("succession_part")
    .values({ site, succession: id, n, activity, records, file, sealed, bytes, sha256 })
    .execute();
  const mark = { activity: successionMark, record: id, field: successionMark };
  await trx
    .insertInto("file")
    .values({ site, id: file, ...mark, bytes, at })
    .execute();
}

/** How many parts are stored, without the manifest. */
export async function countParts(trx: Transaction<Tables>, site: string, id: string): Promise<number> {
  const { rows } = await sql<{ parts: number }>`
    select count(*)::int as parts from succession_part where site = ${site} and succession = ${id} and n > 0`.execute(
    trx,
  );
  return rows[0]!.parts;
}

/** Takes the parts of an archive out of the tables. Returns their files, which are deleted after the commit. */
export async function dropParts(trx: Transaction<Tables>, site: string, id: string): Promise<string[]> {
  const parts = await trx
    .deleteFrom("succession_part")
    .where("site", "=", site)
    .where("succession", "=", id)
    .returning("file")
    .execute();
  for (const { file } of parts) {
    await trx.deleteFrom("file").where("site", "=", site).where("id", "=", file).execute();
  }
  return parts.map(({ file }) => file);
}

/** Deletes files that no table names any more. One that cannot be deleted now is found by the next sweep. */
export async function discardFiles({ files }: Core, ids: readonly string[]): Promise<void> {
  for (const id of ids) await files?.discard(id).catch(() => {});
}

/** Takes the parts of an archive out of the tables, and deletes their files. */
export async function discardParts(core: Core, id: string): Promise<void> {
  const { site, db } = core;
  await discardFiles(core, await db.transaction().execute((trx) => dropParts(trx, site, id)));
}

/** Destroys an archive that is not given out any more. */
export async function destroyArchive(core: Core, id: string, by: string): Promise<void> {
  await commitStep(core, { step: "destroy", id, by }, async (trx) => {
    await endQueued(trx, core.site, id, { state: "expired" });
    return {};
  });
  await discardParts(core, id);
}

/** Destroys archives 90 days after they were written: by then the successor has its own. Returns how many. */
export async function pruneArchives(core: Core): Promise<number> {
  const { site, db, clock } = core;
  const old = await db
    .selectFrom("succession")
    .select("id")
    .where("site", "=", site)
    .where("executed_at", "<", new Date(clock().getTime() - 90 * 86_400_000))
    .where("id", "in", (eb) => eb.selectFrom("succession_part").select("succession").where("site", "=", site))
    .execute();
  for (const { id } of old) await destroyArchive(core, id, "site");
  return old.length;
}
