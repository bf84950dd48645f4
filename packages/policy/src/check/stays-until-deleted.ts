import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Something that has no end of its own. */
export const staysUntilDeleted: Rule = {
  code: "stays-until-deleted",
  level: "warning",
  source: "GDPR 5(1)(e), 13(2)(a)",
  *find({ policy }) {
    for (const [tracker, { duration, stores }] of entries(policy.trackers)) {
      for (const [i, { name, kind, life }] of entries(stores)) {
        if (life !== "until-deleted" || kind === "cookie") continue;
        yield {
          path: ["trackers", tracker, "stores", i, "life"],
          expected: `a duration${duration === undefined ? "" : ` of at most ${duration}`}`,
          received: '"until-deleted"',
          message: `"${name}" of the tracker "${tracker}" stays until somebody deletes it, while people read that nothing of it lives longer than ${duration ?? "its duration"}. Have it cleared in time and declare when, or use a cookie that ends by itself.`,
        };
      }
    }
  },
};
