import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Two stages of one name: a record could not say which of them it is in. */
export const repeatedStatus: Rule = {
  code: "repeated-status",
  level: "error",
  source: "abide.policy/1",
  *find({ policy }) {
    for (const [activity, { statuses }] of entries(policy.activities)) {
      const ids = new Set<string>();
      for (const [i, { id }] of entries(statuses)) {
        if (id === undefined) continue;
        if (ids.has(id)) {
          yield {
            path: ["activities", activity, "statuses", i, "id"],
            received: JSON.stringify(id),
            message: `Two statuses of "${activity}" are called "${id}". Give each its own id, or remove one.`,
          };
        }
        ids.add(id);
      }
    }
  },
};
