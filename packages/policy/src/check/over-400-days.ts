import { slack, toLives } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A life that browsers cut short. */
export const over400Days: Rule = {
  code: "over-400-days",
  level: "warning",
  source: "RFC 6265bis 5.5",
  *find({ policy }) {
    for (const { path, tracker, name, life, days } of toLives(policy)) {
      if (days <= 400 + slack) continue;
      yield {
        path,
        expected: "at most 400 days",
        received: JSON.stringify(life),
        message: `${name === undefined ? `The tracker "${tracker}"` : `"${name}" of the tracker "${tracker}"`} is declared for longer than browsers keep a cookie: they cap it at 400 days. Declare what it really needs.`,
      };
    }
  },
};
