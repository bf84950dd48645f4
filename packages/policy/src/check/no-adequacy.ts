import { eea } from "../words/recipient.ts";
import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/**
 * Countries with an adequacy decision of the Commission, as of November 2026
 * (https://commission.europa.eu/law/law-topic/data-protection/international-dimension-data-protection/adequacy-decisions_en).
 * Those for Canada and the United States hold for commercial organisations, and for those certified under the Data Privacy
 * Framework: who declares one of them has looked.
 */
export const adequate: ReadonlySet<string> = new Set([
  "AD",
  "AR",
  "BR",
  "CA",
  "CH",
  "FO",
  "GB",
  "GG",
  "IL",
  "IM",
  "JE",
  "JP",
  "KR",
  "NZ",
  "US",
  "UY",
]);

/** A transfer that rests on a decision which does not exist. */
export const noAdequacy: Rule = {
  code: "no-adequacy",
  level: "error",
  source: "GDPR 45",
  *find({ policy }) {
    for (const [recipient, { country, safeguard }] of entries(policy.recipients)) {
      if (safeguard !== "adequacy" || country === undefined || eea.includes(country) || adequate.has(country)) continue;
      yield {
        path: ["recipients", recipient, "safeguard"],
        expected: '"standard-clauses" or "binding-rules"',
        received: '"adequacy"',
        message: `No decision says that data is as safe in ${country} as in the EEA, so "${recipient}" cannot rest on adequacy. Use standard clauses or binding rules.`,
      };
    }
  },
};
