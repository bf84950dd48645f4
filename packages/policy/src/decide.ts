import type { Compiled } from "./compile.ts";
import { promotionalTerms } from "./words/purpose.ts";
import type { SignalName } from "./words/signal.ts";

/** May this happen now? `allowed`, or the reason why not. Whoever asks has to look before going on. */
export type Decision<Reason extends string> =
  | { readonly allowed: true; readonly because: "necessary" | "chosen" | "basis" }
  | { readonly allowed: false; readonly reason: Reason };

/** A choice as it was made: which trackers were allowed, under which version, and with which signals on. */
export interface Choice {
  /** Keys of the optional trackers that were allowed. Every other one that the version declared was refused. */
  readonly allowed: readonly string[];
  /** Hash of the version that was shown. */
  readonly version: string;
  /** When, in ISO 8601. */
  readonly at: string;
  /** Signals that were on when the choice was made. */
  readonly signals: readonly SignalName[];
}

/** The facts about a visitor that a decision rests on. Four separate things: nothing here is derived from another. */
export interface VisitorFacts {
  readonly choice?: Choice | undefined;
  readonly signals: readonly SignalName[];
}

export type TrackerReason = "undeclared" | "no-choice" | "refused" | "signal";

/**
 * Whether `tracker` may run for this visitor. A strictly necessary one may; an optional one only when the person chose it, and
 * while a signal counts as a refusal only when the choice was made with that signal on.
 */
export function decideTracker(policy: Compiled, tracker: string, facts: VisitorFacts): Decision<TrackerReason> {
  const declared = Object.hasOwn(policy.trackers, tracker) ? policy.trackers[tracker] : undefined;
  if (!declared) return { allowed: false, reason: "undeclared" };
  if (declared.necessary !== undefined) return { allowed: true, because: "necessary" };
  const { choice } = facts;
  // Without this, a choice made before the browser began to send the signal would outweigh the signal.
  if (facts.signals.some((signal) => policy.signals[signal] === "refuse" && !choice?.signals.includes(signal))) {
    return { allowed: false, reason: "signal" };
  }
  if (!choice) return { allowed: false, reason: "no-choice" };
  return choice.allowed.includes(tracker)
    ? { allowed: true, because: "chosen" }
    : { allowed: false, reason: "refused" };
}

/** Keys of the optional trackers, in the order of the declaration's canonical form. */
export function toOptional(policy: Compiled): string[] {
  return Object.keys(policy.trackers).filter((key) => policy.trackers[key]!.necessary === undefined);
}

/** Keys of the trackers that may run for this visitor. */
export function toPermitted(policy: Compiled, facts: VisitorFacts): string[] {
  return Object.keys(policy.trackers).filter((key) => decideTracker(policy, key, facts).allowed);
}

export type FieldReason =
  | "undeclared"
  | "other-purpose"
  | "no-choice"
  | "refused"
  | "objected"
  | "withdrawn"
  | "restricted";

/** Whether `field` of `activity` may serve `purpose` at all. What the person said since then is the engine's to add. */
export function decideField(policy: Compiled, activity: string, field: string, purpose: string): Decision<FieldReason> {
  const fields = Object.hasOwn(policy.activities, activity) ? policy.activities[activity]!.fields : {};
  if (!Object.hasOwn(fields, field) || !Object.hasOwn(policy.purposes, purpose))
    return { allowed: false, reason: "undeclared" };
  return fields[field]!.for.includes(purpose)
    ? { allowed: true, because: "basis" }
    : { allowed: false, reason: "other-purpose" };
}

/** What a person said about a purpose, as far as it is in force. Four separate facts: nothing here is derived from another. */
export interface SubjectFacts {
  /** Hash of the version under which the newest consent was given, and whether what was consented to still is what is declared. */
  readonly consent?: { readonly version: string; readonly covers: boolean } | undefined;
  /** A withdrawal since the newest consent. */
  readonly withdrawn?: boolean;
  /** An objection (GDPR 21). */
  readonly objected?: boolean;
  /** A restriction (GDPR 18). */
  readonly restricted?: boolean;
}

/**
 * Whether `purpose` may go on with the data of one person. What the declaration allows at all, `decideField` says.
 *
 * A restriction denies every purpose but one that protects somebody's life: storing is all that is left (GDPR 18(2)). An objection
 * counts against a legitimate interest, a public task, and direct marketing on whatever basis (GDPR 21(1), 21(2)); against a
 * contract, a duty or a consent it is no means: the consent is withdrawn.
 */
export function decideUse(policy: Compiled, purpose: string, facts: SubjectFacts): Decision<FieldReason> {
  const declared = Object.hasOwn(policy.purposes, purpose) ? policy.purposes[purpose] : undefined;
  if (!declared) return { allowed: false, reason: "undeclared" };
  const { basis, term } = declared;
  if (facts.restricted && basis !== "vital-interest") return { allowed: false, reason: "restricted" };
  const objectable = basis === "legitimate-interest" || basis === "public-task" || promotionalTerms.includes(term);
  if (facts.objected && objectable) return { allowed: false, reason: "objected" };
  if (basis !== "consent") return { allowed: true, because: "basis" };
  if (facts.withdrawn) return { allowed: false, reason: "withdrawn" };
  return facts.consent?.covers ? { allowed: true, because: "chosen" } : { allowed: false, reason: "no-choice" };
}
