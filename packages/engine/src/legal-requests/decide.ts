import type { Actor } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { isSaid, reseal } from "./details.ts";
import type { Stepped } from "./legal-request.ts";
import { change, Denied, step, verifyOther } from "./step.ts";

/** Approves a request; not by who registered it. */
export const approve = (core: Core, id: string, by: Actor): Promise<Stepped> =>
  step(core, "approve", id, by, async (trx, row, mac) => {
    verifyOther(row, by, mac);
    // A second click of the same person.
    if (row.state === "approved" && row.approved_by === by.id) return "again";
    if (row.state !== "registered") throw new Denied("settled");
    await change(core, trx, id)
      .set({ state: "approved", approved_by: by.id, approved_at: core.clock(), approved_mac: mac })
      .execute();
    return {};
  });

/** Refuses a request that is not disclosed yet; also by who registered it. */
export const refuse = (core: Core, id: string, reason: string, by: Actor): Promise<Stepped> =>
  step(core, "refuse", id, by, async (trx, row) => {
    // A second click of the same person.
    if (row.state === "refused" && row.refused_by === by.id) return "again";
    if (row.state === "disclosed" || row.state === "refused") throw new Denied("settled");
    if (!isSaid(reason)) throw new Denied("no-reason");
    const sealed = await reseal(core, trx, row, { refusal: reason });
    await change(core, trx, id)
      .set({ state: "refused", refused_by: by.id, refused_at: core.clock(), sealed })
      .execute();
    return {};
  });
