import type { Transaction } from "kysely";
import type { Core } from "../core/core.ts";
import type { Scope } from "../disclosures/scope.ts";
import type { Tables } from "../store/tables.ts";
import { openDataKeys } from "../subjects/data-key.ts";
import type { SubjectKey } from "../vault/vault.ts";
import type { LegalDetails } from "./legal-request.ts";
import { Denied, type LegalRequestRow } from "./step.ts";

// Who asks and why: sealed under the request's data key.

/** The place that a request's details are bound to: their ciphertext does not open at another. */
export const toPlace = (id: string) => ({ activity: "legal-request:", record: id, field: "details" });

/** The details of a request and the key that seals them; undefined where the key is gone. */
export async function openDetails(
  { site, vault }: Core,
  trx: Transaction<Tables>,
  row: LegalRequestRow,
): Promise<{ readonly key: SubjectKey; readonly details: LegalDetails } | undefined> {
  const key = (await openDataKeys(trx, [row.data_key], site, vault)).get(row.data_key);
  const details = key?.unseal(toPlace(row.id), row.sealed) as LegalDetails | undefined;
  return key && details ? { key, details } : undefined;
}

/** The details of a request together with `more`, sealed. */
export async function reseal(
  core: Core,
  trx: Transaction<Tables>,
  row: LegalRequestRow,
  more: Partial<LegalDetails>,
): Promise<Uint8Array> {
  const opened = await openDetails(core, trx, row);
  if (!opened) throw new Denied("erased");
  return opened.key.seal(toPlace(row.id), { ...opened.details, ...more });
}

/** The records and fields that a request is about. */
export const toScope = ({ activity, fields }: LegalRequestRow, { subjects, which }: LegalDetails): Scope => ({
  activity,
  fields,
  subjects,
  which,
});

/** Whether somebody wrote something, and not a book. */
export const isSaid = (text: string): boolean => text.trim() !== "" && text.length <= 2_000;
