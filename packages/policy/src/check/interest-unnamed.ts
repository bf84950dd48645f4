import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A legitimate interest that is not named. */
export const interestUnnamed: Rule = {
  code: "interest-unnamed",
  level: "warning",
  source: "GDPR 13(1)(d)",
  *find({ policy }) {
    for (const [purpose, { basis, interest }] of entries(policy.purposes)) {
      if (basis !== "legitimate-interest" || interest !== undefined) continue;
      yield {
        path: ["purposes", purpose, "interest"],
        expected: "the interest pursued",
        received: "nothing",
        message: `The purpose "${purpose}" rests on a legitimate interest and does not say which. Name it in "interest", so that a person can weigh it and object.`,
      };
    }
  },
};
