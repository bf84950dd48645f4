import type { Activity } from "./activity.ts";
import type { Text } from "./text.ts";

/** A country by its ISO 3166-1 alpha-2 code. */
export type Country = string;

export const recipientCategories = [
  "analytics-provider",
  "security-provider",
  "hosting-provider",
  "marketing-partner",
  "advertising-partner",
  "media-provider",
  "technology-partner",
  "communication-provider",
  "recruitment-provider",
  "data-broker",
  "professional-adviser",
  "authority",
  "affiliate",
  "successor",
] as const;
export type RecipientCategory = (typeof recipientCategories)[number];

export const recipientRoles = ["processor", "controller", "joint-controller"] as const;
export type RecipientRole = (typeof recipientRoles)[number];

/** What makes a transfer out of the EEA lawful (GDPR 45 to 49). */
export const safeguards = ["adequacy", "standard-clauses", "binding-rules", "derogation"] as const;
export type Safeguard = (typeof safeguards)[number];

/** Members of the European Economic Area: the EU, Iceland, Liechtenstein and Norway. */
export const eea: readonly Country[] = [
  "AT",
  "BE",
  "BG",
  "CY",
  "CZ",
  "DE",
  "DK",
  "EE",
  "ES",
  "FI",
  "FR",
  "GR",
  "HR",
  "HU",
  "IE",
  "IS",
  "IT",
  "LI",
  "LT",
  "LU",
  "LV",
  "MT",
  "NL",
  "NO",
  "PL",
  "PT",
  "RO",
  "SE",
  "SI",
  "SK",
];

/** What a recipient takes of each activity. */
export type Takes<Activities> = {
  readonly [A in keyof Activities]?: Activities[A] extends Activity
    ? readonly (keyof Activities[A]["fields"] & string)[]
    : never;
};

/** Who receives data, what of it, and for which purposes. */
export interface Recipient<Purposes extends string = string, Activities = { readonly [activity: string]: Activity }> {
  readonly name: Text;
  readonly category: RecipientCategory;
  readonly role: RecipientRole;
  readonly country: Country;
  readonly for: readonly Purposes[];
  /** Nothing of any activity where it is left out: a tracker's recipient gets what the tracker sends. */
  readonly takes?: Takes<Activities>;
  readonly safeguard?: Safeguard;
  /** What it does for us, as a sentence. */
  readonly says?: Text;
  /** Its own privacy policy. */
  readonly policy?: `https://${string}`;
  /** Nothing is ever sold. The member exists so that saying otherwise does not compile. */
  readonly sale?: never;
}
