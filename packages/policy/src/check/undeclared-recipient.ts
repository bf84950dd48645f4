import { declares, entries, toHint } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A tracker is run by somebody who is not declared. */
export const undeclaredRecipient: Rule = {
  code: "undeclared-recipient",
  level: "error",
  source: "GDPR 13(1)(e)",
  *find({ policy }) {
    const known = Object.keys(policy.recipients ?? {});
    for (const [tracker, { recipient }] of entries(policy.trackers)) {
      if (recipient === undefined || declares(policy.recipients, recipient)) continue;
      yield {
        path: ["trackers", tracker, "recipient"],
        expected: "a declared recipient",
        received: JSON.stringify(recipient),
        message: `The tracker "${tracker}" is run by "${recipient}", which is not a declared recipient. Declare it in recipients, or correct the name. ${toHint(recipient, known)}`,
      };
    }
  },
};
