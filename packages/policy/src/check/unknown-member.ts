import { toProblems, toHint } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A member that the format does not know: a misspelling, or a promise that nobody keeps. */
export const unknownMember: Rule = {
  code: "unknown-member",
  level: "error",
  source: "abide.policy/1",
  find: (draft) =>
    toProblems(
      draft,
      "unknown-member",
      ({ path, known }) =>
        `There is no member "${path.at(-1)}" here, so nothing would carry it out. Remove it, or correct its name. ${toHint(path.at(-1)!, known)}`,
    ),
};
