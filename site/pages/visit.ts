import type { Language, Version } from "@abide/policy";

/** What the pages need to know of a visit. The engine's visit has it all. */
export interface PageVisit {
  readonly version: Version;
  /** The language that messages come in. */
  readonly language: Language;
  /** A form that was sent from this page and refused. */
  readonly form?: Returned;
  /** The activity whose form was sent just now, and kept. */
  readonly sent?: string;
}

/** A form that came back: what was sent, and what is wrong with it, by field. */
export interface Returned {
  readonly activity: string;
  readonly values: { readonly [field: string]: string };
  /** What happened, and what to do. */
  readonly message: string;
  readonly problems: readonly { readonly field?: string; readonly message: string }[];
}
