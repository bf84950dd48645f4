import { toDays } from "../words/storage.ts";
import { entries, slack } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Something lives longer than people are told. */
export const outlivesTracker: Rule = {
  code: "outlives-tracker",
  level: "error",
  source: "GDPR 13(2)(a)",
  *find({ policy }) {
    for (const [tracker, { duration, stores }] of entries(policy.trackers)) {
      const most = duration === undefined ? undefined : toDays(duration);
      if (most === undefined) continue;
      for (const [i, { name, life }] of entries(stores)) {
        const days = life === undefined ? undefined : toDays(life);
        if (days === undefined || days <= most + slack) continue;
        yield {
          path: ["trackers", tracker, "stores", i, "life"],
          expected: `at most ${duration}`,
          received: JSON.stringify(life),
          message: `"${name}" lives longer (${life}) than the tracker "${tracker}" says that anything of it does (${duration}). Shorten its life, or correct the duration that people read.`,
        };
      }
    }
  },
};
