import type { Core } from "../core/core.ts";
import { bulk } from "../mail/bulk.ts";
import { toAddressField } from "../mail/declared.ts";
import type { Promotion } from "../mail/mail.ts";
import { isForgotten } from "../records/query.ts";
import { createReader, type RunTimeReader } from "../records/records.ts";
import { readSubjects } from "../records/rows.ts";
import { lend } from "../roles/roles.ts";
import type { CampaignReason, Estimated, Plan } from "./campaign.ts";
import { findReached, findSame, isStorable } from "./stored-campaign.ts";

/** Milliseconds that a count may take. */
const patience = 2_000;

/** Reads the people of a promotion's activity for its purpose, as the website itself. */
export function createAudienceReader(core: Core, { activity, for: purpose }: Promotion): RunTimeReader {
  return createReader(core, activity, purpose, lend("campaign", core.roles, purpose));
}

/** The field with the address that a promotion goes to; "" where none is declared, and then the reader denies it. */
export function toAddress({ versions }: Core, { activity }: Promotion): string {
  const declared = versions.declaring(activity)?.policy.activities[activity];
  return (declared && toAddressField(declared)) ?? "";
}

/** The reason why a plan cannot be carried out, as far as it is known without reading records; undefined where there is none. */
export function toRefusal(
  { promotion, audience, values = {} }: Plan,
  promotions: readonly Promotion[],
): CampaignReason | undefined {
  if (!isStorable([values, audience.which])) return "wrong-value";
  // A list that is closed for the compiler only would be open to a cast.
  if (!promotions.includes(promotion)) return "undeclared";
  if (promotion.activity !== audience.activity) return "other-activity";
  // Conditions that were forgotten must not write to everybody.
  if (isForgotten(audience.which)) return "wrong-value";
  return promotion.values.every((name) => (values[name] ?? "").trim() !== "") ? undefined : "missing-value";
}

/** How many people a plan would go to now, or why it cannot be carried out. Its values may be given later. */
export async function estimate(core: Core, promotions: readonly Promotion[], plan: Plan): Promise<Estimated> {
  const refusal = toRefusal({ ...plan, values: plan.values ?? toBlank(plan.promotion) }, promotions);
  return refusal === undefined ? count(core, plan) : { allowed: false, reason: refusal };
}

/** How many people a plan would go to, as far as two seconds of counting tell. It stops at `enough` people. */
export async function count(core: Core, plan: Plan, enough = Infinity): Promise<Estimated> {
  const { db, site, vault } = core;
  const { promotion, audience, values = {}, again = false } = plan;
  const { activity, for: purpose } = promotion;
  const same = again ? [] : await findSame(db, site, { promotion: promotion.name, activity, given: values });
  const from = performance.now();
  const all = new Map<string, boolean>();
  let [people, after]: [number, string | undefined] = [0, undefined];
  do {
    const query = { ...audience.which, fields: [], sort: "oldest", limit: bulk } as const;
    const page = await createAudienceReader(core, promotion).list(after === undefined ? query : { ...query, after });
    if (!page.allowed) return page;
    people += page.records.length;
    after = page.next;
    if (same.length === 0) continue;
    const ids = page.records.map(({ id }) => id);
    const subjects = await readSubjects({ db, site, vault, purpose }, activity, ids);
    const reached = await findReached(db, site, same, [...new Set(subjects.values())]);
    people -= ids.filter((id) => reached.has(subjects.get(id) ?? "")).length;
    for (const [subject, isHeld] of reached) all.set(subject, isHeld);
  } while (after !== undefined && people < enough && performance.now() - from < patience);
  const held = [...all.values()].filter(Boolean).length;
  return { allowed: true, people, reached: all.size - held, held, exact: after === undefined };
}

/** Values that let a promotion be counted before they are there. */
function toBlank({ values }: Promotion): { readonly [name: string]: string } {
  return Object.fromEntries(values.map((name) => [name, "-"]));
}
