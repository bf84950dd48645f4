import type { DriftKind } from "../drift/rule.ts";
import type { Phase } from "../observe/observation.ts";
import type { ReportedTracker } from "./report.ts";

/** Phases as heads of columns. */
export const heads: { readonly [phase in Phase]: string } = {
  "no-choice": "no choice",
  refused: "refused",
  accepted: "accepted",
  withdrawn: "withdrawn",
  signal: "GPC on",
};

export const kinds: { readonly [kind in DriftKind]: string } = {
  undeclared: "Undeclared",
  "too-early": "Too early",
  "refused-but-runs": "Refused, but runs",
  "not-stopped": "Not stopped",
  "signal-ignored": "Signal ignored",
  "too-long": "Kept too long",
  "wrong-party": "Wrong party",
  "not-loaded": "Not loaded",
};

/** One cell of the table: whether it holds, and what was seen, in a word. Never by colour alone. */
export function toCell(cell: ReportedTracker["phases"][Phase]): { mark: "✓" | "✗" | "·" | ""; word: string } {
  if (!cell) return { mark: "", word: "" };
  if (!cell.holds) {
    // Off and yet not as declared: either it was to run, or what it stored was left behind.
    return { mark: "✗", word: cell.ran ? "on" : cell.expected === "absent" ? "left" : "off" };
  }
  return !cell.ran && cell.expected === "may"
    ? { mark: "·", word: "unseen" }
    : { mark: "✓", word: cell.ran ? "on" : "off" };
}
