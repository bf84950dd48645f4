import { CompiledQuery, type Kysely, type QueryResult, type Transaction } from "kysely";
import type { Tables } from "./tables.ts";

/** Asks a statement at once, whether or not those before it have been answered: those that are asked in one turn share a round trip. */
export type Send = <Row>(statement: CompiledQuery<Row>) => Promise<QueryResult<Row>>;

/**
 * The answers of all of `asked`. It waits for every one, whatever becomes of another: none is under way any more when the
 * connection goes back.
 */
export async function settleAll<const Asked extends readonly unknown[]>(
  asked: Asked,
): Promise<{ -readonly [At in keyof Asked]: Awaited<Asked[At]> }> {
  const settled = await Promise.allSettled(asked);
  const failed = settled.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  return settled.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as never;
}

/** One connection, on which statements do not wait for each other's answers. */
export function connected<Result>(
  db: Kysely<Tables>,
  work: (send: Send, connection: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.connection().execute(async (connection) => {
    const direct = await connection.getExecutor().provideConnection((direct) => Promise.resolve(direct));
    return work((statement) => direct.executeQuery(statement), connection);
  });
}

/** What was to be written was made for something that is not there any more: look again, and make it anew. */
export class Conflict extends Error {}

/**
 * SQL that is 1 where `condition` holds, and else fails as stale: the store itself takes everything back, and what depends on the
 * condition is committed in one round trip. Changes of single records, half of a mix, took 1.3 times as long in two.
 */
export const failIfNot = (condition: string): string => `1 / (case when ${condition} then 1 else 0 end)`;

function isConflict(error: unknown): boolean {
  // A division by zero: no statement of ours divides by anything else that could be.
  return error instanceof Conflict || (error as { readonly code?: unknown } | null)?.code === "22012";
}

/** Does `attempt` again while what it found is gone by the time it is written. */
export async function retryOnConflict<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let times = 1; ; times++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || times === 8) throw error;
    }
  }
}

export interface Transact<First, Result> {
  /** Statements that need no other's answer: they leave with the one that begins the transaction. */
  readonly first: (send: Send) => Promise<First>;
  readonly work: (trx: Transaction<Tables>, first: First, send: Send) => Promise<Result>;
  /** Statements that nobody waits for but the end: they leave with the one that commits. */
  readonly last?: (send: Send, result: Result) => Promise<unknown> | undefined;
}

/** What `work` returns, once it is committed: a transaction in two round trips less. */
export function transact<First, Result>(
  db: Kysely<Tables>,
  { first, work, last }: Transact<First, Result>,
): Promise<Result> {
  return connected(db, async (send, connection) => {
    try {
      const [, begun] = await settleAll([send(begin), first(send)]);
      // Kysely's own transaction would wait for the answer to `begin`, which is all that makes one of it.
      const result = await work(connection as Transaction<Tables>, begun, send);
      const ending = last?.(send, result);
      const [ended] = await settleAll([send(commit), ending]);
      checkCommitted(ended);
      return result;
    } catch (error) {
      await send(rollback).catch(() => {});
      throw error;
    }
  });
}

/**
 * The answers to all of `statements`, which are done as a whole or not: in one round trip, with what begins and commits the transaction, or
 * in two where `check` looks at the answers first. What it throws takes everything back. The statement that `last` makes comes after them,
 * and they are under way while it is made: signing a checkpoint meanwhile is worth a tenth of the throughput of changes.
 */
export function pipeline(
  db: Kysely<Tables>,
  statements: readonly CompiledQuery[],
  check?: (answers: readonly QueryResult<unknown>[]) => void,
  last?: () => Promise<CompiledQuery>,
): Promise<readonly QueryResult<unknown>[]> {
  return connected(db, async (send) => {
    const asked = [send(begin), ...statements.map((statement) => send(statement))];
    // Looked at below, which can be after the first of them has failed.
    const settled = Promise.allSettled(asked);
    try {
      const made = last ? [send(await last())] : [];
      const ended = check ? undefined : send(commit);
      const [answers] = await settleAll([settleAll([...asked, ...made]), ended]);
      const own = answers.slice(1);
      check?.(own);
      checkCommitted(await (ended ?? send(commit)));
      return own;
    } catch (error) {
      await settled;
      await send(rollback).catch(() => {});
      throw error;
    }
  });
}

/** Where a statement before it failed, COMMIT is answered with ROLLBACK. */
function checkCommitted({ rows }: QueryResult<unknown>): void {
  const [answer] = rows as { readonly command?: string }[];
  if (answer?.command !== "COMMIT") throw new Error("The transaction was rolled back.");
}

const begin = CompiledQuery.raw("begin isolation level read committed");
const commit = CompiledQuery.raw("commit");
const rollback = CompiledQuery.raw("rollback");
