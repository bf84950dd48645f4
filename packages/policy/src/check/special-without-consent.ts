import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data of a special category without explicit consent. Article 9(2) knows other grounds; none of them is a website's. */
export const specialWithoutConsent: Rule = {
  code: "special-without-consent",
  level: "error",
  source: "GDPR 9(2)(a)",
  *find({ policy }) {
    for (const [activity, { fields }] of entries(policy.activities)) {
      for (const [field, declared] of entries(fields)) {
        if (declared.special === undefined || declared.special === "criminal-offence") continue;
        for (const [i, purpose] of entries(declared.for)) {
          const basis = member(policy.purposes, purpose)?.basis;
          if (basis === undefined || basis === "consent") continue;
          yield {
            path: ["activities", activity, "fields", field, "for", i],
            expected: "a purpose on consent",
            received: `"${purpose}", on ${basis}`,
            message: `The field "${field}" is of a special category (${declared.special}), and "${purpose}" does not rest on consent. Ask for explicit consent: serve only purposes whose basis is consent, or do not collect it.`,
          };
        }
      }
    }
  },
};
