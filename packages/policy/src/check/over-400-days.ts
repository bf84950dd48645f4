import { slack, toLives } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A life of the site's own that browsers cut short. */
export const over400Days: Rule = {
  code: "over-400-days",
  level: "warning",
  source: "RFC 6265bis 5.5",
  *find({ policy }) {
    for (const { path, tracker, name, life, days, isVendors } of toLives(policy)) {
      if (isVendors || days <= 400 + slack) continue;
      yield {
        path,
        expected: "at most 400 days",
        received: JSON.stringify(life),
        message: `${name === undefined ? `The tracker "${tracker}"` : `"${name}" of the tracker "${tracker}"`} is declared for longer than browsers keep a cookie: they cap it at 400 days. Declare what it really needs (in an entry of the catalogue by "duration").`,
      };
    }
  },
};
