import { toName, toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A value that would be lost, or fail, when the policy is compiled. */
export const notJson: Rule = {
  code: "not-json",
  level: "error",
  source: "RFC 8785",
  find: (draft) =>
    toProblems(
      draft,
      "not-json",
      ({ path }) =>
        `${toName(path)} holds something that JSON cannot: a function, a number that is not finite, or itself. A step of loading is data; write what it needs as data.`,
    ),
};
