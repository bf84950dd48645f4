import { conditionLetters } from "../words/purpose.ts";
import type { Condition } from "../words/purpose.ts";
import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Conditions that hold only on the basis of a law of the Union or of a member state. */
const onLaw: readonly Condition[] = ["employment-law", "substantial-public-interest", "public-health", "research"];

/** A condition that rests on a law, and the law is not named. */
export const conditionWithoutLaw: Rule = {
  code: "condition-without-law",
  level: "error",
  source: "GDPR 9(2)",
  *find({ policy }) {
    for (const [key, { condition, law }] of entries(policy.purposes)) {
      if (condition === undefined || !onLaw.includes(condition) || law !== undefined) continue;
      yield {
        path: ["purposes", key, "condition"],
        source: `GDPR 9(2)(${conditionLetters[condition]})`,
        expected: 'a member "law" beside it',
        received: JSON.stringify(condition),
        message: `"${condition}" allows the use of special categories only where a law provides for it. Name the law in the member "law" of "${key}".`,
      };
    }
  },
};
