import { declares, entries, member, toHint } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A recipient takes a field that is not declared. */
export const undeclaredField: Rule = {
  code: "undeclared-field",
  level: "error",
  source: "GDPR 13(1)(e), 30(1)(d)",
  *find({ policy }) {
    for (const [recipient, { takes }] of entries(policy.recipients)) {
      for (const [activity, fields] of entries(takes)) {
        const declared = member(policy.activities, activity)?.fields;
        if (!declared) continue;
        for (const [i, field] of entries(fields)) {
          if (declares(declared, field)) continue;
          yield {
            path: ["recipients", recipient, "takes", activity, i],
            expected: "a declared field",
            received: JSON.stringify(field),
            message: `The recipient "${recipient}" takes "${field}", which is not a field of "${activity}". Declare the field, or take only what is declared. ${toHint(field, Object.keys(declared))}`,
          };
        }
      }
    }
  },
};
