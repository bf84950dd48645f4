import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A language without a name. */
export const notALanguage: Rule = {
  code: "not-a-language",
  level: "error",
  source: "BCP 47",
  find: (draft) =>
    toProblems(
      draft,
      "not-a-language",
      ({ path }) => `"${path.at(-1)}" does not name a language. Use its BCP 47 tag: "en", "de", "pt-BR".`,
    ),
};
