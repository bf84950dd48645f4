import { declares, toHint, toUses } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A purpose is named that is not declared. */
export const undeclaredPurpose: Rule = {
  code: "undeclared-purpose",
  level: "error",
  source: "GDPR 5(1)(b)",
  *find({ policy }) {
    if (policy.purposes === undefined) return; // missing or malformed, which is another rule's
    const known = Object.keys(policy.purposes ?? {});
    for (const { path, purpose } of toUses(policy)) {
      if (declares(policy.purposes, purpose)) continue;
      yield {
        path,
        expected: "a declared purpose",
        received: JSON.stringify(purpose),
        message: `"${purpose}" is not a declared purpose. Declare it in purposes, or correct the name. ${toHint(purpose, known)}`,
      };
    }
  },
};
