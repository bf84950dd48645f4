import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A decision by a machine alone that nobody can have looked at by a human. */
export const automatedWithoutReview: Rule = {
  code: "automated-without-review",
  level: "error",
  source: "GDPR 22(3)",
  *find({ policy }) {
    for (const [key, { automated, basis }] of entries(policy.purposes)) {
      if (automated?.alone !== true || automated.review !== undefined) continue;
      if (basis !== "contract" && basis !== "consent") continue;
      yield {
        path: ["purposes", key, "automated", "review"],
        expected: "the address where a person asks for a human",
        received: "nothing",
        message: `A machine alone decides for "${key}", and people have no way to a human. Name in "review" where they ask for one, give their view and contest the decision.`,
      };
    }
  },
};
