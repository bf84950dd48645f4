import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data that is kept from an event which happens elsewhere: whoever knows of it has to say so. */
export const clockStartsOutside: Rule = {
  code: "clock-starts-outside",
  level: "warning",
  source: "GDPR 5(1)(e)",
  *find({ policy }) {
    for (const [activity, { storage, statuses }] of entries(policy.activities)) {
      const from = typeof storage === "object" ? storage.from : undefined;
      if (from === undefined || from === "collection" || from === "last-contact" || statuses !== undefined) continue;
      yield {
        path: ["activities", activity, "storage", "from"],
        expected: `statuses, one of which starts "${from}"`,
        received: "nothing",
        message: `The storage of "${activity}" counts from "${from}", and nothing here knows when that is: its records are kept until somebody erases them. Declare statuses, one of them with starts: "${from}".`,
      };
    }
  },
};
