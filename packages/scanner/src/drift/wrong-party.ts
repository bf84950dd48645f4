import { happened, type MatchedObservation } from "../match/matched.ts";
import type { Drift, Rule } from "./rule.ts";
import { toWhat } from "./words.ts";

/** Something that a tracker declares, but as the other party's: who can read it is not who the policy says. */
export const findWrongParty: Rule = ({ policy, seen }) => {
  const found = new Map<string, MatchedObservation[]>();
  for (const observation of seen) {
    if (!observation.match.otherParty || !happened(observation)) continue;
    const key = `${observation.match.otherParty.join()} ${toWhat(observation)}`;
    found.set(key, [...(found.get(key) ?? []), observation]);
  }
  return [...found.values()].map((evidence): Drift => {
    const first = evidence[0]!;
    const trackers = first.match.otherParty!;
    const { name } = policy.trackers[trackers[0]!]!;
    const [seenAs, declaredAs] = first.party === "first" ? ["first", "third"] : ["third", "first"];
    return {
      kind: "wrong-party",
      name,
      trackers,
      phases: [...new Set(evidence.map(({ phase }) => phase))],
      says: `${name} stores ${toWhat(first)} as a ${seenAs} party (${first.host}), and declares it as a ${declaredAs} party's.`,
      next: `Declare it as "${seenAs}", or stop it from being set there.`,
      evidence,
    };
  });
};
