import { promotionalTerms } from "../words/purpose.ts";
import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Mail that cannot be stopped and carries promotion. */
export const transactionalPromotes: Rule = {
  code: "transactional-promotes",
  level: "error",
  source: "ePrivacy 13; GDPR 21(2)",
  *find({ policy }) {
    for (const [kind, mail] of entries(policy.mail)) {
      const purpose = member(policy.purposes, mail.purpose);
      if (mail.kind !== "transactional" || purpose === undefined) continue;
      const promotes = purpose.term !== undefined && promotionalTerms.includes(purpose.term);
      if (!promotes && purpose.basis !== "consent") continue;
      yield {
        path: ["mail", kind, "purpose"],
        expected: "a purpose that is neither promotion nor on consent",
        received: `"${mail.purpose}" (${promotes ? purpose.term : "consent"})`,
        message: `The mail "${kind}" cannot be stopped, and "${mail.purpose}" ${
          promotes ? `is promotion (${purpose.term})` : "rests on consent, which can be withdrawn"
        }. Make it promotional, with an unsubscribe link, or give it the purpose that makes it necessary.`,
      };
    }
  },
};
