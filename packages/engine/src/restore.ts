import { restoreWith, type Restored, type RestoreWithOptions } from "./backup/restore.ts";
import { personalData } from "./personal.ts";
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
  const personal = Object.values(personalData);
  return restoreWith({ ...options, toErasure: (whom) => toErasure(personal, whom) });
}
