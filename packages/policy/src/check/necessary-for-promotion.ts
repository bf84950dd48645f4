import { promotionalTerms } from "../words/purpose.ts";
import { entries, member } from "./rule.ts";
import type { Rule } from "./rule.ts";

/** Promotion that is called strictly necessary. */
export const necessaryForPromotion: Rule = {
  code: "necessary-for-promotion",
  level: "error",
  source: "ePrivacy 5(3); WP 194",
  *find({ policy }) {
    for (const [tracker, { necessary, purpose }] of entries(policy.trackers)) {
      const term = member(policy.purposes, purpose)?.term;
      if (necessary === undefined || term === undefined || !promotionalTerms.includes(term)) continue;
      yield {
        path: ["trackers", tracker, "necessary"],
        received: `necessary for "${purpose}" (${term})`,
        message: `The tracker "${tracker}" serves promotion (${term}), which is never strictly necessary for what a visitor asked for. Remove "necessary" and ask for consent.`,
      };
    }
  },
};
