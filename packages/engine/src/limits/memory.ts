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

/** Limits and a cache in this process's memory: for a site that runs in one process. Nothing of them outlives it. */
export function createMemoryLimits({ clock }: { readonly clock: () => Date }): Shared {
  /** By the name of a limit: when each caller's burst is whole again, in milliseconds. */
  const buckets = new Map<string, Map<string, number>>();
  const failures = new Map<string, Map<string, Failures>>();
  const toNow = () => clock().getTime();
  return {
    limits: {
      limit: (options) => createLimit(options, find(buckets, options.name), toNow),
      backoff: (options) => createBackoff(options, find(failures, options.name), toNow),
    },
    cache: createCache(toNow),
    close: async () => {},
  };
}

function find<Held>(all: Map<string, Map<string, Held>>, name: string): Map<string, Held> {
  let own = all.get(name);
  if (!own) all.set(name, (own = new Map()));
  return own;
}

function createLimit(options: LimitOptions, whole: Map<string, number>, toNow: () => number): Limit {
  const { burst, most = 10_000 } = options;
  const rate = toRate(options);
  const { step, cap } = rate;
  /** How long until all that `who` has taken is whole again, in milliseconds. */
  const toGone = (who: string, now: number) => Math.max((whole.get(who) ?? now) - now, 0);
  const keep = (who: string, gone: number, now: number) => {
    whole.delete(who);
    whole.set(who, now + gone);
    // In the order of last use: the first ones are whole again, or the longest known.
    for (const [other, until] of whole) {
      if (whole.size <= most && until > now) break;
      whole.delete(other);
    }
  };
  const toOwed = (gone: number, count: number) => Math.min(Math.max(gone + count * step, 0), Math.max(cap, gone));
  return {
    take: async (caller, count = 1) => {
      const who = toNetwork(caller);
      const now = toNow();
      const gone = toGone(who, now);
      const wait = toWait(gone, rate);
      keep(who, wait === undefined ? toOwed(gone, count) : gone, now);
      return wait;
    },
    wait: async (caller) => toWait(toGone(toNetwork(caller), toNow()), rate),
    spend: async (caller, count) => {
      const who = toNetwork(caller);
      const now = toNow();
      keep(who, toOwed(toGone(who, now), count), now);
    },
    level: async (caller) => toGone(toNetwork(caller), toNow()) / (burst * step),
  };
}

interface Failures {
  readonly times: number;
  readonly at: number;
}

function createBackoff(options: BackoffOptions, failed: Map<string, Failures>, toNow: () => number): Backoff {
  const { most = 10_000 } = options;
  const memory = toMemory(options);
  const findOwn = (who: string, now: number) => {
    const found = failed.get(who);
    return found && now - found.at < memory ? found : undefined;
  };
  return {
    wait: async (who) => {
      const now = toNow();
      const found = findOwn(who, now);
      return found && toPause(options, found, now);
    },
    fail: async (who) => {
      const now = toNow();
      const times = (findOwn(who, now)?.times ?? 0) + 1;
      failed.delete(who);
      failed.set(who, { times, at: now });
      for (const [other, { at }] of failed) {
        if (failed.size <= most && now - at < memory) break;
        failed.delete(other);
      }
    },
    clear: async (who) => void failed.delete(who),
  };
}

function createCache(toNow: () => number): Cache {
  const kept = new Map<string, { readonly value: string; readonly until: number }>();
  let swept = -Infinity;
  const findOwn = (key: string, now: number) => {
    const found = kept.get(key);
    return found && found.until > now ? found : undefined;
  };
  const keep = (key: string, value: string, seconds: number, now: number) => {
    // All are looked at, since those that were kept first may last longest: once a minute is often enough.
    if (now - swept >= 60_000) {
      for (const [other, { until }] of kept) if (until <= now) kept.delete(other);
      swept = now;
    }
    kept.set(key, { value, until: now + seconds * 1000 });
  };
  return {
    add: async (key, value, seconds) => {
      const now = toNow();
      if (findOwn(key, now)) return false;
      keep(key, value, seconds, now);
      return true;
    },
    put: async (key, value, seconds) => keep(key, value, seconds, toNow()),
    get: async (keys) => {
      const now = toNow();
      return new Map(
        keys.flatMap((key) => {
          const found = findOwn(key, now);
          return found ? [[key, found.value] as const] : [];
        }),
      );
    },
    delete: async (key) => void kept.delete(key),
  };
}
