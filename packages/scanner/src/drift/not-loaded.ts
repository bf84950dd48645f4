import { expect } from "../match/expect.ts";
import { toDone } from "../match/matched.ts";
import type { Drift, Rule } from "./rule.ts";
import { toList } from "./words.ts";

/** Trackers that were allowed and never came: the declaration names something that the site does not run, or the gate fails. */
export const findNotLoaded: Rule = (matched) => {
  const { policy, phases, seen } = matched;
  if (!phases.includes("accepted")) return [];
  return Object.keys(policy.trackers).flatMap((tracker): Drift[] => {
    if (expect(policy, tracker, "accepted") !== "runs" || toDone(matched, tracker, "accepted").length > 0) return [];
    const evidence = seen.filter(({ phase, match }) => phase === "accepted" && match.trackers.includes(tracker));
    const held = evidence.flatMap((observation) =>
      observation.kind === "request" && observation.held ? [observation.held] : [],
    );
    const { name } = policy.trackers[tracker]!;
    return [
      {
        kind: "not-loaded",
        name,
        trackers: [tracker],
        phases: ["accepted"],
        says:
          held.length > 0
            ? `${name} was allowed and did not run: the page's own ${toList(held)} held it back.`
            : `${name} was allowed and did not run on any page.`,
        next:
          held.length > 0
            ? "Declare the hosts that it needs."
            : "Take it out of the policy if it is no longer used; else see why the gate does not load it.",
        evidence,
      },
    ];
  });
};
