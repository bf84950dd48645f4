import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Two declarations of one thing on the device: a choice about it would be two choices. */
export const storedTwice: Rule = {
  code: "stored-twice",
  level: "warning",
  source: "ePrivacy 5(3)",
  *find({ policy }) {
    const owners = new Map<string, string>();
    for (const [tracker, { stores }] of entries(policy.trackers)) {
      for (const [i, { kind, name, domain, path }] of entries(stores)) {
        if (kind === undefined || name === undefined) continue;
        const item = JSON.stringify([kind, name, domain, path]);
        const owner = owners.get(item);
        if (owner === undefined) {
          owners.set(item, tracker);
          continue;
        }
        yield {
          path: ["trackers", tracker, "stores", i],
          received: JSON.stringify(name),
          message: `"${name}" is declared by "${owner}" as well: refusing one of the two would delete it for both. Declare it once, or make them one tracker.`,
        };
      }
    }
  },
};
