import { declares, entries, toHint } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A widget is a tracker that is not declared. */
export const undeclaredTracker: Rule = {
  code: "undeclared-tracker",
  level: "error",
  source: "ePrivacy 5(3)",
  *find({ policy }) {
    const known = Object.keys(policy.trackers ?? {});
    for (const [widget, { tracker }] of entries(policy.widgets)) {
      if (tracker === undefined || declares(policy.trackers, tracker)) continue;
      yield {
        path: ["widgets", widget, "tracker"],
        expected: "a declared tracker",
        received: JSON.stringify(tracker),
        message: `The widget "${widget}" names the tracker "${tracker}", which is not declared. Declare it in trackers, or correct the name. ${toHint(tracker, known)}`,
      };
    }
  },
};
