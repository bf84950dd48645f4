import type { Kysely, Selectable, Transaction } from "kysely";
import type { Addressee } from "../archive/age.ts";
import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import type { Tables } from "../store/tables.ts";
import { openDataKeys } from "../subjects/data-key.ts";
import type { SuccessionTable } from "./tables.ts";

export type SuccessionRow = Selectable<SuccessionTable>;

/** Where records were dealt with last, by the notices and then by the transfer; null: none yet. */
export type Position = Pick<SuccessionRow, "activities" | "activity" | "after">;

/** Who takes over, and the age recipient of their key. Sealed under the succession's data key. */
export interface Details {
  readonly successor: string;
  readonly contact: Addressee;
  readonly key: string;
}

/** Marks the sealed values and the files of successions, where those of records have their activity. */
export const successionMark = "succession:";

/** The places that sealed values of a succession are bound to. */
export const toDetailsPlace = (id: string) => ({ activity: successionMark, record: id, field: "details" });
export const toPartPlace = (id: string, n: number) => ({ activity: successionMark, record: id, field: `part ${n}` });

/** The row of a succession; undefined where there is none, or `id` is no id. */
export async function findRow(db: Kysely<Tables>, site: string, id: string): Promise<SuccessionRow | undefined> {
  if (!isId(id)) return undefined;
  return db.selectFrom("succession").selectAll().where("site", "=", site).where("id", "=", id).executeTakeFirst();
}

/** The beginning of a statement that changes the row of a succession. */
export const changeRow = (trx: Transaction<Tables>, site: string, id: string) =>
  trx.updateTable("succession").where("site", "=", site).where("id", "=", id);

/** Who takes over; undefined once their data key was destroyed. */
export async function openDetails({ db, site, vault }: Core, row: SuccessionRow): Promise<Details | undefined> {
  const keys = await db.transaction().execute((trx) => openDataKeys(trx, [row.data_key], site, vault));
  return keys.get(row.data_key)?.unseal(toDetailsPlace(row.id), row.sealed) as Details | undefined;
}
