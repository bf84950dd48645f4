import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data of a special category that everybody would be shown. */
export const specialInPublic: Rule = {
  code: "special-in-public",
  level: "error",
  source: "GDPR 9(1), 25(2)",
  *find({ policy }) {
    for (const [activity, declared] of entries(policy.activities)) {
      if (declared.public !== true) continue;
      for (const [field, { special }] of entries(declared.fields)) {
        if (special === undefined) continue;
        yield {
          path: ["activities", activity, "fields", field, "special"],
          received: JSON.stringify(special),
          message: `What is sent to "${activity}" is shown to everybody, and the field "${field}" is of a special category (${special}). Do not ask for it in public.`,
        };
      }
    }
  },
};
