import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A purpose with several legal bases: a person could not know which rights follow. */
export const severalBases: Rule = {
  code: "several-bases",
  level: "error",
  source: "GDPR 6(1)",
  find: (draft) =>
    toProblems(
      draft,
      "several-bases",
      ({ path }) =>
        `The purpose "${path.at(-2)}" names several bases. Split it, so that each purpose has the one that carries it; the published row shows their union.`,
    ),
};
