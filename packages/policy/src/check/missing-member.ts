import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A member that has no default is not there, and no rule of its own says what follows. */
export const missingMember: Rule = {
  code: "missing-member",
  level: "error",
  source: "abide.policy/1",
  find: (draft) =>
    toProblems(draft, "missing-member", ({ path }) => `"${path.at(-1)}" is missing. Add it: nothing stands in for it.`),
};
