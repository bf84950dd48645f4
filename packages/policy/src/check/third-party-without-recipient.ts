import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A third party's tracker without the third party. */
export const thirdPartyWithoutRecipient: Rule = {
  code: "third-party-without-recipient",
  level: "error",
  source: "GDPR 13(1)(e)",
  *find({ policy }) {
    for (const [tracker, { party, recipient }] of entries(policy.trackers)) {
      if (party !== "third" || recipient !== undefined) continue;
      yield {
        path: ["trackers", tracker, "recipient"],
        expected: "a declared recipient",
        received: "nothing",
        message: `The tracker "${tracker}" is a third party's, and nothing says whose. Name the recipient that runs it, and declare it in recipients.`,
      };
    }
  },
};
