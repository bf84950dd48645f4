import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A host that no browser could be told to allow. */
export const notAHost: Rule = {
  code: "not-a-host",
  level: "error",
  source: "RFC 1123",
  find: (draft) =>
    toProblems(
      draft,
      "not-a-host",
      ({ received }) =>
        `${received} is not a host. Give its name alone, in lower case, without scheme, port or path: "cdn.example.com", or "*.example.com" for all below it.`,
    ),
};
