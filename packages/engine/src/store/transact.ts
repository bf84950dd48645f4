import { CompiledQuery, type Kysely, type QueryResult, type Transaction } from "kysely";
import type { Tables } from "./tables.ts";

/** Asks a statement at once, whether or not those before it have been answered: those that are asked in one turn share a round trip. */
export type Ask = <Row>(statement: CompiledQuery<Row>) => Promise<QueryResult<Row>>;

/**
 * The answers of all of `asked`. It waits for every one, whatever becomes of another: none is under way any more when the
 * connection goes back.
 */
export async function together<const Asked extends readonly unknown[]>(
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
  work: (ask: Ask, connection: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.connection().execute(async (connection) => {
    const direct = await connection.getExecutor().provideConnection((direct) => Promise.resolve(direct));
    return work((statement) => direct.executeQuery(statement), connection);
  });
}

/** What was to be written was made for something that is not there any more: look again, and make it anew. */
export class Stale extends Error {}

/**
 * SQL that is 1 where `condition` holds, and else fails as stale: the store itself takes everything back, and what depends on the
 * condition is committed in one round trip. Changes of single records, half of a mix, took 1.3 times as long in two.
 */
export const unlessStale = (condition: string): string => `1 / (case when ${condition} then 1 else 0 end)`;

function isStale(error: unknown): boolean {
  // A division by zero: no statement of ours divides by anything else that could be.
  return error instanceof Stale || (error as { readonly code?: unknown } | null)?.code === "22012";
}

/** Does `attempt` again while what it found is gone by the time it is written. */
export async function whileStale<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let times = 1; ; times++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isStale(error) || times === 8) throw error;
    }
  }
}

export interface Transact<First, Result> {
  /** Statements that need no other's answer: they leave with the one that begins the transaction. */
  readonly first: (ask: Ask) => Promise<First>;
  readonly work: (trx: Transaction<Tables>, first: First, ask: Ask) => Promise<Result>;
  /** Statements that nobody waits for but the end: they leave with the one that commits. */
  readonly last?: (ask: Ask, result: Result) => Promise<unknown> | undefined;
}

/** What `work` returns, once it is committed: a transaction in two round trips less. */
export function transact<First, Result>(
  db: Kysely<Tables>,
  { first, work, last }: Transact<First, Result>,
): Promise<Result> {
  return connected(db, async (ask, connection) => {
    try {
      const [, begun] = await together([ask(begin), first(ask)]);
      // Kysely's own transaction would wait for the answer to `begin`, which is all that makes one of it.
      const result = await work(connection as Transaction<Tables>, begun, ask);
      const ending = last?.(ask, result);
      const [ended] = await together([ask(commit), ending]);
      checkCommitted(ended);
      return result;
    } catch (error) {
      await ask(rollback).catch(() => {});
      throw error;
    }
  });
}

/**
 * The answers to all of `statements`, which are done as a whole or not: in one round trip, with what begins and commits the transaction, or
 * in two where `check` looks at the answers first. What it throws takes everything back. The statement that `last` makes comes after them,
 * and they are under way while it is made: signing a checkpoint meanwhile is worth a tenth of the throughput of changes.
 */
export function transactAll(
  db: Kysely<Tables>,
  statements: readonly CompiledQuery[],
  check?: (answers: readonly QueryResult<unknown>[]) => void,
  last?: () => Promise<CompiledQuery>,
): Promise<readonly QueryResult<unknown>[]> {
  return connected(db, async (ask) => {
    const asked = [ask(begin), ...statements.map((statement) => ask(statement))];
    // Looked at below, which can be after the first of them has failed.
    const settled = Promise.allSettled(asked);
    try {
      const made = last ? [ask(await last())] : [];
      const ended = check ? undefined : ask(commit);
      const [answers] = await together([together([...asked, ...made]), ended]);
      const own = answers.slice(1);
      check?.(own);
      checkCommitted(await (ended ?? ask(commit)));
      return own;
    } catch (error) {
      await settled;
      await ask(rollback).catch(() => {});
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
