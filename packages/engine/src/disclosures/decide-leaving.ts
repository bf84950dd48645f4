import { decideField, type Compiled, type ReadReason, type RecipientCategory } from "@abide/policy";

/** Why something does not leave: what the declaration says, or what became of the records. */
export type ScopeReason = ReadReason | "no-fields" | "not-taken" | "nobody" | "other-recipient" | "too-many";

/** A way by which data would leave: the recipient, the purpose, and fields of an activity. */
export interface Leaving {
  readonly recipient: string;
  readonly purpose: string;
  readonly activity: string;
  readonly fields: readonly string[];
}

/** Why the declaration does not allow it; undefined where it does. What each person said is not asked here. */
export function decideLeaving(
  policy: Compiled,
  { recipient, purpose, activity, fields }: Leaving,
): ScopeReason | undefined {
  const declared = Object.hasOwn(policy.recipients, recipient) ? policy.recipients[recipient] : undefined;
  if (!declared || !Object.hasOwn(policy.activities, activity)) return "undeclared";
  if (!Object.hasOwn(policy.purposes, purpose)) return "undeclared";
  if (!declared.for.includes(purpose)) return "other-purpose";
  if (fields.length === 0) return "no-fields";
  const taken = declared.takes && Object.hasOwn(declared.takes, activity) ? declared.takes[activity]! : [];
  for (const field of fields) {
    const decision = decideField(policy, activity, field, purpose);
    if (!decision.allowed) return decision.reason;
    if (!taken.includes(field)) return "not-taken";
  }
  return undefined;
}

/**
 * How data leaves to recipients of a category: an authority is answered by four eyes, a successor receives once people were told, and
 * neither of them by a connector. Everybody else can be handed a package.
 */
export function toWay(category: RecipientCategory): "legal-request" | "package" | "succession" {
  if (category === "authority") return "legal-request";
  return category === "successor" ? "succession" : "package";
}
