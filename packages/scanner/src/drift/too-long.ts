import { toSeconds } from "@abide/policy";
import { happened, type MatchedObservation } from "../match/matched.ts";
import type { Drift, Rule } from "./rule.ts";
import { toSpan } from "./words.ts";

/** Cookies that ask to be kept for longer than is declared. What they ask counts, not what a browser grants: it caps at 400 days. */
export const findTooLong: Rule = ({ policy, seen }) => {
  const found = new Map<string, { observation: MatchedObservation; life: number; most: number }>();
  for (const observation of seen) {
    const { match } = observation;
    if (observation.kind !== "cookie" || observation.life === "session" || !match.item || !happened(observation))
      continue;
    const { life } = observation;
    const most = Math.min(
      toMost(match.item.life),
      ...match.trackers.map((key) => toMost(policy.trackers[key]!.duration)),
    );
    if (life <= most) continue;
    const key = `${match.trackers.join()} ${match.item.name}`;
    if ((found.get(key)?.life ?? 0) < life) found.set(key, { observation, life, most });
  }
  return [...found.values()].map(({ observation, life, most }): Drift => {
    const { match } = observation;
    const name = observation.kind === "cookie" ? observation.name : "";
    const declared =
      match.item!.life === "session"
        ? "for the browser's session"
        : `for ${toSpan(toDeclared(match.item!.life, most))}`;
    return {
      kind: "too-long",
      name: `${policy.trackers[match.trackers[0]!]!.name}: ${name}`,
      trackers: match.trackers,
      phases: [observation.phase],
      says: `Cookie ${name} asks to be kept for ${toSpan(life)}, and is declared ${declared}.`,
      next: "Shorten what the tracker asks for, or declare how long it really stays.",
      evidence: [observation],
    };
  });
};

/** The longest that fits `life`, in seconds: a calendar's months and years can be two days longer than the average ones. */
function toMost(life: string): number {
  if (life === "session") return 0;
  const seconds = toSeconds(life);
  if (seconds === undefined) return Infinity;
  return seconds + (/^P[^T]*[YM]/.test(life) ? 2 * 86_400 : 3_600);
}

function toDeclared(life: string, most: number): number {
  return Math.min(toSeconds(life) ?? Infinity, most);
}
