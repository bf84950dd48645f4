import { entries } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A third party's widget that no choice governs. */
export const widgetWithoutTracker: Rule = {
  code: "widget-without-tracker",
  level: "error",
  source: "ePrivacy 5(3); CJEU C-40/17",
  *find({ policy }) {
    for (const [widget, { hosted, tracker }] of entries(policy.widgets)) {
      if (hosted !== "third-party" || tracker !== undefined) continue;
      yield {
        path: ["widgets", widget, "tracker"],
        expected: "a declared tracker",
        received: "nothing",
        message: `The widget "${widget}" comes from a third party, who learns of every visitor it is shown to. Declare it as a tracker, so that a placeholder stands in until it is allowed, and name it in "tracker".`,
      };
    }
  },
};
