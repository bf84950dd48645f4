import { toName, toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A text that people are to read says nothing. */
export const emptyText: Rule = {
  code: "empty-text",
  level: "error",
  source: "GDPR 12(1)",
  find: (draft) =>
    toProblems(
      draft,
      "empty-text",
      ({ path }) =>
        `${toName(path)} is empty. Say in a few words what a person should know, or leave the member out where it may be.`,
    ),
};
