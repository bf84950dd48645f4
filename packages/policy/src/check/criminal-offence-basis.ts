import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data about criminal offences for a purpose that no law demands or authorises. The basis of article 6 may then be any. */
export const criminalOffenceBasis: Rule = {
  code: "criminal-offence-basis",
  level: "error",
  source: "GDPR 10",
  *find({ policy }) {
    for (const [activity, { fields }] of entries(policy.activities)) {
      for (const [field, declared] of entries(fields)) {
        if (declared.special !== "criminal-offence") continue;
        for (const [i, purpose] of entries(declared.for)) {
          const { basis, law } = member(policy.purposes, purpose) ?? {};
          if (basis === undefined || basis === "legal-obligation" || basis === "public-task") continue;
          if (law !== undefined) continue;
          yield {
            path: ["activities", activity, "fields", field, "for", i],
            expected: "a purpose on a legal obligation or a public task, or one with a law",
            received: `"${purpose}", on ${basis}`,
            message: `The field "${field}" is about criminal offences, which a consent does not allow: only a law does. Name the law that authorises it in the member "law" of "${purpose}", or do not collect it.`,
          };
        }
      }
    }
  },
};
