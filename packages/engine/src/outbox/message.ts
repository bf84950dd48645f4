import type { CompiledQuery } from "kysely";

/**
 * Something that is to leave: durable from the commit that wrote it, delivered in the background, tried again with growing pauses until
 * it is delivered or given up. Disclosures and mail both leave in this way.
 */
export interface Message<Body = unknown> {
  /** Given by the feature that writes it: the recipient's idempotency key, the Message-ID of a mail. */
  readonly id: string;
  /** Messages of a channel have one kind of delivery: `disclosure lever`, `mail transactional`. */
  readonly channel: string;
  /** The same key in the same channel is the same message: writing it again changes nothing. */
  readonly key: string;
  /** The person it is about. Messages of a channel about the same person are delivered in the order they were written. */
  readonly subject: string;
  /** Deliveries are slowed down for each target: the domain of an address. */
  readonly target?: string | undefined;
  /** Many that belong together: a campaign, a succession. */
  readonly batch?: string | undefined;
  /** Not before. Default: now. */
  readonly due?: Date | undefined;
  /** Names, ids and purposes that delivering needs. Sealed under the subject's key; values are read when it is delivered. */
  readonly body: Body;
}

/** The outcome of one attempt. `why` is for people who read the console: it names no person and no address. */
export type Attempted =
  /** `remote` is the recipient's own id for it: kept, sealed, to delete or to correct it there. */
  | { readonly outcome: "delivered"; readonly remote?: string | undefined; readonly status?: number | undefined }
  /** Tried again: after so many seconds where the recipient said so. */
  | {
      readonly outcome: "retry";
      readonly why: string;
      readonly after?: number | undefined;
      readonly status?: number | undefined;
    }
  /** Given up: it stays in the list of failed messages until somebody retries or drops it. */
  | { readonly outcome: "failed"; readonly why: string; readonly status?: number | undefined }
  /** The decision, asked again at the last moment, says no: an objection, a withdrawal, an erasure. */
  | { readonly outcome: "denied"; readonly why: string };

/** The outcome of a message that was claimed and not begun after all: it goes back, as if it had never been claimed. */
export interface Withheld {
  readonly outcome: "withheld";
}

export type MessageState = "queued" | "delivered" | "failed" | "denied" | "dropped";

/** How messages of a kind are delivered. */
export interface Channel<Body = unknown> {
  readonly name: string;
  /** How many are under way at once. Default: 4. */
  readonly parallel?: number;
  /** Milliseconds that one attempt may take; then it counts as "retry". Default: 30,000. */
  readonly patience?: number;
  /** Seconds to wait before attempt n + 1. Default: doubling from 30 seconds to 6 hours, with jitter. */
  readonly pause?: (attempts: number) => number;
  /** Given up after so many attempts. Default: 20, more than two days. */
  readonly most?: number;
  /** Messages a second to one target, of all processes that share their limits. Default: no limit. */
  readonly rate?: { readonly perSecond: number };
  /**
   * A throw counts as "retry". `stillValid()` asks again before sending: still ours and not dropped, its batch and its channel not paused,
   * here or in another process. Asked last, and withheld where it says no, nothing is sent after a cancellation.
   */
  readonly deliver: (
    message: Message<Body> & {
      readonly attempt: number;
      readonly at: string;
      readonly stillValid: () => Promise<boolean>;
    },
    signal: AbortSignal,
  ) => Promise<Attempted | Withheld>;
  /** Statements that are written together with the outcome of messages that have come to their end. */
  readonly onEnded?: (ended: readonly Ended<Body>[]) => readonly CompiledQuery[];
}

/** A message whose state somebody changed. */
export interface Changed {
  readonly id: string;
  readonly state: MessageState;
  readonly at: Date;
}

/** A message that has come to its end, by whichever state. */
export interface Ended<Body = unknown> {
  readonly id: string;
  readonly subject: string;
  readonly batch: string | undefined;
  readonly state: Exclude<MessageState, "queued">;
  readonly at: Date;
  readonly why: string | undefined;
  /** Undefined where the subject's key is gone. */
  readonly body: Body | undefined;
}

/** How many messages are in each state. */
export type Progress = { readonly [state in MessageState]: number };

/** One attempt, as it was recorded. `lost` is one whose process ended before it could record an outcome. */
export interface Attempt {
  readonly n: number;
  readonly at: string;
  readonly ms: number;
  readonly outcome: Attempted["outcome"] | "lost";
  readonly status: number | undefined;
  readonly why: string | undefined;
}

export interface FailedMessage {
  readonly id: string;
  readonly channel: string;
  readonly subject: string;
  readonly target: string | undefined;
  readonly batch: string | undefined;
  /** When it was written. */
  readonly at: string;
  /** When it was given up. */
  readonly ended: string;
  readonly attempts: number;
  readonly why: string;
}

export interface ChannelState extends Progress {
  readonly channel: string;
  /** Whether this process knows how to deliver its messages. */
  readonly served: boolean;
  /** Of those that are queued, how many were tried at least once. */
  readonly waiting: number;
  /** When the next of those that are queued is due; those of a paused batch are not. */
  readonly next: string | undefined;
  /** Why the last attempt of those that wait came to nothing. */
  readonly why: string | undefined;
  readonly paused: { readonly at: string; readonly by: string; readonly why: string } | undefined;
}

/** The place that a sealed part of a message is bound to: its ciphertext does not open at another. */
export function toPlace(message: string, field: "body" | "remote") {
  return { activity: "message", record: message, field };
}
