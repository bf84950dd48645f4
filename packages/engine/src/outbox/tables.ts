import type { ColumnType } from "kysely";

declare module "../store/tables.ts" {
  interface Tables {
    readonly message: MessageTable;
    readonly message_attempt: MessageAttemptTable;
    readonly channel: ChannelTable;
  }
}

/** A message: still to leave, or gone. */
export interface MessageTable {
  site: string;
  id: string;
  channel: string;
  /** The same key in the same channel is the same message. */
  key: string;
  subject: string;
  target: string | null;
  batch: string | null;
  /** The order in which they were written. */
  seq: ColumnType<number, never, never>;
  /** Sealed under the subject's key. */
  body: Uint8Array;
  due_at: Date;
  attempts: number;
  state: string;
  /** Until then one process has it to itself. */
  leased_until: Date | null;
  why: string | null;
  /** The recipient's own id for it, sealed under the subject's key. */
  remote: Uint8Array | null;
  at: Date;
  ended_at: Date | null;
}

/** One attempt to deliver a message. */
export interface MessageAttemptTable {
  site: string;
  message: string;
  n: number;
  at: Date;
  ms: number;
  outcome: string;
  status: number | null;
  why: string | null;
}

/** A channel that somebody paused. */
export interface ChannelTable {
  site: string;
  channel: string;
  paused_at: Date | null;
  paused_by: string | null;
  why: string | null;
}
