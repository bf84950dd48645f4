import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data that would be kept for ever. */
export const missingStorage: Rule = {
  code: "missing-storage",
  level: "error",
  source: "GDPR 5(1)(e), 13(2)(a)",
  find: (draft) =>
    toProblems(
      draft,
      "missing-storage",
      ({ path }) =>
        `${path.at(-1) === "storage" ? `The activity "${path.at(-2)}"` : "The storage"} does not say how long data is kept. Give it a duration: storage: "P2Y".`,
    ),
};
