import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A name that could not stand in an address or a form. */
export const badName: Rule = {
  code: "bad-name",
  level: "error",
  source: "abide.policy/1",
  find: (draft) =>
    toProblems(
      draft,
      "bad-name",
      ({ received }) =>
        `${received} cannot be a name: it stands in addresses, forms and code. Begin with a letter and go on with letters, digits, - and _.`,
    ),
};
