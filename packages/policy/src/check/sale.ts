import { toProblems } from "./rule.ts";
import type { Rule } from "./rule.ts";

/**
 * Personal data is to be sold: a member says so, or the term of a purpose or a field. What somebody names or titles so is none: shops
 * have a purpose `sale`, and buttons that say "Sell".
 */
export const sale: Rule = {
  code: "sale",
  level: "error",
  source: "CCPA 1798.140(ad); DPV 2.3 Sell",
  find: (draft) =>
    toProblems(
      draft,
      "sale",
      ({ path, received }) =>
        `A sale cannot be declared${path.at(-1) === "term" ? `, and ${received} is one` : ""}. Personal data is never sold: remove it, and stop the sale.`,
    ),
};
