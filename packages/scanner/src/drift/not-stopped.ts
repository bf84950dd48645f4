import { expect } from "../match/expect.ts";
import type { Drift, Rule } from "./rule.ts";
import { findForbidden } from "./forbidden.ts";
import { toList, toWhat } from "./words.ts";

/**
 * Optional trackers that went on after the consent was withdrawn, or whose first-party storage was left behind. What lies under
 * another party's own address no site can delete.
 */
export const findNotStopped: Rule = (matched) => {
  const { policy, left } = matched;
  const running = findForbidden(
    matched,
    "withdrawn",
    "not-stopped",
    "Let the gate load it, so that a withdrawal can stop it.",
  );
  const leaving = Object.keys(policy.trackers).flatMap((tracker): Drift[] => {
    if (expect(policy, tracker, "withdrawn") !== "absent" || running.some(({ trackers }) => trackers.includes(tracker)))
      return [];
    const evidence = left.filter(
      ({ party, match }) =>
        party === "first" &&
        match.trackers.includes(tracker) &&
        match.trackers.every((other) => expect(policy, other, "withdrawn") === "absent"),
    );
    if (evidence.length === 0) return [];
    const { name } = policy.trackers[tracker]!;
    return [
      {
        kind: "not-stopped",
        name,
        trackers: [tracker],
        phases: ["withdrawn"],
        says: `What ${name} stores was still there after the consent was withdrawn: ${toList(evidence.map(toWhat))}.`,
        next: "Declare it with its path and whether script can see it, so that a withdrawal removes it.",
        evidence,
      },
    ];
  });
  return [...running, ...leaving];
};
