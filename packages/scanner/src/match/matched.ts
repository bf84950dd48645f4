import type { Compiled } from "@abide/policy";
import type { Left, Observation, Phase } from "../observe/observation.ts";
import type { Trip } from "../visit/tour.ts";
import { match, type Match } from "./match.ts";

export type MatchedObservation = Observation & { readonly match: Match };
export type MatchedLeft = Left & { readonly match: Match };

/** Everything that was seen, each with what the declaration says it is. What the rules of drift look at. */
export interface Matched {
  readonly policy: Compiled;
  /** Phases that were visited. */
  readonly phases: readonly Phase[];
  readonly seen: readonly MatchedObservation[];
  /** What was still stored after the withdrawal and the pages after it. */
  readonly left: readonly MatchedLeft[];
  /** What `/.well-known/gpc.json` says, where there is one. */
  readonly gpc?: boolean | undefined;
}

export function toMatched(policy: Compiled, trips: readonly Trip[], gpc?: boolean): Matched {
  return {
    policy,
    phases: trips.map(({ phase }) => phase),
    seen: trips
      .flatMap(({ seen }) => seen)
      .map((observation) => ({ ...observation, match: match(policy, observation) })),
    left: trips
      .filter(({ phase }) => phase === "withdrawn")
      .flatMap(({ left }) => left)
      .map((item) => ({ ...item, match: match(policy, item) })),
    gpc,
  };
}

/** Whether something happened: it was stored, or it left. What the browser refused or held back did not happen. */
export function happened(observation: Observation): boolean {
  if (observation.kind === "cookie") return observation.refused === undefined;
  if (observation.kind === "request") return observation.held === undefined;
  return true;
}

/** What `tracker` did in `phase`. */
export function toDone({ seen }: Matched, tracker: string, phase: Phase): MatchedObservation[] {
  return seen.filter(
    (observation) =>
      observation.phase === phase && observation.match.trackers.includes(tracker) && happened(observation),
  );
}
