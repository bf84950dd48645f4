import type { Selectable } from "kysely";
import type { Core } from "../core/core.ts";
import { openDataKeys } from "../subjects/data-key.ts";
import type { Kept } from "../vault/files.ts";
import type { PackageTable } from "./tables.ts";

/** What is kept of a package under the key that ends with it. */
export interface Secret extends Kept {
  /** The package's own key, sealed for its addressee. */
  readonly half: string;
}

/** Names where the file of a package lies among those of activities: no activity can be called so. */
export const packageActivity = "package:";

export const toSecretPlace = (id: string) => ({ activity: packageActivity, record: id, field: "secret" });
export const toAddresseePlace = (id: string) => ({ activity: packageActivity, record: id, field: "adviser" });

/** The secret of a package; undefined once its data key is destroyed. */
export async function openSecret(
  { site, db, vault }: Core,
  { id, key, secret }: Selectable<PackageTable>,
): Promise<Secret | undefined> {
  if (!secret) return undefined;
  const keys = await db.transaction().execute((trx) => openDataKeys(trx, [key], site, vault));
  return keys.get(key)?.unseal(toSecretPlace(id), secret) as Secret | undefined;
}
