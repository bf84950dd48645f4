import { toShown } from "./read.ts";
import type { Rule } from "./rule.ts";

/** Personal data is to be sold. Whatever member says so, and wherever: what is not looked at here could be published. */
export const sale: Rule = {
  code: "sale",
  level: "error",
  source: "CCPA 1798.140(ad); DPV 2.3 Sell",
  *find({ given }) {
    const seen = new Set<unknown>();
    const rest: Place[] = [{ value: given }];
    for (let next = rest.pop(); next; next = rest.pop()) {
      const { key, value } = next;
      const isTerm = typeof value === "string" && isSale(value);
      if (isTerm || (key === "sale" && value !== undefined)) {
        yield {
          path: toPath(next),
          expected: "nothing",
          received: toShown(value),
          message: `A sale cannot be declared${isTerm ? `, and "${value}" is one` : ""}. Personal data is never sold: remove it, and stop the sale.`,
        };
      } else if (typeof value === "object" && value !== null && !seen.has(value)) {
        seen.add(value); // a loop ends here
        for (const [name, member] of Object.entries(value)) rest.push({ key: name, value: member, in: next });
      }
    }
  },
};

/** Whether `term` is one of the vocabulary's terms for selling, with its prefix or without. */
export function isSale(term: string): boolean {
  return /^(?:dpv:|https:\/\/w3id\.org\/dpv\S*#)?Sell(?:$|[A-Z])\w*$/.test(term);
}

interface Place {
  readonly value: unknown;
  readonly key?: string;
  readonly in?: Place;
}

function toPath(place: Place): string[] {
  const path: string[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.in) path.unshift(at.key);
  return path;
}
