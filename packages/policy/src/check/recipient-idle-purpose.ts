import { declares, entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A recipient is declared for a purpose that nothing it takes may serve. */
export const recipientIdlePurpose: Rule = {
  code: "recipient-idle-purpose",
  level: "warning",
  source: "GDPR 5(1)(b), 13(1)(e)",
  *find({ policy }) {
    for (const [recipient, { for: purposes, takes }] of entries(policy.recipients)) {
      const given = entries(takes).flatMap(([activity, fields]) =>
        entries(fields).flatMap(([, field]) => member(member(policy.activities, activity)?.fields, field)?.for ?? []),
      );
      // Who takes no field gets what its trackers send, or is declared in general: an adviser, an authority.
      if (given.length === 0) continue;
      const sent = entries(policy.trackers).flatMap(([, tracker]) =>
        tracker.recipient === recipient ? [tracker.purpose] : [],
      );
      for (const [i, purpose] of entries(purposes)) {
        if (!declares(policy.purposes, purpose) || given.includes(purpose) || sent.includes(purpose)) continue;
        yield {
          path: ["recipients", recipient, "for", i],
          received: JSON.stringify(purpose),
          message: `The recipient "${recipient}" is said to serve "${purpose}", and nothing it takes may. Remove the purpose, or declare what it takes for it.`,
        };
      }
    }
  },
};
