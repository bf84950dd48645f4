import { toName, toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** An address that nobody can follow, or that is not safe to. */
export const notAnAddress: Rule = {
  code: "not-an-address",
  level: "error",
  source: "RFC 3986",
  find: (draft) =>
    toProblems(
      draft,
      "not-an-address",
      ({ path, expected, received }) => `${toName(path)} is ${received}. Give ${expected}.`,
    ),
};
