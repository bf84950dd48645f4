import { eea } from "../words/recipient.ts";
import { entries, toChoice } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** An exception that is used as a rule. */
export const derogationForRegularTransfer: Rule = {
  code: "derogation-for-regular-transfer",
  level: "warning",
  source: "GDPR 49(1); EDPB Guidelines 2/2018",
  *find({ policy }) {
    for (const [recipient, { country, safeguard, takes }] of entries(policy.recipients)) {
      if (safeguard !== "derogation" || country === undefined || eea.includes(country)) continue;
      const runs = entries(policy.trackers).some(([, tracker]) => tracker.recipient === recipient);
      if (!runs && entries(takes).length === 0) continue;
      yield {
        path: ["recipients", recipient, "safeguard"],
        expected: toChoice(["adequacy", "standard-clauses", "binding-rules"]),
        received: '"derogation"',
        message: `"${recipient}" gets data as a matter of course, and a derogation is for the occasional transfer. Agree standard clauses with it.`,
      };
    }
  },
};
