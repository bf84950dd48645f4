import type { Compiled } from "@abide/policy";
import { toConsentable } from "../collect/collect.ts";
import { AbideError } from "../http/error.ts";
import { toAddressField } from "../mail/declared.ts";
import type { MailTemplate } from "../mail/mail.ts";
import type { Versions } from "../policies/versions.ts";

/**
 * A subscription by double opt-in: who signs up is asked at the address, and only a yes from there is a consent. Until then their
 * values are a record of another activity, which ends by itself as soon as that activity declares.
 *
 * @example
 * { asked: "newsletterRequest", activity: "newsletter", purpose: "newsletter", confirm: confirmSubscription, welcome }
 */
export interface Subscription {
  /** The activity of a sign-up that nobody has confirmed yet. Its storage is how long the link is good for. */
  readonly asked: string;
  /** The activity that it becomes. No form collects it: only a confirmation does. */
  readonly activity: string;
  /** The purpose, on consent, that the confirmation is about. */
  readonly purpose: string;
  /** Asks at the address; its value `link` leads to the page that confirms. A mail about `asked`. */
  readonly confirm: MailTemplate;
  /** Sent once it is confirmed, with the same link: from then on it leads to what was agreed to. A mail about `activity`. */
  readonly welcome?: MailTemplate | undefined;
}

/** Further purposes on consent that the record may serve: asked for together with the confirmation, each by itself. */
export function toAsks(policy: Compiled, { activity, purpose }: Subscription): string[] {
  return toConsentable(policy, activity).filter((one) => one !== purpose);
}

/** The status of records whose people have left, in which their storage begins to count; empty where there is none. */
export function toEndStatus(policy: Compiled, activity: string): string {
  const { statuses, storage } = policy.activities[activity]!;
  return statuses?.find(({ starts }) => starts === storage.from)?.id ?? "";
}

/** Refuses a subscription that could not be kept to, with everything that is wrong with it. */
export function verifySubscription(subscription: Subscription, versions: Versions): void {
  const { asked, activity } = subscription;
  const [before, after] = [versions.declaring(asked)?.policy, versions.declaring(activity)?.policy];
  const wrong = [
    ...(before ? [] : [`no policy declares the activity "${asked}".`]),
    ...(after ? [] : [`no policy declares the activity "${activity}".`]),
    ...(before && after ? toPolicyProblems(subscription, before, after) : []),
    ...(before && after ? toFieldProblems(subscription, before, after) : []),
    ...toMailProblems(subscription),
  ];
  if (wrong.length === 0) return;
  const lines = wrong.map((line) => `  subscription ${activity}: ${line}`).join("\n");
  throw new AbideError("policy-broken", `A subscription cannot be taken as it is set up:\n${lines}`, {
    next: "Correct these in the subscriptions that the engine is given, or in the policy.",
  });
}

function toPolicyProblems({ asked, activity, purpose }: Subscription, before: Compiled, after: Compiled): string[] {
  const [from, to] = [before.activities[asked]!, after.activities[activity]!];
  const wrong: string[] = [];
  if (from.storage.from !== "collection")
    wrong.push(`what is kept under "${asked}" has to end by itself, counted from collection.`);
  if (after.purposes[purpose]?.basis !== "consent") wrong.push(`"${purpose}" is no purpose on consent.`);
  if (!to.fields[toAddressField(to) ?? ""]?.for.includes(purpose))
    wrong.push(`the e-mail address of "${activity}" may not serve "${purpose}".`);
  if (toEndStatus(after, activity) === "")
    wrong.push(`"${activity}" needs a status that starts its storage: the one of who has left.`);
  return wrong;
}

function toFieldProblems({ asked, activity, confirm }: Subscription, before: Compiled, after: Compiled): string[] {
  const [from, to] = [before.activities[asked]!, after.activities[activity]!];
  const wrong: string[] = [];
  for (const [name, field] of Object.entries(to.fields)) {
    if (field.source !== "person" || field.optional) continue;
    if (from.fields[name]?.kind !== field.kind || from.fields[name].optional)
      wrong.push(`"${asked}" does not ask for "${name}", which "${activity}" needs.`);
  }
  for (const name of Object.keys(from.fields)) {
    if (Object.hasOwn(to.fields, name) && !from.fields[name]!.for.includes(confirm.for))
      wrong.push(`"${name}" of "${asked}" may not serve "${confirm.for}", which confirming is for.`);
  }
  return wrong;
}

function toMailProblems({ asked, activity, confirm, welcome }: Subscription): string[] {
  const wrong: string[] = [];
  if (confirm.activity !== asked) wrong.push(`the mail "${confirm.name}" is not about "${asked}".`);
  if (!confirm.values.includes("link")) wrong.push(`the mail "${confirm.name}" has no value "link".`);
  if (welcome && welcome.activity !== activity) wrong.push(`the mail "${welcome.name}" is not about "${activity}".`);
  return wrong;
}
