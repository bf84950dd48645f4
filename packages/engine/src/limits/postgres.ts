import type { Logger } from "../http/logger.ts";
import { CompiledQuery, type Kysely } from "kysely";
import { AbideError } from "../http/error.ts";
import { fromBase64Url, type Signer } from "../http/signer.ts";
import { isStoreDown } from "../store/index.ts";
import type { Tables } from "../store/tables.ts";
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
import type { LimitStateTable } from "./tables.ts";

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

/** Seconds to wait that are told while the store is away. */
const outageWait = 60;
/** While the store is away, one question in so many milliseconds tries it; the others must not wait for it. */
const outagePause = 2_000;
/** Rows that are deleted with one statement. */
const batch = 1_000;

/**
 * Limits and a cache in the table `limit_state`, which every process of a site asks: for a site that runs in several. Each answer is
 * one statement, so that of callers who come at once to different processes no two take the same place. The time is that of `clock`.
 */
export function createPostgresLimits(options: PostgresLimitsOptions): Shared {
  const { db, site, signer, clock, logger, every = 60_000 } = options;
  const toNow = () => clock().getTime();
  /** The most rows of each name, and how many came since it was last cut to that. */
  const names = new Map<string, { readonly most: number; fresh: number }>();
  let failed = -Infinity;
  let told = -Infinity;
  let closed = false;
  let sweeping: Promise<unknown> = Promise.resolve();

  const ask = async <Row>(text: string, ...values: readonly unknown[]) => {
    if (performance.now() - failed < outagePause)
      throw new AbideError("store-down", "The store did not answer a moment ago.");
    try {
      return await db.executeQuery<Row>(CompiledQuery.raw(text, [site, ...values]));
    } catch (error) {
      if (isStoreDown(error)) failed = performance.now();
      // Once a minute: everybody who asks meets the same.
      if (performance.now() - told >= 60_000) {
        told = performance.now();
        logger("The limits that processes share cannot be asked. What costs something is refused meanwhile.", error);
      }
      throw error;
    }
  };

  const toMac = async (name: string, who: string): Promise<Uint8Array> =>
    // With the name: the rows of one address under two limits do not tell that they are of the same one.
    fromBase64Url(await signer.sign(`${name}\n${who}`))!;

  /** Counts a row that is new under `name`. When there are many more than may be, the oldest are deleted, and nobody waits for that. */
  const count = (name: string): void => {
    const own = names.get(name)!;
    own.fresh += 1;
    if (own.fresh < Math.min(own.most / 10, batch) || closed) return;
    own.fresh = 0;
    sweeping = sweeping.then(() => trim(name, own.most)).catch(() => {});
  };

  const trim = async (name: string, most: number): Promise<void> => {
    const some = () => ask(deleteOldest, name, most, batch);
    while ((await some()).numAffectedRows === BigInt(batch));
  };

  const sweep = async (): Promise<void> => {
    const some = () => ask(deleteOver, toNow(), batch);
    while ((await some()).numAffectedRows === BigInt(batch));
  };

  // Nobody may come for days, and an address must not stay known for that long.
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep).catch(() => {});
  }, every);
  timer.unref();

  const createLimit = (options: LimitOptions): Limit => {
    const { burst, most = 10_000, inOutage } = options;
    const name = `limit ${options.name}`;
    const rate = toRate(options);
    names.set(name, { most, fresh: 0 });
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
      // What could not be written down is not owed. Whoever must know takes, which says no.
      spend: (caller, times) =>
        spend(caller, times * rate.step, Infinity).then(
          () => {},
          () => {},
        ),
      level: (caller) => toGone(caller).then((gone) => gone / (burst * rate.step), outage.level),
    };
  };

  const createBackoff = (options: BackoffOptions): Backoff => {
    const { most = 10_000 } = options;
    const name = `backoff ${options.name}`;
    const memory = toMemory(options);
    names.set(name, { most, fresh: 0 });
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
  };

  const name = "cache";
  const keep = async (text: string, key: string, value: string, seconds: number) => {
    const mac = await toMac(name, key);
    const now = toNow();
    return ask(text, name, mac, now, now + seconds * 1000, value);
  };
  const cache: Cache = {
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

  return {
    limits: { limit: createLimit, backoff: createBackoff },
    cache,
    close: async () => {
      closed = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}

interface Taken extends Pick<LimitStateTable, "until"> {
  readonly taken: boolean;
  /** The row is new. */
  readonly fresh: boolean;
}

/** SQL for how long until the bucket of a row is full, at $4, in milliseconds. */
const gone = "greatest(s.until - $4::float8, 0)";

/** Takes $5 milliseconds, where no more than $6 are gone; what is owed stays below $7. */
const take = `
  insert into limit_state as s (site, name, mac, used, until, times)
  values ($1, $2, $3, $4::float8, $4::float8 + least(greatest($5::float8, 0), $7::float8), 1)
  on conflict (site, name, mac) do update set
    used = excluded.used,
    until = $4::float8 + case
      when ${gone} > $6::float8 then ${gone}
      else least(greatest(${gone} + $5::float8, 0), greatest($7::float8, ${gone}))
    end,
    times = case when ${gone} > $6::float8 then 0 else 1 end
  returning until, times = 1 as taken, xmax = 0 as fresh`;

const readUntil = "select until from limit_state where site = $1 and name = $2 and mac = $3";

/** Those of before the time that failures are remembered for do not count. */
const addFailure = `
  insert into limit_state as s (site, name, mac, used, until, times)
  values ($1, $2, $3, $4::float8, $4::float8 + $5::float8, 1)
  on conflict (site, name, mac) do update set
    used = excluded.used,
    until = excluded.until,
    times = case when s.until > excluded.used then s.times + 1 else 1 end
  returning xmax = 0 as fresh`;

const readFailures =
  "select times, used as at from limit_state where site = $1 and name = $2 and mac = $3 and until > $4::float8";

const putValue = `
  insert into limit_state as s (site, name, mac, used, until, times, value)
  values ($1, $2, $3, $4::float8, $5::float8, 1, $6)
  on conflict (site, name, mac) do update set
    used = excluded.used, until = excluded.until, value = excluded.value`;

/** Of several that add the same at once the others wait for the first, and then find it there. */
const addValue = `${putValue} where s.until <= excluded.used returning true`;

const readValues = `
  select those.at, value
  from unnest($3::bytea[]) with ordinality as those (mac, at)
  join limit_state s on s.site = $1 and s.name = $2 and s.mac = those.mac
  where until > $4::float8`;

const deleteRow = "delete from limit_state where site = $1 and name = $2 and mac = $3";

/** Two processes that delete at once do not wait for each other, and none waits for who is taking at this moment. */
const deleteThose = `
  delete from limit_state s using those where s.site = $1 and s.name = those.name and s.mac = those.mac`;

const deleteOver = `
  with those as (
    select name, mac from limit_state where site = $1 and until <= $2::float8 limit $3 for update skip locked
  ) ${deleteThose}`;

/** Of those that were used at the same moment, those that owe most stay. One that is used while this runs stays as well. */
const deleteOldest = `
  with many as (
    select mac, used, until from limit_state
    where site = $1 and name = $2 order by used desc, until desc offset $3 limit $4
  ), those as (
    select s.name, s.mac from limit_state s
    join many on s.mac = many.mac and s.used = many.used and s.until = many.until
    where s.site = $1 and s.name = $2 for update of s skip locked
  ) ${deleteThose}`;
