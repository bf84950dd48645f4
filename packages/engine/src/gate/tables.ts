import type { Json } from "../store/tables.ts";

declare module "../store/tables.ts" {
  interface Tables {
    readonly consent: ConsentTable;
    readonly violation: ViolationTable;
  }
}

/** One event of one consent record. Rows are only added; the highest `seq` of a record is what holds. */
export interface ConsentTable {
  site: string;
  record_id: string;
  seq: number;
  at: Date;
  /** Hash of the version that was shown. */
  version: string;
  event: string;
  /** Keys of the trackers that were allowed. */
  allowed: Json<readonly string[]>;
  /** The record in ISO/IEC TS 27560 terms. */
  record: Json<unknown>;
  /** Idempotency key: the same write arriving twice is one row. */
  key: string;
  /** Salt of the commitment in the log. Erasure removes it, and the log's entry becomes noise. */
  salt: Uint8Array | null;
  log_index: number;
}

/** A difference between what is declared and what was seen, once however often it is seen. */
export interface ViolationTable {
  site: string;
  key: string;
  kind: string;
  detail: Json<unknown>;
  first_at: Date;
  last_at: Date;
  count: number;
}
