import {
  toMemory,
  toNetwork,
  toPause,
  toRate,
  toWait,
  type Backoff,
  type BackoffOptions,
  type Cache,
  type Limit,
  type LimitOptions,
  type Shared,
} from "./limits.ts";
import { createLimitRows, type LimitRows, type PostgresLimitsOptions } from "./rows.ts";
import { addFailure, addValue, deleteRow, putValue, readFailures, readUntil, readValues, take } from "./statements.ts";
import type { LimitStateTable } from "./tables.ts";

/** Seconds to wait that are told while the store is away. */
const outageWait = 60;

/**
 * Limits and a cache in the table `limit_state`, which every process of a site asks: for a site that runs in several. Each answer is
 * one statement, so that of callers who come at once to different processes no two take the same place. The time is that of `clock`.
 */
export function createPostgresLimits(options: PostgresLimitsOptions): Shared {
  const rows = createLimitRows(options);
  const toNow = () => options.clock().getTime();
  return {
    limits: {
      limit: (limit) => createLimit(limit, rows, toNow),
      backoff: (backoff) => createBackoff(backoff, rows, toNow),
    },
    cache: createCache(rows, toNow),
    close: rows.close,
  };
}

interface Taken extends Pick<LimitStateTable, "until"> {
  readonly taken: boolean;
  /** The row is new. */
  readonly fresh: boolean;
}

function createLimit(options: LimitOptions, { ask, toMac, bound, count }: LimitRows, toNow: () => number): Limit {
  const { burst, most = 10_000, inOutage } = options;
  const name = `limit ${options.name}`;
  const rate = toRate(options);
  bound(name, most);
  const outage =
    inOutage === "refuse" ? { wait: () => outageWait, level: () => 1 } : { wait: () => undefined, level: () => 0 };
  /** How long until all that `caller` has taken is whole again, in milliseconds. */
  const toGone = async (caller: string): Promise<number> => {
    const mac = await toMac(name, toNetwork(caller));
    const [row] = (await ask<Pick<LimitStateTable, "until">>(readUntil, name, mac)).rows;
    return Math.max((row?.until ?? 0) - toNow(), 0);
  };
  const spend = async (caller: string, cost: number, room: number): Promise<number | undefined> => {
    const mac = await toMac(name, toNetwork(caller));
    const now = toNow();
    const { rows } = await ask<Taken>(take, name, mac, now, cost, room, rate.cap);
    const { until, taken, fresh } = rows[0]!;
    if (fresh) count(name);
    return taken ? undefined : toWait(until - now, rate);
  };
  return {
    take: (caller, times = 1) => spend(caller, times * rate.step, rate.room).catch(outage.wait),
    wait: (caller) => toGone(caller).then((gone) => toWait(gone, rate), outage.wait),
    // What could not be written down is not owed. Code that must know calls `take`, which says no.
    spend: (caller, times) =>
      spend(caller, times * rate.step, Infinity).then(
        () => {},
        () => {},
      ),
    level: (caller) => toGone(caller).then((gone) => gone / (burst * rate.step), outage.level),
  };
}

function createBackoff(options: BackoffOptions, { ask, toMac, bound, count }: LimitRows, toNow: () => number): Backoff {
  const { most = 10_000 } = options;
  const name = `backoff ${options.name}`;
  const memory = toMemory(options);
  bound(name, most);
  return {
    wait: async (who) => {
      const mac = await toMac(name, who);
      const now = toNow();
      const found = await ask<{ times: number; at: number }>(readFailures, name, mac, now).catch(() => undefined);
      if (!found) return outageWait;
      const [row] = found.rows;
      return row && toPause(options, row, now);
    },
    fail: async (who) => {
      const mac = await toMac(name, who);
      const { rows } = await ask<{ fresh: boolean }>(addFailure, name, mac, toNow(), memory);
      if (rows[0]!.fresh) count(name);
    },
    clear: async (who) => {
      await ask(deleteRow, name, await toMac(name, who)).catch(() => {});
    },
  };
}

function createCache({ ask, toMac }: LimitRows, toNow: () => number): Cache {
  const name = "cache";
  const keep = async (text: string, key: string, value: string, seconds: number) => {
    const mac = await toMac(name, key);
    const now = toNow();
    return ask(text, name, mac, now, now + seconds * 1000, value);
  };
  return {
    add: async (key, value, seconds) => (await keep(addValue, key, value, seconds)).rows.length > 0,
    put: async (key, value, seconds) => void (await keep(putValue, key, value, seconds)),
    get: async (keys) => {
      if (keys.length === 0) return new Map();
      const macs = await Promise.all(keys.map((key) => toMac(name, key)));
      const { rows } = await ask<{ at: number; value: string }>(readValues, name, macs, toNow());
      return new Map(rows.map(({ at, value }) => [keys[at - 1]!, value]));
    },
    delete: async (key) => void (await ask(deleteRow, name, await toMac(name, key))),
  };
}
