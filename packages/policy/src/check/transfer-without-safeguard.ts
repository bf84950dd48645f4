import { eea, safeguards } from "../words/recipient.ts";
import { adequate } from "./no-adequacy.ts";
import { entries, toChoice } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data leaves the European Economic Area and nothing protects it there. */
export const transferWithoutSafeguard: Rule = {
  code: "transfer-without-safeguard",
  level: "error",
  source: "GDPR 44, 46",
  *find({ policy }) {
    for (const [recipient, { country, safeguard }] of entries(policy.recipients)) {
      if (country === undefined || eea.includes(country) || safeguard !== undefined) continue;
      yield {
        path: ["recipients", recipient, "safeguard"],
        expected: toChoice(safeguards),
        received: "nothing",
        message: `The recipient "${recipient}" is in ${country}, outside the EEA, and nothing makes the transfer lawful. Say what does: ${
          adequate.has(country) ? 'safeguard: "adequacy" (there is a decision for this country), or ' : ""
        }safeguard: "standard-clauses" or "binding-rules".`,
      };
    }
  },
};
