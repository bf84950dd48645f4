import { accessibilityEngineer } from "./accessibility-engineer.ts";
import { browserEngineer } from "./browser-engineer.ts";
import { guideAuthor } from "./guide-author.ts";
import { guideLead } from "./guide-lead.ts";
import type { Position } from "./position.ts";
import { reliabilityEngineer } from "./reliability-engineer.ts";
import { salesEngineer } from "./sales-engineer.ts";

/** Every position, open and closed, the newest first. */
export const positions: readonly Position[] = [
  browserEngineer,
  guideLead,
  accessibilityEngineer,
  reliabilityEngineer,
  guideAuthor,
  salesEngineer,
];

/** Whether one can apply for `position` on `day` (YYYY-MM-DD). */
export function isOpen({ closed, closes }: Position, day: string): boolean {
  return closed === undefined && (closes === undefined || day <= closes);
}
