import type { Language } from "@abide/policy";
import type { Spoken } from "../staff/console-page.ts";

/** On what an authority's request can rest, or a disclosure to one that we make ourselves. Closed: anything else is no ground. */
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

const grounds: { readonly [ground in LegalGround]: Spoken } = {
  "court-order": { en: "Order of a court", de: "Gerichtliche Anordnung" },
  "criminal-investigation": { en: "Criminal investigation", de: "Strafverfolgung" },
  "supervisory-authority": { en: "Supervisory authority", de: "Aufsichtsbehörde" },
  "tax-authority": { en: "Tax authority", de: "Steuerbehörde" },
  "statutory-duty": { en: "Duty under a statute", de: "Gesetzliche Pflicht" },
  "legal-claim": { en: "Legal claim of ours or against us", de: "Rechtsanspruch von uns oder gegen uns" },
  fraud: { en: "Fraud", de: "Betrug" },
  "security-incident": { en: "Security incident", de: "Sicherheitsvorfall" },
  "breach-of-terms": { en: "Breach of our terms", de: "Verstoß gegen unsere Bedingungen" },
};

/** A ground in words, in English where there are none in `language`. */
export const spellGround = (ground: LegalGround, language: Language): string =>
  grounds[ground][language.split("-")[0] === "de" ? "de" : "en"];
