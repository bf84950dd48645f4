import { CompiledQuery, type Kysely, type QueryResult } from "kysely";
import { AbideError } from "../http/error.ts";
import type { Logger } from "../http/logger.ts";
import { fromBase64Url, type Signer } from "../http/signer.ts";
import { isStoreDown } from "../store/index.ts";
import type { Tables } from "../store/tables.ts";
import { deleteOldest, deleteOver } from "./statements.ts";

/** The rows of a site in the table `limit_state`. */
export interface LimitRows {
  /** The answer to a statement, whose first value is the site. Rejects at once where the store did not answer a moment ago. */
  readonly ask: <Row>(statement: string, ...values: readonly unknown[]) => Promise<QueryResult<Row>>;
  /** The keyed hash under which a caller, an account or a key has its row. */
  readonly toMac: (name: string, who: string) => Promise<Uint8Array>;
  /** At most about `most` rows of this name are held. */
  readonly bound: (name: string, most: number) => void;
  /** Counts a row that is new under `name`. When there are many more than may be, the oldest are deleted, and nobody waits for that. */
  readonly count: (name: string) => void;
  readonly close: () => Promise<void>;
}

export interface PostgresLimitsOptions {
  readonly db: Kysely<Tables>;
  readonly site: string;
  /** The same in every process. It hides addresses, accounts and keys in the store. */
  readonly signer: Signer;
  readonly clock: () => Date;
  readonly logger: Logger;
  /** Milliseconds between two looks for what is over. Default: a minute. */
  readonly every?: number;
}

/** While the store is away, one question in so many milliseconds tries it; the others must not wait for it. */
const outagePause = 2_000;
/** Rows that are deleted with one statement. */
const batch = 1_000;

/** Asks the table, and deletes from it what is over or too much. */
export function createLimitRows({ db, site, signer, clock, logger, every = 60_000 }: PostgresLimitsOptions): LimitRows {
  /** The most rows of each name, and how many came since it was last cut to that. */
  const names = new Map<string, { readonly most: number; fresh: number }>();
  let closed = false;
  let sweeping: Promise<unknown> = Promise.resolve();
  const ask = createAsk(db, site, logger);

  const trim = async (name: string, most: number): Promise<void> => {
    const some = () => ask(deleteOldest, name, most, batch);
    while ((await some()).numAffectedRows === BigInt(batch));
  };

  const sweep = async (): Promise<void> => {
    const some = () => ask(deleteOver, clock().getTime(), batch);
    while ((await some()).numAffectedRows === BigInt(batch));
  };

  // Nobody may come for days, and an address must not stay known for that long.
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep).catch(() => {});
  }, every);
  timer.unref();

  return {
    ask,
    toMac: async (name, who) =>
      // With the name: the rows of one address under two limits do not tell that they are of the same one.
      fromBase64Url(await signer.sign(`${name}\n${who}`))!,
    bound: (name, most) => void names.set(name, { most, fresh: 0 }),
    count: (name) => {
      const own = names.get(name)!;
      own.fresh += 1;
      if (own.fresh < Math.min(own.most / 10, batch) || closed) return;
      own.fresh = 0;
      sweeping = sweeping.then(() => trim(name, own.most)).catch(() => {});
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}

/** Asks the store, and not again for a moment where it is away. */
function createAsk(db: Kysely<Tables>, site: string, logger: Logger): LimitRows["ask"] {
  let failed = -Infinity;
  let logged = -Infinity;
  return async <Row>(statement: string, ...values: readonly unknown[]) => {
    if (performance.now() - failed < outagePause)
      throw new AbideError("store-down", "The store did not answer a moment ago.");
    try {
      return await db.executeQuery<Row>(CompiledQuery.raw(statement, [site, ...values]));
    } catch (error) {
      if (isStoreDown(error)) failed = performance.now();
      // Once a minute: everybody who asks meets the same.
      if (performance.now() - logged >= 60_000) {
        logged = performance.now();
        logger("The limits that processes share cannot be asked. What costs something is refused meanwhile.", error);
      }
      throw error;
    }
  };
}
