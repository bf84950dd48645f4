import { declares, entries, toHint } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A recipient takes from an activity that is not declared. */
export const undeclaredActivity: Rule = {
  code: "undeclared-activity",
  level: "error",
  source: "GDPR 13(1)(e), 30(1)(d)",
  *find({ policy }) {
    if (policy.activities === undefined) return; // missing or malformed, which is another rule's
    const known = Object.keys(policy.activities ?? {});
    for (const [recipient, { takes }] of entries(policy.recipients)) {
      for (const activity of Object.keys(takes ?? {})) {
        if (declares(policy.activities, activity)) continue;
        yield {
          path: ["recipients", recipient, "takes", activity],
          expected: "a declared activity",
          received: JSON.stringify(activity),
          message: `The recipient "${recipient}" takes fields of "${activity}", which is not a declared activity. Declare it, or correct the name. ${toHint(activity, known)}`,
        };
      }
    }
  },
};
