import { decideTracker, toOptional, type Compiled, type VisitorFacts } from "@abide/policy";
import type { Phase } from "../observe/observation.ts";

/** What the declaration says about a tracker in one phase: it runs, it does not, or it may. */
export type Expected = "runs" | "absent" | "may";

const choice = (allowed: readonly string[]): VisitorFacts => ({
  choice: { allowed, version: "", at: "", signals: [] },
  signals: [],
});

const facts: { readonly [phase in Phase]: (policy: Compiled) => VisitorFacts } = {
  "no-choice": () => ({ signals: [] }),
  refused: () => choice([]),
  accepted: (policy) => choice(toOptional(policy)),
  withdrawn: () => choice([]),
  signal: () => ({ signals: ["gpc"] }),
};

/**
 * What is to be expected of `tracker` in `phase`. "runs" only for what the gate loads on every page: an embed is on some pages
 * and what the server sets waits for a reason.
 */
export function expect(policy: Compiled, tracker: string, phase: Phase): Expected {
  if (!decideTracker(policy, tracker, facts[phase](policy)).allowed) return "absent";
  const { load, necessary } = policy.trackers[tracker]!;
  return necessary === undefined && load.length > 0 ? "runs" : "may";
}
