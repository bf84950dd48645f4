import { sql, type Transaction } from "kysely";
import type { Core } from "../core/core.ts";
import { endQueued, stillAllowed } from "../disclosures/record.ts";
import type { Tables } from "../store/tables.ts";
import { successionPurpose } from "./objection.ts";
import { changeRow, type SuccessionRow } from "./row.ts";
import { commitStep } from "./step.ts";
import { discardFiles, dropParts } from "./stored-parts.ts";
import { findVersion } from "./successor.ts";

/**
 * Whether something in an archive may not leave any more since it was written: its record is gone or over its time, or somebody said no.
 * `queued` is an archive that nobody has fetched, `delivered` one that the successor has.
 */
export async function isOutdated(
  { site, versions, clock }: Core,
  trx: Transaction<Tables>,
  { id, recipient }: SuccessionRow,
  state: "queued" | "delivered" = "queued",
): Promise<boolean> {
  const { rows } = await sql<{ objected: boolean }>`
    select exists (
      select from disclosure d where d.site = ${site} and d.package = ${id} and d.state = ${state} and exists (
        select from statement s where s.site = d.site and s.subject = d.subject
        and s.purpose = ${successionPurpose} and s.kind = 'objection' and s.ended_at is null
      )
    ) as objected`.execute(trx);
  const policy = findVersion(versions, recipient)?.policy;
  if (rows[0]!.objected || !policy) return true;
  return !(await stillAllowed(trx, { site, versions, policy }, id, clock(), state));
}

/** Destroys an archive that is out of date: executed again, it is written without those who said no or were erased. */
export async function restart(core: Core, id: string, by: string): Promise<void> {
  const { site } = core;
  let dropped: readonly string[] = [];
  await commitStep(core, { step: "outdated", id, by }, async (trx) => {
    const fresh = { state: "executing", activity: null, after: null, withheld: 0, executed_at: null, manifest: null };
    await changeRow(trx, site, id).set(fresh).where("state", "in", ["executing", "executed"]).execute();
    await endQueued(trx, site, id, { state: "dropped" });
    dropped = await dropParts(trx, site, id);
    return {};
  });
  await discardFiles(core, dropped);
}
