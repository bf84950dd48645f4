import type { Language } from "@abide/policy";

/** What the frame of a mail, and the page behind its way out, say in one language. */
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
  /** What goes on. */
  readonly stays: string;
  /** Stands before what was agreed to together with it, as verb phrases. */
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
  /** A link whose token is none. */
  readonly wrong: string;
  readonly wrongSays: string;
}
