import type { Version } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { setAccessContext } from "../store/access-context.ts";
import { readAgreed, readAllAgreed } from "./agreed.ts";
import type { SignUp } from "./subscription-link.ts";
import { toAsks, type Subscription } from "./subscription.ts";

/** A sign-up that waits for its confirmation. */
export interface AskedStanding {
  readonly state: "asked";
  readonly subscription: Subscription;
  readonly version: Version;
  /** Further purposes that are asked for together with it. */
  readonly asks: readonly string[];
}

/** The state of a subscription, as the link in a mail about it shows it. */
export type Standing =
  | AskedStanding
  | {
      readonly state: "confirmed";
      readonly subscription: Subscription;
      readonly version: Version;
      readonly asks: readonly string[];
      /** Those of `asks` that the person agreed to. */
      readonly agreed: readonly string[];
    }
  | {
      /** The subscription is over, and not everything that was agreed to with it. */
      readonly state: "rest";
      readonly subscription: Subscription;
      readonly version: Version;
      readonly agreed: readonly string[];
    }
  | { readonly state: "gone" };

/**
 * The state that a link leads to. The link of a new sign-up leads to the subscription that the person confirmed before it, if any: those
 * choices stand until they make others.
 */
export async function findStanding(core: Core, list: readonly Subscription[], signUp: SignUp): Promise<Standing> {
  const { versions } = core;
  const { subject } = signUp;
  const asked = await findAsked(core, list, signUp);
  for (const subscription of asked ? [asked.subscription] : list) {
    const version = versions.declaring(subscription.activity)!;
    const asks = toAsks(version.policy, subscription);
    if (!(await hasRecord(core, [subscription.activity], { subject }))) continue;
    const agreed = await readAgreed(core, version.policy, subject, [subscription.purpose, ...asks]);
    if (agreed.includes(subscription.purpose)) return { state: "confirmed", subscription, version, asks, agreed };
  }
  if (asked) return asked;
  for (const subscription of list) {
    const version = versions.declaring(subscription.activity)!;
    const agreed = await readAllAgreed(core, subject, subscription);
    if (agreed.length > 0) return { state: "rest", subscription, version, agreed };
  }
  return { state: "gone" };
}

/** The sign-up that a link was made for; undefined once it is confirmed or over its time. */
export async function findAsked(
  core: Core,
  list: readonly Subscription[],
  { record, subject }: SignUp,
): Promise<AskedStanding | undefined> {
  const activities = list.map(({ asked }) => asked);
  const activity = await findActivity(core, activities, { id: record, subject });
  if (activity === undefined) return undefined;
  const subscription = list.find(({ asked }) => asked === activity)!;
  const version = core.versions.declaring(subscription.activity)!;
  return { state: "asked", subscription, version, asks: toAsks(version.policy, subscription) };
}

/** Which records: one, or those of a person. */
interface Which {
  readonly id?: string;
  readonly subject?: string;
}

/** Whether there is such a record of these activities, within its time. */
export const hasRecord = async (core: Core, activities: readonly string[], which: Which): Promise<boolean> =>
  (await findActivity(core, activities, which)) !== undefined;

/** The activity of the newest such record, within its time. */
async function findActivity(
  { site, db, clock }: Core,
  activities: readonly string[],
  { id, subject }: Which,
): Promise<string | undefined> {
  if (activities.length === 0) return undefined;
  const found = await db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "subscription" });
    return trx
      .selectFrom("record")
      .select("activity")
      .where("site", "=", site)
      .where("activity", "in", activities)
      .$if(id !== undefined, (query) => query.where("id", "=", id!))
      .$if(subject !== undefined, (query) => query.where("subject", "=", subject!))
      .where((eb) => eb.or([eb("due_at", "is", null), eb("due_at", ">", clock())]))
      .orderBy("at", "desc")
      .executeTakeFirst();
  });
  return found?.activity;
}
