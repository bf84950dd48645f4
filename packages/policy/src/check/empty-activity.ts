import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** An activity that collects nothing. */
export const emptyActivity: Rule = {
  code: "empty-activity",
  level: "warning",
  source: "GDPR 5(1)(c)",
  *find({ policy }) {
    for (const [activity, { fields }] of entries(policy.activities)) {
      if (fields === undefined || Object.keys(fields).length > 0) continue;
      yield {
        path: ["activities", activity, "fields"],
        expected: "at least one field",
        received: "none",
        message: `The activity "${activity}" collects nothing. Declare its fields, or remove it.`,
      };
    }
  },
};
