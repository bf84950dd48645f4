import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** How long is not said as a length of time. */
export const notADuration: Rule = {
  code: "not-a-duration",
  level: "error",
  source: "GDPR 5(1)(e); ISO 8601-1",
  find: (draft) =>
    toProblems(
      draft,
      "not-a-duration",
      ({ received }) =>
        `${received} is not a duration. Say how long as an ISO 8601 duration above zero: "P30D", "P6M", "P2Y". "never" and "forever" are not durations.`,
    ),
};
