import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data of a special category that everybody would be shown, and not because the person wants it to be public. */
export const specialInPublic: Rule = {
  code: "special-in-public",
  level: "error",
  source: "GDPR 9(2)(e), 25(2)",
  *find({ policy }) {
    for (const [activity, declared] of entries(policy.activities)) {
      if (declared.public !== true) continue;
      for (const [field, { special, public: shown, for: purposes }] of entries(declared.fields)) {
        const served = entries(purposes).map(([, purpose]) => member(policy.purposes, purpose));
        if (special === undefined || shown === false || served.every((purpose) => purpose?.condition === "made-public"))
          continue;
        yield {
          path: ["activities", activity, "fields", field, "special"],
          received: JSON.stringify(special),
          message: `What is sent to "${activity}" is shown to everybody, and the field "${field}" is of a special category (${special}). Do not ask for it in public; or, where people make it public of their own accord, say so by the condition "made-public" of what it is used for.`,
        };
      }
    }
  },
};
