import type { Actor, Language, Records, Version } from "@abide/policy";
import type { policy } from "../policy.ts";

/** What the pages need to know of a visit. The engine's visit has it all. */
export interface PageVisit {
  readonly version: Version;
  /** The language that messages come in. */
  readonly language: Language;
  /** A form that was sent from this page and refused. */
  readonly form?: Returned;
  /** The activity whose form was sent just now, and kept. */
  readonly sent?: string;
  /** Who of the company has signed in. */
  readonly staff?: Colleague;
}

/** Somebody of the company. What they may read hangs on their roles, and every read has their name on it. */
export interface Colleague extends Actor {
  readonly name: string;
  readonly records: Records<typeof policy>;
}

/** A form that came back: what was sent, and what is wrong with it, by field. */
export interface Returned {
  readonly activity: string;
  readonly values: { readonly [field: string]: string };
  /** What happened, and what to do. */
  readonly message: string;
  readonly problems: readonly { readonly field?: string; readonly message: string }[];
}
