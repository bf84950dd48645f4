import { promotionalTerms } from "../words/purpose.ts";
import { entries, toChoice } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Promotion on a basis that leaves a person no say. */
export const promotionOnDuty: Rule = {
  code: "promotion-on-duty",
  level: "warning",
  source: "GDPR 6(1), 7(4); EDPB Guidelines 2/2019",
  *find({ policy }) {
    for (const [purpose, { basis, term }] of entries(policy.purposes)) {
      if (basis === undefined || term === undefined || !promotionalTerms.includes(term)) continue;
      if (basis === "consent" || basis === "legitimate-interest") continue;
      yield {
        path: ["purposes", purpose, "basis"],
        expected: toChoice(["consent", "legitimate-interest"]),
        received: JSON.stringify(basis),
        message: `"${purpose}" is promotion (${term}), and promotion is not needed for a contract, a law or a task. Rest it on consent or, where a person can expect it, on a legitimate interest.`,
      };
    }
  },
};
