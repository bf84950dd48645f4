import { restoreWith, type Restored, type RestoreWithOptions } from "./backup/restore.ts";
import type { Feature } from "./core/feature.ts";
import { toStandardFeatures } from "./features.ts";
import { corePersonalData } from "./core-personal-data.ts";
import { toMigrations } from "./open-features.ts";
import { migrate } from "./store.ts";
import { toErasure } from "./subjects/personal-data.ts";

export type { Restored };
export interface RestoreOptions extends Omit<RestoreWithOptions, "features" | "migrate" | "toErasure"> {
  /** The site's own features, as its engine has them. Default: none; a back-up that holds something of one is refused then. */
  readonly features?: readonly Feature[] | undefined;
}

/**
 * Puts a back-up into an empty store, and erases again whoever was erased since it was made.
 *
 * @example
 * await restore({ from: "backups", store: await openStore(), master: localMaster(key), files: await openFolder("files") });
 */
export function restore(options: RestoreOptions): Promise<Restored> {
  const features = [...toStandardFeatures(), ...(options.features ?? [])];
  const own = features.flatMap(({ personal }) => (personal === "none" ? [] : personal));
  const personal = [...corePersonalData, ...own];
  return restoreWith({
    ...options,
    features: toMigrations(features),
    migrate,
    toErasure: (whom) => toErasure(personal, whom),
  });
}
