import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import type { CampaignState } from "./campaign.ts";

/**
 * Whether the campaign was in one of the states `before`, and is in `state` now. Its messages are held back, freed or dropped in the
 * same commit.
 */
export async function moveCampaign(
  { site, log, clock, outbox, versions }: Core,
  id: string,
  before: readonly CampaignState[],
  { state, by }: { readonly state: "running" | "paused" | "cancelled"; readonly by: string },
): Promise<boolean> {
  if (!isId(id)) return false;
  const at = clock();
  return log.transaction(async (trx, append) => {
    const row = await trx
      .updateTable("campaign")
      .set({ state, ...(state === "cancelled" ? { ended_at: at } : {}) })
      .where("site", "=", site)
      .where("id", "=", id)
      .where("state", "in", before)
      .returning("id")
      .executeTakeFirst();
    if (!row) return false;
    if (state === "paused") await outbox.pauseBatch(trx, id);
    if (state === "running") await outbox.resumeBatch(trx, id);
    if (state === "cancelled") await outbox.dropBatch(trx, id, "cancelled");
    const event = { type: "campaign", at, policy: versions.current[0].hash };
    await audit(trx, append, site, [{ ...event, detail: { by, campaign: id, state } }]);
    return true;
  });
}

/** Cancels a campaign, also one that has ended where a message of it waits or was given up and could be retried. */
export async function cancelCampaign(core: Core, id: string, by: string): Promise<boolean> {
  const to = { state: "cancelled", by } as const;
  if (await moveCampaign(core, id, ["running", "paused"], to)) return true;
  const { queued, failed } = isId(id) ? await core.outbox.progress({ batch: id }) : { queued: 0, failed: 0 };
  return queued + failed > 0 && moveCampaign(core, id, ["failed", "done"], to);
}

/** Ends a campaign that is through, or cannot go on. One that was paused or cancelled meanwhile stays as it is. */
export async function endCampaign(
  { site, log, clock, versions }: Core,
  id: string,
  state: "failed" | "done",
  why: string | null,
): Promise<void> {
  const at = clock();
  await log.transaction(async (trx, append) => {
    const row = await trx
      .updateTable("campaign")
      .set({ state, why, ended_at: at })
      .where("site", "=", site)
      .where("id", "=", id)
      .where("state", "=", "running")
      .returning("people")
      .executeTakeFirst();
    if (!row) return;
    const detail = { campaign: id, people: row.people, state, why };
    await audit(trx, append, site, [{ type: "campaign", at, policy: versions.current[0].hash, detail }]);
  });
}
