import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** What was given is no object at all. */
export const notAPolicy: Rule = {
  code: "not-a-policy",
  level: "error",
  source: "abide.policy/1",
  find: (draft) =>
    toProblems(
      draft,
      "not-a-policy",
      ({ received }) =>
        `This is ${received}, not a policy. Give what definePolicy returns, or the JSON that compile makes of it.`,
    ),
};
