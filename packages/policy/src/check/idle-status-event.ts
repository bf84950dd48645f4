import { entries, toChoice } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A status that starts an event which no storage counts from. */
export const idleStatusEvent: Rule = {
  code: "idle-status-event",
  level: "warning",
  source: "abide.policy/1",
  *find({ policy }) {
    for (const [activity, { storage, statuses }] of entries(policy.activities)) {
      if (storage === undefined) continue;
      const from = (typeof storage === "object" ? storage.from : undefined) ?? "collection";
      for (const [i, { id = i, starts }] of entries(statuses)) {
        if (starts === undefined || starts === from) continue;
        yield {
          path: ["activities", activity, "statuses", i, "starts"],
          expected: toChoice([from]),
          received: JSON.stringify(starts),
          message: `The status "${id}" starts "${starts}", but the storage of "${activity}" counts from "${from}", so it starts nothing. Count from "${starts}", or remove "starts".`,
        };
      }
    }
  },
};
