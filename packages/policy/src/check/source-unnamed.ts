import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data from somebody else, who is not named. */
export const sourceUnnamed: Rule = {
  code: "source-unnamed",
  level: "warning",
  source: "GDPR 14(2)(f)",
  *find({ policy }) {
    for (const [activity, declared] of entries(policy.activities)) {
      if (declared.how !== undefined || declared.says !== undefined) continue;
      const fields = entries(declared.fields).filter(([, field]) => field.source === "third-party");
      if (declared.source !== "third-party" && fields.length === 0) continue;
      yield {
        path: ["activities", activity, "how"],
        expected: "a sentence that names the source",
        received: "nothing",
        message: `The activity "${activity}" gets data from a third party and does not say from whom. Name the source in "how".`,
      };
    }
  },
};
