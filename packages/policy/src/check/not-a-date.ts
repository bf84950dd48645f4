import { toName, toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A day that the calendar does not have. */
export const notADate: Rule = {
  code: "not-a-date",
  level: "error",
  source: "GDPR 12(1); ISO 8601-1",
  find: (draft) =>
    toProblems(
      draft,
      "not-a-date",
      ({ path, received }) =>
        `${toName(path)} is ${received}, which is no day of the calendar. Write it as YYYY-MM-DD.`,
    ),
};
