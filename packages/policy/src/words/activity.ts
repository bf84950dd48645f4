import type { Shape } from "./shape.ts";
import type { Storage, StorageEvent } from "./storage.ts";
import type { Subject } from "./subject.ts";
import type { Text } from "./text.ts";

/** Where data comes from: the person, the browser by itself, somebody else (GDPR 14), or the company's own people. */
export const sources = ["person", "automatic", "third-party", "staff"] as const;
export type Source = (typeof sources)[number];

/** Special categories of GDPR 9 and the data of article 10. */
export const specialCategories = [
  "racial-origin",
  "political-opinion",
  "religion",
  "trade-union",
  "genetic",
  "biometric",
  "health",
  "sex-life",
  "criminal-offence",
] as const;
export type SpecialCategory = (typeof specialCategories)[number];

/** Whether it is a special category of article 9, for which a condition is needed. Data about criminal offences wants a law (article 10). */
export function isOfArticle9(special: SpecialCategory | undefined): boolean {
  return special !== undefined && special !== "criminal-offence";
}

/** Why a person has to give something: a law says so, a contract does, or without it there is none. */
export const needs = ["law", "contract", "entry"] as const;
export type Need = (typeof needs)[number];

/** One named piece of personal data, with the purposes it may serve. */
export interface Field<Purposes extends string = string> {
  readonly shape: Shape;
  readonly for: readonly Purposes[];
  readonly title?: Text;
  /** What a person reads below the input. */
  readonly hint?: Text;
  /** A form may be sent without it. */
  readonly optional?: boolean;
  /** Who or what demands it: a law, a contract, or it is needed to enter one (GDPR 13(2)(e)). */
  readonly needed?: Need;
  /** What follows where it is not given. */
  readonly otherwise?: Text;
  /** Where it comes from, when not from where the activity says. */
  readonly source?: Source;
  /** DPV personal data term, e.g. "EmailAddress". */
  readonly term?: string;
  readonly special?: SpecialCategory;
  /** False for what is not shown, of an activity that is public: an e-mail address beside a comment. */
  readonly public?: false;
  /** The cookie that the value is read from. A tracker has to declare it. */
  readonly cookie?: string;
  /**
   * Records can be found by its exact value: a keyed hash of it is kept beside the encrypted value. True of an e-mail address
   * where it is left out, because the person is found by it.
   */
  readonly lookup?: boolean;
}

/** A stage that a record can be in, e.g. `{ id: "rejected", starts: "decision" }`. It is no personal data: records are sorted by it. */
export interface Status {
  readonly id: string;
  readonly title?: Text;
  /** Reaching it is the event that the storage duration counts from. */
  readonly starts?: StorageEvent;
}

/** One collection of fields, e.g. a contact form. */
export interface Activity<Purposes extends string = string> {
  readonly fields: { readonly [field: string]: Field<Purposes> };
  readonly storage: Storage;
  readonly title?: Text;
  /** What happens here, as a sentence or two. */
  readonly says?: Text;
  /** Whom the data is about. */
  readonly about?: readonly [Subject, ...Subject[]];
  /** "person" where it is left out. */
  readonly source?: Source;
  /** How it is collected, as a sentence. A sentence that follows from `source` where it is left out. */
  readonly how?: Text;
  /** What is sent here is shown to everybody; forms say so before it is sent. */
  readonly public?: boolean;
  /** Stages of a record, in their order; it begins in the first one. */
  readonly statuses?: readonly [Status, ...Status[]];
}
