import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A tracker that does nothing, which most often means that nobody has looked what it does. */
export const emptyTracker: Rule = {
  code: "empty-tracker",
  level: "warning",
  source: "ePrivacy 5(3)",
  *find({ policy }) {
    for (const [tracker, { stores, hosts, load }] of entries(policy.trackers)) {
      if (stores?.length !== 0 || load?.length !== 0 || !hosts) continue;
      if (entries(hosts).some(([, names]) => names.length > 0)) continue;
      yield {
        path: ["trackers", tracker],
        message: `The tracker "${tracker}" stores nothing, loads nothing and contacts nobody. Declare what it does, or remove it.`,
      };
    }
  },
};
