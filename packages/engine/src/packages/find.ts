import type { Selectable } from "kysely";
import type { Core } from "../core/core.ts";
import { toLinkMac } from "./link.ts";
import type { PackageTable } from "./tables.ts";

/** A package by its id. */
export const findById = ({ db, site }: Core, id: string): Promise<Selectable<PackageTable> | undefined> =>
  db.selectFrom("package").selectAll().where("site", "=", site).where("id", "=", id).executeTakeFirst();

/** The package that a link leads to. */
export async function findByToken(core: Core, token: string): Promise<Selectable<PackageTable> | undefined> {
  if (!/^[0-9a-f]{48}$/.test(token)) return undefined;
  return core.db
    .selectFrom("package")
    .selectAll()
    .where("site", "=", core.site)
    .where("link", "=", toLinkMac(core, token))
    .executeTakeFirst();
}

/** Whether a package cannot be had any more. */
export const isOver = ({ state, expires_at }: Selectable<PackageTable>, now: Date): boolean =>
  (state !== "ready" && state !== "downloaded") || expires_at.getTime() <= now.getTime();
