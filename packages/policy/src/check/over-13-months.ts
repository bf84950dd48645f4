import { toDays } from "../words/storage.ts";
import { slack, toLives } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** A life that authorities call too long. */
export const over13Months: Rule = {
  code: "over-13-months",
  level: "warning",
  source: "CNIL 2020-091",
  *find({ policy }) {
    for (const { path, tracker, name, life, days, isVendors } of toLives(policy)) {
      if (days <= toDays("P13M")! + slack) continue;
      yield {
        path,
        expected: "at most 13 months",
        received: JSON.stringify(life),
        message: `${name === undefined ? `The tracker "${tracker}"` : `"${name}" of the tracker "${tracker}"`} lives longer than the 13 months that authorities call proportionate. ${isVendors ? "Its vendor decides that: be ready to say why it has to, or do without." : `Shorten it (in an entry of the catalogue by "duration"), or be ready to say why it has to.`}`,
      };
    }
  },
};
