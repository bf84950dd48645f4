import type { ColumnType } from "kysely";

declare module "../store/tables.ts" {
  interface Tables {
    readonly letter: LetterTable;
    readonly letter_attempt: LetterAttemptTable;
    readonly lane: LaneTable;
  }
}

/** Something that is to leave, or that has. */
export interface LetterTable {
  site: string;
  id: string;
  lane: string;
  /** The same key in the same lane is the same letter. */
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
  /** Until then one of the processes is at it. */
  leased_until: Date | null;
  why: string | null;
  /** What the recipient calls it, sealed under the subject's key. */
  remote: Uint8Array | null;
  at: Date;
  ended_at: Date | null;
}

/** One attempt to deliver a letter. */
export interface LetterAttemptTable {
  site: string;
  letter: string;
  n: number;
  at: Date;
  ms: number;
  outcome: string;
  status: number | null;
  why: string | null;
}

/** A lane that somebody stopped. */
export interface LaneTable {
  site: string;
  lane: string;
  paused_at: Date | null;
  paused_by: string | null;
  why: string | null;
}
