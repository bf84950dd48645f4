import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A third party's cookie that a check could not recognise. */
export const thirdPartyCookieWithoutDomain: Rule = {
  code: "third-party-cookie-without-domain",
  level: "error",
  source: "ePrivacy 5(3)",
  *find({ policy }) {
    for (const [tracker, { stores }] of entries(policy.trackers)) {
      for (const [i, { kind, name, party, domain }] of entries(stores)) {
        if (kind !== "cookie" || party !== "third" || domain !== undefined) continue;
        yield {
          path: ["trackers", tracker, "stores", i, "domain"],
          expected: "the domain that sets it",
          received: "nothing",
          message: `The third-party cookie "${name}" of the tracker "${tracker}" does not say on which domain it lives, so a check could not tell it from another one's. Give its domain.`,
        };
      }
    }
  },
};
