import type { Language } from "@abide/policy";

/** The words around a mail, and of the page behind its unsubscribe link, in one language. */
export interface MailTexts {
  readonly language: Language;
  /** Stands before the kind of the mail, at its foot. */
  readonly why: string;
  /** `says` is the verb phrase of the purpose. */
  readonly purpose: string;
  /** The link at the foot of a promotion. */
  readonly unsubscribe: string;
  readonly policy: string;
  /** The page behind it, before anything was pressed. */
  readonly title: string;
  readonly asks: string;
  readonly stop: string;
  readonly stopped: string;
  readonly stoppedSays: string;
  /** The mail that goes on. */
  readonly stays: string;
  /** Stands before the purposes that were agreed to together with it, as verb phrases. */
  readonly also: string;
  /** The button that takes only that back. */
  readonly only: string;
  readonly took: string;
  readonly tookSays: string;
  /** The link to the page that asks whether it was a mistake. */
  readonly back: string;
  readonly backTitle: string;
  readonly backAsks: string;
  readonly resume: string;
  readonly resumed: string;
  readonly resumedSays: string;
  /** For a link whose token was not made here. */
  readonly wrong: string;
  readonly wrongSays: string;
}
