declare module "../store/tables.ts" {
  interface Tables {
    readonly limit_state: LimitStateTable;
  }
}

/**
 * What the processes of a site share for a while: one row for a caller of a limit, for somebody who failed, or for a key of the cache.
 * Times are milliseconds since 1970 as floating-point numbers, as the memory of one process has them.
 */
export interface LimitStateTable {
  site: string;
  /** `limit choices`, `backoff password`, `cache`. */
  name: string;
  /** Keyed hash of the name and of the address, account or key. */
  mac: Uint8Array;
  /** When it was last taken from, failed or kept. */
  used: number;
  /** From then on it says nothing any more: the bucket is full, the failures are forgotten, the value is over. */
  until: number;
  /** Failures in a row. Of a limit: whether the last one was let through, 1 or 0. */
  times: number;
  /** Of the cache alone. */
  value: string | null;
}
