import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Something optional on the device without consent: no other basis allows it. */
export const optionalWithoutConsent: Rule = {
  code: "optional-without-consent",
  level: "error",
  source: "ePrivacy 5(3)",
  *find({ policy }) {
    for (const [tracker, { necessary, purpose }] of entries(policy.trackers)) {
      const basis = member(policy.purposes, purpose)?.basis;
      if (necessary !== undefined || basis === undefined || basis === "consent") continue;
      yield {
        path: ["trackers", tracker, "purpose"],
        expected: "a purpose on consent",
        received: `"${purpose}", on ${basis}`,
        message: `The tracker "${tracker}" is optional, and "${purpose}" does not rest on consent. Give it a purpose whose basis is consent; if the site cannot work without it, say why in "necessary".`,
      };
    }
  },
};
