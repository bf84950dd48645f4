import type { Language } from "@abide/policy";

/** A notice to somebody about their data, by transactional mail. */
export interface Notice {
  readonly about: "legal-request" | "succession" | "succession-cancelled";
  readonly activity: string;
  /** The record whose address it goes to. */
  readonly record: string;
  /** The language that the record was collected in. */
  readonly language: Language;
  /** What it says, in words of the language that its mail is written in. */
  readonly values: (language: Language) => { readonly [name: string]: string };
  /** The same key is the same notice: nobody gets it twice. */
  readonly key: string;
}

/** Writes a notice, or says why not. "failed" is tried again. */
export type Notify = (
  notice: Notice,
) => Promise<{ readonly queued: true } | { readonly queued: false; readonly reason: string }>;

/** Whether there are words for a notice to people with records of an activity. */
export type Tells = (about: Notice["about"], activity: string) => boolean;
