import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { endQueued } from "../disclosures/record.ts";
import { destroyDataKeys } from "../subjects/data-key.ts";
import type { PackageState } from "./package.ts";

/** Ends a package: its link, its key, its file. False where there is none, or none any more. */
export async function endPackage(core: Core, id: string, state: PackageState, by: string): Promise<boolean> {
  const { site, log, clock, versions, files } = core;
  const at = clock();
  const file = await log.transaction(async (trx, append) => {
    const row = await trx
      .selectFrom("package")
      .select(["file", "key", "state", "way"])
      .where("site", "=", site)
      .where("id", "=", id)
      .where("file", "is not", null)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return undefined;
    const own = trx.updateTable("package").where("site", "=", site).where("id", "=", id);
    // An erasure of somebody in it has ended it already; then its file and its key are left to delete.
    const next = row.state === "ready" || row.state === "downloaded" ? { state, ended_at: at } : {};
    await own.set({ ...next, file: null, secret: null }).execute();
    await destroyDataKeys(trx, [row.key], site, at);
    await trx.deleteFrom("file").where("site", "=", site).where("id", "=", row.file!).execute();
    await endQueued(trx, site, id, { state: next.state === "expired" ? "expired" : "dropped" });
    const policy = versions.current[0].hash;
    const detail = { by, outcome: next.state ?? row.state, package: id, way: row.way };
    await audit(trx, append, site, [{ type: "package-end", at, policy, detail }]);
    return row.file!;
  });
  if (file === undefined) return false;
  // What fails here is found by the next sweep: nothing names it any more.
  await files?.discard(file).catch(() => {});
  return true;
}

/** Ends packages that are over their time, and those that an erasure ended. Returns how many. */
export async function prunePackages(core: Core): Promise<number> {
  const due = await core.db
    .selectFrom("package")
    .select("id")
    .where("site", "=", core.site)
    .where("file", "is not", null)
    .where((eb) => eb.or([eb("expires_at", "<=", core.clock()), eb("state", "not in", ["ready", "downloaded"])]))
    .limit(1_000)
    .execute();
  for (const { id } of due) await endPackage(core, id, "expired", "site");
  return due.length;
}
