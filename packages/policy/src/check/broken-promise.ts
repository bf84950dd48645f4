import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A purpose does what the policy promises never to do. */
export const brokenPromise: Rule = {
  code: "broken-promise",
  level: "error",
  source: "GDPR 5(1)(a)",
  *find({ policy }) {
    for (const [, promised] of entries(policy.never)) {
      for (const [key, { automated, profiling, training }] of entries(policy.purposes)) {
        const does = {
          "automated-decisions": automated?.alone === true && ["automated", "alone"],
          profiling: profiling === true && ["profiling"],
          training: training === true && ["training"],
        }[promised];
        if (does === false) continue;
        yield {
          path: ["purposes", key, ...does],
          expected: `nothing, by "never"`,
          received: "true",
          message: `The policy promises never to do this ("${promised}"), and "${key}" does it. Take the promise back, or stop.`,
        };
      }
    }
  },
};
