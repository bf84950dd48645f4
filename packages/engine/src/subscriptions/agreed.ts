import type { Compiled } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { readFacts } from "../subjects/statements.ts";
import { toAsks, type Subscription } from "./subscription.ts";

/** Those of `purposes` that somebody agreed to, and said nothing against since. */
export async function readAgreed(
  { site, db, versions }: Core,
  policy: Compiled,
  subject: string,
  purposes: readonly string[],
): Promise<string[]> {
  const agreed: string[] = [];
  for (const purpose of purposes) {
    const facts = await readFacts(db, { site, policy, versions }, purpose, [subject]);
    const said = facts.get(subject);
    if (said?.consent && !said.withdrawn && !said.objected) agreed.push(purpose);
  }
  return agreed;
}

/** The purposes that somebody agreed to with a subscription, its own among them. */
export function readAllAgreed(core: Core, subject: string, subscription: Subscription): Promise<string[]> {
  const { policy } = core.versions.declaring(subscription.activity)!;
  return readAgreed(core, policy, subject, [subscription.purpose, ...toAsks(policy, subscription)]);
}

/** The further purposes that somebody agreed to together with a subscription for `purpose`. */
export async function readFurther(
  core: Core,
  list: readonly Subscription[],
  subject: string,
  purpose: string,
): Promise<string[]> {
  const agreed = await Promise.all(
    list
      .filter((subscription) => subscription.purpose === purpose)
      .map((subscription) => {
        const { policy } = core.versions.declaring(subscription.activity)!;
        return readAgreed(core, policy, subject, toAsks(policy, subscription));
      }),
  );
  return [...new Set(agreed.flat())];
}

/** Gives and takes back consents, until those of `purposes` are given that are wanted. `agreed` are those that are given now. */
export async function choose(
  { subjects }: Core,
  subject: string,
  purposes: readonly string[],
  agreed: readonly string[],
  wanted: readonly string[],
): Promise<void> {
  for (const purpose of purposes) {
    if (wanted.includes(purpose) === agreed.includes(purpose)) continue;
    const because = { by: "subject", reason: "subscription" };
    await (wanted.includes(purpose) ? subjects.consent : subjects.withdraw)(subject, purpose, because);
  }
}
