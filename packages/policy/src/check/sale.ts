import { isObject, toShown } from "./read.ts";
import type { Rule } from "./rule.ts";

/** Whether `term` is one of the vocabulary's terms for selling, with its prefix or without. */
export function isSale(term: string): boolean {
  return /^(?:dpv:|https:\/\/w3id\.org\/dpv\S*#)?Sell(?:$|[A-Z])\w*$/.test(term);
}

/** Everything in `given` with its path, however it is nested; each object once, so that a cycle ends. */
function* toLeaves(given: unknown): Iterable<{ path: readonly string[]; value: unknown }> {
  const seen = new Set<unknown>();
  const rest: { path: readonly string[]; value: unknown }[] = [{ path: [], value: given }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { path, value } = next;
    if (value === undefined) continue;
    yield next;
    if (seen.has(value)) continue;
    const members = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
    if (members.length > 0) seen.add(value);
    for (const [key, member] of members) rest.push({ path: [...path, String(key)], value: member });
  }
}

/** Personal data is to be sold. Whatever member says so, and wherever: what is not looked at here could be published. */
export const sale: Rule = {
  code: "sale",
  level: "error",
  source: "CCPA 1798.140(ad); DPV 2.3 Sell",
  *find({ given }) {
    for (const { path, value } of toLeaves(given)) {
      const isTerm = typeof value === "string" && isSale(value);
      if (!isTerm && path.at(-1) !== "sale") continue;
      yield {
        path,
        expected: "nothing",
        received: toShown(value),
        message: `A sale cannot be declared${isTerm ? `, and "${value}" is one` : ""}. Personal data is never sold: remove it, and stop the sale.`,
      };
    }
  },
};
