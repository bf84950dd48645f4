import type { Language } from "@abide/policy";
import { toLegalRequestTexts } from "./texts/all.ts";

/** Legal grounds of an authority's request, or of a disclosure to one that we make ourselves. Closed: anything else is no ground. */
export const legalGrounds = [
  "court-order",
  "criminal-investigation",
  "supervisory-authority",
  "tax-authority",
  "statutory-duty",
  "legal-claim",
  "fraud",
  "security-incident",
  "breach-of-terms",
] as const;
export type LegalGround = (typeof legalGrounds)[number];

/** A ground in words, in English where there are none in `language`. */
export const spellGround = (ground: LegalGround, language: Language): string =>
  toLegalRequestTexts(language).grounds[ground];
