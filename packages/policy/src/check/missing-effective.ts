import type { Rule } from "./rule.ts";

/** A version without the day from which it holds. */
export const missingEffective: Rule = {
  code: "missing-effective",
  level: "warning",
  source: "GDPR 12(1)",
  *find({ policy, problems }) {
    // The day that compiling fills in says the same as none.
    if (policy.effective !== undefined && policy.effective !== "1970-01-01") return;
    if (problems.some(({ path }) => path[0] === "effective" || path.length === 0)) return;
    yield {
      path: ["effective"],
      expected: "a day, YYYY-MM-DD",
      received: "nothing",
      message: 'Nobody can see since when this version holds. Give the day: effective: "2026-09-01".',
    };
  },
};
