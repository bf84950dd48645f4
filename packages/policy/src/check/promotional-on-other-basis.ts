import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Promotional mail that nobody agreed to. */
export const promotionalOnOtherBasis: Rule = {
  code: "promotional-on-other-basis",
  level: "error",
  source: "ePrivacy 13(1), 13(2)",
  *find({ policy }) {
    for (const [kind, mail] of entries(policy.mail)) {
      const basis = member(policy.purposes, mail.purpose)?.basis;
      if (mail.kind !== "promotional" || basis === undefined) continue;
      if (basis === "consent" || basis === "legitimate-interest") continue;
      yield {
        path: ["mail", kind, "purpose"],
        expected: "a purpose on consent, or on a legitimate interest towards customers",
        received: `"${mail.purpose}", on ${basis}`,
        message: `The mail "${kind}" is promotional, and "${mail.purpose}" rests on ${basis}. Promotional mail needs consent, or towards customers a legitimate interest: give it such a purpose.`,
      };
    }
  },
};
