import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A third party's tracker without the policy of the third party. */
export const thirdPartyWithoutPolicy: Rule = {
  code: "third-party-without-policy",
  level: "error",
  source: "GDPR 12(1), 13(1)(e)",
  *find({ policy }) {
    for (const [tracker, { party, policy: own, recipient }] of entries(policy.trackers)) {
      if (party !== "third" || own !== undefined || member(policy.recipients, recipient)?.policy !== undefined)
        continue;
      yield {
        path: ["trackers", tracker, "policy"],
        expected: "the address of a policy",
        received: "nothing",
        message: `The tracker "${tracker}" is a third party's, and nobody can read what becomes of the data there. Link the third party's own policy: policy: "https://…".`,
      };
    }
  },
};
