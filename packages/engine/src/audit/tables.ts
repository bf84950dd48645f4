declare module "../store/tables.ts" {
  interface Tables {
    readonly audit: AuditTable;
    readonly log_entry: LogEntryTable;
    readonly log_hash: LogHashTable;
    readonly log_checkpoint: LogCheckpointTable;
  }
}

/** What an entry of the log is about. The log itself holds a commitment to it, which only the salt opens. */
export interface AuditTable {
  site: string;
  /** Place of the entry in the log. */
  idx: number;
  at: Date;
  type: string;
  subject: string | null;
  /** Canonical JSON; null after the erasure of its subject. */
  detail: string | null;
  salt: Uint8Array | null;
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
