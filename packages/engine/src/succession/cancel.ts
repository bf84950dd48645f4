import type { Actor } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { endQueued } from "../disclosures/record.ts";
import { changeRow, findRow } from "./row.ts";
import { commitStep, refuse, Refused, toDone, type SuccessionStep } from "./step.ts";
import { discardParts } from "./stored-parts.ts";

/** Cancels a succession before it is carried out, and destroys what was written of its archive. */
export async function cancel(core: Core, id: string, by: Actor): Promise<SuccessionStep> {
  const { site, db, clock } = core;
  const step = { step: "cancel", id, by: by.id };
  const row = await findRow(db, site, id);
  if (!row) return refuse(core, step, "not-found");
  if (row.state === "executed" || row.state === "cancelled") return refuse(core, step, "settled");
  try {
    await commitStep(core, step, async (trx) => {
      const { numUpdatedRows } = await changeRow(trx, site, id)
        .set({ state: "cancelled", ended_at: clock() })
        // It may have been carried out since it was looked at.
        .where("state", "in", ["planned", "noticing", "noticed", "executing"])
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new Refused("settled");
      await endQueued(trx, site, id, { state: "dropped" });
      return {};
    });
  } catch (error) {
    if (error instanceof Refused) return refuse(core, step, error.reason);
    throw error;
  }
  await discardParts(core, id);
  return toDone(core, id);
}
