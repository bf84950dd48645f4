import { bases } from "../words/purpose.ts";
import { toProblems, toChoice } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A purpose for which nothing makes the processing lawful. */
export const purposeWithoutBasis: Rule = {
  code: "purpose-without-basis",
  level: "error",
  source: "GDPR 6(1)",
  find: (draft) =>
    toProblems(
      draft,
      "purpose-without-basis",
      ({ path }) => `The purpose "${path.at(-2)}" has no legal basis. Give it exactly one: ${toChoice(bases)}.`,
    ),
};
