import { toUses } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A purpose that is published and that nothing serves. A recipient alone does not: it takes what fields and trackers give. */
export const unusedPurpose: Rule = {
  code: "unused-purpose",
  level: "warning",
  source: "GDPR 5(1)(b), 13(1)(c)",
  *find({ policy }) {
    const used = new Set(toUses(policy).flatMap(({ purpose, path }) => (path[0] === "recipients" ? [] : [purpose])));
    for (const purpose of Object.keys(policy.purposes ?? {})) {
      if (used.has(purpose)) continue;
      yield {
        path: ["purposes", purpose],
        message: `Nothing serves the purpose "${purpose}": no field, tracker or mail names it. Remove it, or name it where data is used for it.`,
      };
    }
  },
};
