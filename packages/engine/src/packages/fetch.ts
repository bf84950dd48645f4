import type { Selectable } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { endQueued, stillAllowed } from "../disclosures/record.ts";
import { AbideError } from "../http/error.ts";
import { endPackage } from "./end.ts";
import { findById, findByToken, isOver } from "./find.ts";
import type { Fetched } from "./package.ts";
import { openSecret } from "./secret.ts";
import type { PackageTable } from "./tables.ts";

/** The package as a stream, once its link is used up. */
export async function download(core: Core, token: string): Promise<Fetched> {
  const { site, log, files, clock } = core;
  const row = await findByToken(core, token);
  if (!row) return { fetched: false, reason: "unknown" };
  if (isOver(row, clock())) return { fetched: false, reason: "ended" };
  if (row.state !== "ready") return { fetched: false, reason: "used" };
  if (!(await isStillAllowed(core, row))) {
    await endPackage(core, row.id, "outdated", "site");
    return { fetched: false, reason: "outdated" };
  }
  const secret = await openSecret(core, row);
  if (!secret || !files) throw new AbideError("files-down", "A package cannot be opened for its download.");
  // Opened before the link is used up: what cannot be read has not been fetched.
  const stream = await files.open(secret);
  const at = clock();
  const used = await log.transaction(async (trx, append) => {
    const { numUpdatedRows } = await trx
      .updateTable("package")
      .set({ state: "downloaded", downloaded_at: at })
      .where("site", "=", site)
      .where("id", "=", row.id)
      .where("state", "=", "ready")
      .where("link", "=", row.link)
      .where("expires_at", ">", at)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await endQueued(trx, site, row.id, { state: "delivered", delivered_at: at });
    const detail = { package: row.id, recipient: row.recipient, way: row.way };
    await audit(trx, append, site, [{ type: "package-download", at, policy: row.version, detail }]);
    return true;
  });
  if (used) return { fetched: true, stream, size: secret.size, id: row.id };
  await stream.cancel();
  return { fetched: false, reason: "used" };
}

/** The package's own key, sealed for its addressee; "ended" where it is not handed out any more, undefined where there is no package. */
export async function releaseKey(core: Core, id: string): Promise<Uint8Array | "ended" | undefined> {
  const { site, log, clock } = core;
  const row = await findById(core, id);
  if (!row) return undefined;
  if (isOver(row, clock()) || !(await isStillAllowed(core, row))) return "ended";
  const secret = await openSecret(core, row);
  if (!secret) return "ended";
  const at = clock();
  return log.transaction(async (trx, append) => {
    const { numUpdatedRows } = await trx
      .updateTable("package")
      .set((eb) => ({ opened: eb("opened", "+", 1) }))
      .where("site", "=", site)
      .where("id", "=", id)
      .where("state", "in", ["ready", "downloaded"])
      .where("expires_at", ">", at)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return "ended";
    const detail = { package: id, recipient: row.recipient, way: row.way };
    await audit(trx, append, site, [{ type: "package-key", at, policy: row.version, detail }]);
    return Uint8Array.from(Buffer.from(secret.half, "base64"));
  });
}

/** Whether all that is in it may still leave for its purpose: asked again before anything does. */
async function isStillAllowed(
  { site, db, versions, clock }: Core,
  { id, purpose, version }: Selectable<PackageTable>,
): Promise<boolean> {
  const policy = versions.current.find(({ policy }) => Object.hasOwn(policy.purposes, purpose))?.policy;
  if (!policy || !(await versions.withHash(version))) return false;
  return db.transaction().execute((trx) => stillAllowed(trx, { site, versions, policy }, id, clock()));
}
