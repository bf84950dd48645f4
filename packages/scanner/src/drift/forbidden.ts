import { expect } from "../match/expect.ts";
import { toDone, type Matched } from "../match/matched.ts";
import type { Phase } from "../observe/observation.ts";
import type { Drift } from "./rule.ts";
import { toList, toWhat, when } from "./words.ts";

/**
 * Trackers that ran in `phase` and were not to. A host that several trackers declare is no evidence against one of them while
 * another one of them may run.
 */
export function findForbidden(matched: Matched, phase: Phase, kind: Drift["kind"], next: string): Drift[] {
  const { policy } = matched;
  return Object.keys(policy.trackers).flatMap((tracker): Drift[] => {
    if (expect(policy, tracker, phase) !== "absent") return [];
    const evidence = toDone(matched, tracker, phase).filter(({ match }) =>
      match.trackers.every((other) => expect(policy, other, phase) === "absent"),
    );
    if (evidence.length === 0) return [];
    const { name } = policy.trackers[tracker]!;
    return [
      {
        kind,
        name,
        trackers: [tracker],
        phases: [phase],
        says: `${name} ran ${when[phase]}: ${toList(evidence.map(toWhat))}.`,
        next,
        evidence,
      },
    ];
  });
}
