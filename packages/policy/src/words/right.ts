import type { Basis } from "./purpose.ts";

/** What a person may ask of a controller (GDPR 7(3), 15 to 18, 20, 21 and 77). */
export const rights = [
  "access",
  "rectification",
  "erasure",
  "restriction",
  "portability",
  "objection",
  "withdrawal",
  "complaint",
] as const;
export type Right = (typeof rights)[number];

/** The article of the GDPR that gives each right. */
export const rightArticles: { readonly [right in Right]: string } = {
  access: "15",
  rectification: "16",
  erasure: "17",
  restriction: "18",
  portability: "20",
  objection: "21",
  withdrawal: "7(3)",
  complaint: "77",
};

/**
 * The rights that follow from each basis, as the DPV's GDPR extension maps them
 * (https://w3id.org/dpv/legal/eu/gdpr: legal basis to rights).
 */
export const rightsOf: { readonly [basis in Basis]: readonly Right[] } = {
  consent: ["access", "rectification", "erasure", "restriction", "portability", "withdrawal", "complaint"],
  contract: ["access", "rectification", "erasure", "restriction", "portability", "complaint"],
  "legal-obligation": ["access", "rectification", "restriction", "complaint"],
  "vital-interest": ["access", "rectification", "erasure", "restriction", "complaint"],
  "public-task": ["access", "rectification", "restriction", "objection", "complaint"],
  "legitimate-interest": ["access", "rectification", "erasure", "restriction", "objection", "complaint"],
};

/** Within which a request is answered (GDPR 12(3)). */
export const answerWithin = "P1M";
