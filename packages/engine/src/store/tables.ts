import type { ColumnType } from "kysely";

/** Every table. `site` is the first part of each primary key, so that tables distribute over several machines unchanged. */
export interface Tables {
  readonly policy_version: PolicyVersionTable;
  readonly consent: ConsentTable;
  readonly record: RecordTable;
  readonly drift: DriftTable;
  readonly log_entry: LogEntryTable;
  readonly log_hash: LogHashTable;
  readonly log_checkpoint: LogCheckpointTable;
}

/** A column of `jsonb`: written as JSON text (`JSON.stringify`), so that an array is not taken for a PostgreSQL array. */
export type Json<Value> = ColumnType<Value, string, string>;

/** A version of a policy that was published. */
export interface PolicyVersionTable {
  site: string;
  /** Id of the policy, e.g. `website`. */
  policy: string;
  hash: string;
  /** The canonical JSON that `hash` is the hash of; text, because `jsonb` would not keep it byte for byte. */
  json: string;
  /** The day it takes effect, `YYYY-MM-DD`. */
  effective: string;
  published_at: Date;
  log_index: number;
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

/** What was collected under an activity. */
export interface RecordTable {
  site: string;
  activity: string;
  id: string;
  at: Date;
  version: string;
  source: string;
  language: string;
  values: Json<{ readonly [field: string]: unknown }>;
  public: boolean;
}

/** A difference between what is declared and what was seen, once however often it is seen. */
export interface DriftTable {
  site: string;
  key: string;
  kind: string;
  detail: Json<unknown>;
  first_at: Date;
  last_at: Date;
  count: number;
}

export interface LogEntryTable {
  site: string;
  idx: number;
  entry: Uint8Array;
}

/** Hash of the complete subtree over entries `idx * 2 ** level` to `(idx + 1) * 2 ** level`. */
export interface LogHashTable {
  site: string;
  level: number;
  idx: number;
  hash: Uint8Array;
}

/** Signed checkpoints, one per commit; the newest is the log's head. */
export interface LogCheckpointTable {
  site: string;
  size: number;
  text: string;
  at: Date;
}
