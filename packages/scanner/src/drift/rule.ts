import type { Matched, MatchedLeft, MatchedObservation } from "../match/matched.ts";
import type { Phase } from "../observe/observation.ts";

export const driftKinds = [
  "undeclared",
  "too-early",
  "refused-but-runs",
  "not-stopped",
  "signal-ignored",
  "too-long",
  "wrong-party",
  "not-loaded",
] as const;
export type DriftKind = (typeof driftKinds)[number];

/** One way in which the site does not do what it declares. */
export interface Drift {
  readonly kind: DriftKind;
  /** What drifts: a tracker's name, or the undeclared thing's own. */
  readonly name: string;
  /** Keys of the trackers concerned; none for something undeclared. */
  readonly trackers: readonly string[];
  readonly phases: readonly Phase[];
  /** What was seen, as a sentence. */
  readonly says: string;
  /** What to do about it, as a sentence. */
  readonly next: string;
  readonly evidence: readonly (MatchedObservation | MatchedLeft)[];
}

/** One kind of drift: finds each case of it. */
export type Rule = (matched: Matched) => Drift[];
