import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { findById, isOver } from "./find.ts";
import { createToken, toEdition, toLink, toLinkMac } from "./link.ts";

/** A new link; the one before leads nowhere from then on. */
export async function renewLink(
  core: Core,
  id: string,
  by: string,
  edition: string | undefined,
): Promise<{ readonly link: `/abide/package/${string}` } | undefined> {
  const { site, log, clock } = core;
  const row = await findById(core, id);
  if (!row || isOver(row, clock())) return undefined;
  if (edition !== undefined && edition !== toEdition(row)) return undefined;
  const token = createToken();
  return log.transaction(async (trx, append) => {
    const { numUpdatedRows } = await trx
      .updateTable("package")
      .set({ link: toLinkMac(core, token), state: "ready" })
      .where("site", "=", site)
      .where("id", "=", id)
      .where("state", "in", ["ready", "downloaded"])
      .where("link", "=", row.link)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return undefined;
    const detail = { by, package: id, way: row.way };
    await audit(trx, append, site, [{ type: "package-link", at: clock(), policy: row.version, detail }]);
    return { link: toLink(token) };
  });
}
