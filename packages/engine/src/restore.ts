import { restoreWith, type Restored, type RestoreWithOptions } from "./backup/restore.ts";
import { toStandardFeatures } from "./features.ts";
import { corePersonalData } from "./personal.ts";
import { toErasure } from "./subjects/personal-data.ts";

export type { Restored };
export type RestoreOptions = Omit<RestoreWithOptions, "toErasure">;

/**
 * Puts a back-up into an empty store, and erases again whoever was erased since it was made.
 *
 * @example
 * await restore({ from: "backups", store: await openStore(), master: localMaster(key), files: await openFolder("files") });
 */
export function restore(options: RestoreOptions): Promise<Restored> {
  const own = toStandardFeatures().flatMap(({ personal }) => (personal === "none" ? [] : personal));
  const personal = [...corePersonalData, ...own];
  return restoreWith({ ...options, toErasure: (whom) => toErasure(personal, whom) });
}
