import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import type { Promotion } from "../mail/mail.ts";
import { count, createAudienceReader, toAddress, toRefusal } from "./audience.ts";
import type { Plan, Started } from "./campaign.ts";
import { findBegun, isStorable, toConditions } from "./stored-campaign.ts";

type Begun = Plan & { readonly by: string; readonly id: string };

/** Begins a campaign under `id`, or says why not. `wake` has its first batch written at once. */
export async function begin(
  core: Core,
  promotions: readonly Promotion[],
  plan: Begun,
  wake: () => void,
): Promise<Started> {
  const { promotion, audience, values = {}, id } = plan;
  if (!isId(id) || !isStorable([values, audience.which])) return { started: false, reason: "wrong-value" };
  // A form that is sent twice would otherwise be refused because everybody has the mail by then.
  const begun = await findBegun(core, id, plan);
  if (begun) return begun === "same" ? { started: true, id } : { started: false, reason: "other-plan" };
  const refusal = toRefusal(plan, promotions);
  if (refusal !== undefined) return { started: false, reason: refusal };
  // Without it a denial by the declaration would come out with the first batch only, as a campaign that failed.
  const fields = [toAddress(core, promotion)];
  const first = await createAudienceReader(core, promotion).list({ ...audience.which, fields, limit: 1 });
  if (!first.allowed) return { started: false, reason: first.reason };
  const counted = await count(core, plan, 1);
  if (!counted.allowed) return { started: false, reason: counted.reason };
  if (counted.people === 0 && counted.exact) return { started: false, reason: "nobody" };
  await insertCampaign(core, plan);
  wake();
  // Of two that begin at the same moment under one id only one is there.
  if ((await findBegun(core, id, plan)) !== "same") return { started: false, reason: "other-plan" };
  return { started: true, id };
}

/** Writes the campaign down, with its entry in the log. Under an id that is there already nothing is written. */
async function insertCampaign(
  { site, log, clock, versions }: Core,
  { promotion, audience, values = {}, again = false, by, id }: Begun,
): Promise<void> {
  const at = clock();
  const conditions = toConditions(audience, again);
  await log.transaction(async (trx, append) => {
    const row = { site, id, promotion: promotion.name, activity: promotion.activity, state: "running", by, at };
    const made = await trx
      .insertInto("campaign")
      .values({
        ...row,
        which: JSON.stringify(conditions),
        given: JSON.stringify(values),
        cursor: null,
        why: null,
        ended_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!made) return;
    // The value of a condition may be personal data: the log gets the names of conditions alone.
    const detail = { by, campaign: id, promotion: promotion.name, purpose: promotion.for, state: "running" };
    const event = { type: "campaign", at, policy: versions.current[0].hash };
    await audit(trx, append, site, [{ ...event, detail: { ...detail, conditions: Object.keys(conditions) } }]);
  });
}
