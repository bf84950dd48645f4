import { isOfArticle9 } from "../words/activity.ts";
import { toCondition } from "../words/purpose.ts";
import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data of a special category for a purpose that names nothing that allows it. */
export const specialWithoutCondition: Rule = {
  code: "special-without-condition",
  level: "error",
  source: "GDPR 9(2)",
  *find({ policy }) {
    for (const [activity, { fields }] of entries(policy.activities)) {
      for (const [field, declared] of entries(fields)) {
        if (!isOfArticle9(declared.special)) continue;
        for (const [i, name] of entries(declared.for)) {
          const purpose = member(policy.purposes, name);
          if (purpose?.basis === undefined || toCondition(purpose) !== undefined) continue;
          yield {
            path: ["activities", activity, "fields", field, "for", i],
            expected: "a purpose on consent, or with a condition",
            received: `"${name}", on ${purpose.basis}`,
            message: `The field "${field}" is of a special category (${declared.special}), and nothing that the law knows allows "${name}" to use it. Ask for explicit consent, or name the condition of article 9(2) that applies to "${name}" in its member "condition".`,
          };
        }
      }
    }
  },
};
