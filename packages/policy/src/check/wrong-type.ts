import { toName, toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A value is not of the type that the format has in its place. */
export const wrongType: Rule = {
  code: "wrong-type",
  level: "error",
  source: "abide.policy/1",
  find: (draft) =>
    toProblems(
      draft,
      "wrong-type",
      ({ path, expected, received }) =>
        `${toName(path)} has to be ${expected}, and is ${received}. Write it as the format wants it.`,
    ),
};
