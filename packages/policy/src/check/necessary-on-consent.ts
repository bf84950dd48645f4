import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Something that cannot be refused for a purpose that is asked for. */
export const necessaryOnConsent: Rule = {
  code: "necessary-on-consent",
  level: "error",
  source: "GDPR 7(4)",
  *find({ policy }) {
    for (const [tracker, { necessary, purpose }] of entries(policy.trackers)) {
      if (necessary === undefined || member(policy.purposes, purpose)?.basis !== "consent") continue;
      yield {
        path: ["trackers", tracker, "purpose"],
        expected: "a purpose on another basis than consent",
        received: `"${purpose}", on consent`,
        message: `The tracker "${tracker}" cannot be switched off, and "${purpose}" rests on consent, which has to be free. Remove "necessary", or give it the purpose for which it is needed.`,
      };
    }
  },
};
