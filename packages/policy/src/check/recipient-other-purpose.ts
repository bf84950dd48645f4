import { entries, member, toChoice } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A recipient takes a field that may serve none of its purposes. One they share is enough: the door asks again for each. */
export const recipientOtherPurpose: Rule = {
  code: "recipient-other-purpose",
  level: "error",
  source: "GDPR 5(1)(b)",
  *find({ policy }) {
    for (const [recipient, { for: purposes, takes }] of entries(policy.recipients)) {
      if (purposes === undefined) continue;
      for (const [activity, fields] of entries(takes)) {
        for (const [i, field] of entries(fields)) {
          const allowed = member(member(policy.activities, activity)?.fields, field)?.for;
          if (allowed === undefined || entries(purposes).some(([, purpose]) => allowed.includes(purpose))) continue;
          yield {
            path: ["recipients", recipient, "takes", activity, i],
            expected: `a field for ${toChoice(entries(purposes).map(([, purpose]) => purpose)) || "one of its purposes"}`,
            received: `"${field}", for ${toChoice(entries(allowed).map(([, purpose]) => purpose)) || "nothing"}`,
            message: `The recipient "${recipient}" takes "${field}" of "${activity}", which may serve none of its purposes. Take it from the list, or add a purpose that both may serve.`,
          };
        }
      }
    }
  },
};
