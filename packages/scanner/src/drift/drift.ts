import type { Matched } from "../match/matched.ts";
import type { Drift, Rule } from "./rule.ts";
import { findIgnoredSignal } from "./signal-ignored.ts";
import { findNotLoaded } from "./not-loaded.ts";
import { findNotStopped } from "./not-stopped.ts";
import { findRefusedButRuns } from "./refused-but-runs.ts";
import { findTooEarly } from "./too-early.ts";
import { findTooLong } from "./too-long.ts";
import { findUndeclared } from "./undeclared.ts";
import { findWrongParty } from "./wrong-party.ts";

const rules: readonly Rule[] = [
  findUndeclared,
  findTooEarly,
  findRefusedButRuns,
  findNotStopped,
  findIgnoredSignal,
  findTooLong,
  findWrongParty,
  findNotLoaded,
];

/** Every way in which what was seen differs from what is declared. */
export function findDrift(matched: Matched): Drift[] {
  return rules.flatMap((rule) => rule(matched));
}
