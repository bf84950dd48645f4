import { isOfArticle9 } from "../words/activity.ts";
import { toCondition } from "../words/purpose.ts";
import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A decision by a machine alone that nothing in article 22(2) allows, or that uses special categories without what 22(4) wants. */
export const automatedBasis: Rule = {
  code: "automated-basis",
  level: "error",
  source: "GDPR 22(2)",
  *find({ policy }) {
    for (const [key, purpose] of entries(policy.purposes)) {
      const { automated, basis, law } = purpose;
      if (automated?.alone !== true || basis === undefined) continue;
      if (basis !== "contract" && basis !== "consent" && law === undefined) {
        yield {
          path: ["purposes", key, "automated", "alone"],
          expected: "a contract, a consent, or a law that authorises it",
          received: basis,
          message: `"${key}" lets a machine alone decide about people, and rests on ${basis}. Let a human decide, or name the contract, the consent or the law that allows it.`,
        };
      }
      const condition = toCondition(purpose);
      const uses = entries(policy.activities).some(([, { fields }]) =>
        entries(fields).some(
          ([, field]) => isOfArticle9(field.special) && entries(field.for).some(([, used]) => used === key),
        ),
      );
      if (uses && condition !== "explicit-consent" && condition !== "substantial-public-interest") {
        yield {
          path: ["purposes", key, "automated", "alone"],
          source: "GDPR 22(4)",
          expected: "an explicit consent or a substantial public interest",
          received: condition ?? "nothing",
          message: `"${key}" lets a machine alone decide by data of special categories. Only an explicit consent or a substantial public interest allows that: leave these data out, or let a human decide.`,
        };
      }
    }
  },
};
