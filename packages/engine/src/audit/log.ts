import type { CompiledQuery, QueryResult, Transaction } from "kysely";
import type { Tables } from "../store/tables.ts";
import type { Send } from "../store/transact.ts";
import type { AuditEvent } from "./audit.ts";

/** The tamper-evident log of a site. What is appended has a place for good, and a signed checkpoint stands for all of it. */
export interface Log {
  /** Name of the log and of its key. Fixed when the log begins. */
  readonly origin: string;
  /** The key that others check with: `name+id+key`. */
  readonly key: string;
  /** Appends `entry` together with whatever else arrives meanwhile. Resolves after the commit. */
  append(entry: Uint8Array): Promise<{ index: number }>;
  /**
   * What `work` returns, once all that it wrote with `trx` and all that it appended is committed, with a checkpoint over it; if
   * anything fails, none of it is. `append` gives the entry's index at once. Transactions of one log follow each other, also
   * across processes: do nothing slow in `work`, and do not await another `append` or `transaction` of the same log in it.
   *
   * `shared` work goes into one commit with whatever else is shared and waits, one after the other. It has to bear being done again:
   * where one fails, all are taken back, and each is done alone.
   *
   * @example
   * await log.transaction(async (trx, append) => {
   *   const index = append(entry);
   *   await trx.insertInto("consent").values({ ...row, log_index: index }).execute();
   * });
   */
  transaction<Result>(work: Work<Result>, options?: { readonly shared?: boolean }): Promise<Result>;
  /**
   * What `check` or `read` makes of the answers, once everything is committed. The statements of all that waits go to the store
   * together, so that whatever takes time, looking up and sealing, is done before and not while others wait. Where `check` throws,
   * because what it was made for is not there any more, nothing of it is written.
   */
  write<Result>(writing: Writing<Result>): Promise<Result>;
  /** The newest signed checkpoint. */
  checkpoint(): Promise<string>;
  /** A `.tlog-proof` that entry `index` is in the log. RangeError where there is none. */
  proof(index: number): Promise<string>;
  /** The same, carrying `extra`: what its holder needs to make the entry again. */
  receipt(index: number, extra: Uint8Array): Promise<string>;
  /** A tile or bundle of entries by its path (`tile/0/000`), or undefined where the log has not come that far. */
  tile(path: string): Promise<Uint8Array | undefined>;
  /** Makes every hash again from the entries, and compares. Throws a TamperError where one differs. Slow in a long log. */
  audit(): Promise<void>;
  /** Waits for what was appended. */
  close(): Promise<void>;
}

/** What is done in a transaction of the log: it writes with `trx`, and `append` gives an entry its place at once. */
export type Work<Result> = (
  trx: Transaction<Tables>,
  append: (entry: Uint8Array) => number,
  /** Asks on the same connection without waiting for what was asked before. */
  send: Send,
) => Promise<Result>;

/** Statements that are ready to be written. */
export interface Writing<Result> {
  readonly statements: readonly CompiledQuery[];
  /** The act that row-level security has for them. Default: `collect`. */
  readonly act?: "collect" | "erasure";
  /** What is written down about it. */
  readonly events: readonly AuditEvent[];
  /** Looks at the answers before they are committed. Left out where nothing depends on them. */
  readonly check?: (answers: readonly QueryResult<unknown>[]) => Result;
  /** Looks at them afterwards, in a round trip less: whether they are committed, the statements say themselves (`failIfNot`). */
  readonly read?: (answers: readonly QueryResult<unknown>[]) => Result;
}
