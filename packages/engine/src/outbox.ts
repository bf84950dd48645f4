/**
 * Something that is to leave: durable from the commit that wrote it, delivered in the background, again and again with growing pauses
 * until it is delivered or given up. Disclosures and mail both leave in this way.
 */
export interface Letter<Body = unknown> {
  /** Given by whoever writes it: the recipient's idempotency key, the Message-ID of a mail. */
  readonly id: string;
  /** Letters of a lane have one kind of delivery: `disclosure lever`, `mail transactional`. */
  readonly lane: string;
  /** The same key in the same lane is the same letter: writing it again changes nothing. */
  readonly key: string;
  /** Whom it is about. Letters of a lane about the same person are delivered in the order they were written. */
  readonly subject: string;
  /** What deliveries are slowed down by: the domain of an address. */
  readonly target?: string | undefined;
  /** Many that belong together: a campaign, a succession. */
  readonly batch?: string | undefined;
  /** Not before. Now where it is left out. */
  readonly due?: Date | undefined;
  /** What delivering needs to know: names, ids and purposes. Sealed under the subject's key; values are read when it is delivered. */
  readonly body: Body;
}

/** What became of one attempt. */
export type Attempted =
  /** `remote` is what the recipient calls it: kept, sealed, to delete or to correct it there. */
  | { readonly outcome: "delivered"; readonly remote?: string | undefined; readonly status?: number | undefined }
  /** Tried again: after so many seconds where the recipient said so. */
  | {
      readonly outcome: "again";
      readonly why: string;
      readonly after?: number | undefined;
      readonly status?: number | undefined;
    }
  /** Given up: it stays in the list of dead letters until somebody retries or drops it. */
  | { readonly outcome: "dead"; readonly why: string; readonly status?: number | undefined }
  /** The decision, asked again at the last moment, says no: an objection, a withdrawal, an erasure. */
  | { readonly outcome: "denied"; readonly why: string };

export const letterStates = ["queued", "delivered", "dead", "denied", "dropped"] as const;
export type LetterState = (typeof letterStates)[number];

export interface Lane<Body = unknown> {
  readonly name: string;
  /** How many are under way at once. 4 where it is left out. */
  readonly parallel?: number;
  /** Milliseconds that one attempt may take; then it counts as "again". 30,000 where it is left out. */
  readonly patience?: number;
  /** Seconds to wait before attempt n + 1. Doubling from 30 seconds to 6 hours, with jitter, where it is left out. */
  readonly pause?: (attempts: number) => number;
  /** Given up after so many attempts. 20, more than two days, where it is left out. */
  readonly most?: number;
  /** Letters a second to one target; without limit where it is left out. */
  readonly rate?: { readonly perSecond: number };
  /** Whatever it throws counts as "again". */
  readonly deliver: (
    letter: Letter<Body> & { readonly attempt: number; readonly at: string },
    signal: AbortSignal,
  ) => Promise<Attempted>;
}
