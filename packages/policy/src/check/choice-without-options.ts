import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A choice of nothing. */
export const choiceWithoutOptions: Rule = {
  code: "choice-without-options",
  level: "error",
  source: "abide.policy/1",
  *find({ policy }) {
    for (const [activity, { fields }] of entries(policy.activities)) {
      for (const [field, { kind, options }] of entries(fields)) {
        if (kind !== "choice" || (options && options.length > 0)) continue;
        yield {
          path: ["activities", activity, "fields", field, "options"],
          expected: "at least one option",
          received: options ? "an empty list" : "nothing",
          message: `The field "${field}" is a choice of nothing: every value would be refused. Give its options.`,
        };
      }
    }
  },
};
