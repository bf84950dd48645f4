import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Data that is kept from an event which no stage of a record starts: nothing would ever erase it. */
export const clockNeverStarts: Rule = {
  code: "clock-never-starts",
  level: "error",
  source: "GDPR 5(1)(e)",
  *find({ policy }) {
    for (const [activity, { storage, statuses }] of entries(policy.activities)) {
      const from = typeof storage === "object" ? storage.from : undefined;
      // Writing to us starts these two by itself.
      if (from === undefined || from === "collection" || from === "last-contact" || statuses === undefined) continue;
      // A record begins in the first status: it is never brought there.
      const reached = entries(statuses).filter(([i]) => i !== "0");
      if (reached.some(([, { starts }]) => starts === from)) continue;
      yield {
        path: ["activities", activity, "storage", "from"],
        expected: `a status after the first one that starts "${from}"`,
        received: reached.length === 0 ? "none" : reached.map(([i, { id = i }]) => `"${id}"`).join(", "),
        message: `The storage of "${activity}" counts from "${from}", and no status that a record can come to starts it: it would be kept without an end. Give a status starts: "${from}", or count from "collection".`,
      };
    }
  },
};
