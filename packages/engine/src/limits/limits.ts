/** Says no to who asks too often. */
export interface Limit {
  /** Takes `count`, or 1. Undefined where `who` may go on, else the seconds to wait: then nothing was taken. */
  readonly take: (who: string, count?: number) => Promise<number | undefined>;
  /** The same, without taking anything. */
  readonly wait: (who: string) => Promise<number | undefined>;
  /**
   * Takes `count`, whether `who` may or not; gives it back where it is less than none. What is owed has to be waited for, up to four
   * times as long as a burst takes.
   */
  readonly spend: (who: string, count: number) => Promise<void>;
  /** How much of the burst is gone: 0 of a caller who is not known, 1 where it is used up, more of one who owes. */
  readonly level: (who: string) => Promise<number>;
}

/**
 * A token bucket for each caller: `burst` at once, then one every `every` seconds. A caller is forgotten as soon as the bucket is
 * full again, so that an address stays known for no longer than that. All of an IPv6 network of /64 counts as one: whoever has one
 * of its addresses has them all.
 */
export interface LimitOptions {
  /** Limits of the same name share their buckets, in every process that shares them at all. */
  readonly name: string;
  readonly burst: number;
  readonly every: number;
  /** Most callers held. When there are more, the longest known are forgotten: memory is worth more than one bucket. Default: 10,000. */
  readonly most?: number;
  /**
   * The answer while nobody can be asked, since the buckets lie in a store that is away. "refuse" is for what costs something, or is a
   * guess at a secret: `take` and `wait` then answer like a full limit, with seconds to wait. "allow" is for what must go on in an
   * outage (somebody who says no), and for what the same outage stops anyway.
   */
  readonly inOutage: "refuse" | "allow";
}

/** Makes callers who fail wait longer each time. */
export interface Backoff {
  /** Undefined where `who` may try, else the seconds to wait. While the store is away everybody waits: each try is a guess. */
  readonly wait: (who: string) => Promise<number | undefined>;
  /** Rejects where the failure could not be counted: what is not counted must not be answered, or it was a guess for nothing. */
  readonly fail: (who: string) => Promise<void>;
  /** Forgets the failures of `who`. Where that cannot be written, they are forgotten when their time is over. */
  readonly clear: (who: string) => Promise<void>;
}

/**
 * After `free` failures in a row, each further one doubles the wait: from `first` seconds to `longest`. Failures are forgotten once
 * twice the longest wait has passed without another.
 */
export interface BackoffOptions {
  /** Back-offs of the same name share their failures. */
  readonly name: string;
  readonly free: number;
  readonly first: number;
  readonly longest: number;
  /** Most that are held. When there are more, those that failed longest ago are forgotten. Default: 10,000. */
  readonly most?: number;
}

/** Limits and back-offs that every process of a site shares. */
export interface Limits {
  readonly limit: (options: LimitOptions) => Limit;
  readonly backoff: (options: BackoffOptions) => Backoff;
}

/**
 * What every process of a site has to know for a while: which tasks were solved, which target asked to be left alone. Each function
 * rejects where the store does not answer. Keys are hidden in the store, values are not: nothing personal belongs in a value.
 */
export interface Cache {
  /** Keeps `value` for so many seconds where nothing is kept under `key`. True for one caller, of however many at once. */
  readonly add: (key: string, value: string, seconds: number) => Promise<boolean>;
  /** Keeps `value` for so many seconds, whatever was kept before. */
  readonly put: (key: string, value: string, seconds: number) => Promise<void>;
  /** The values that are kept under some of `keys`. */
  readonly get: (keys: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly delete: (key: string) => Promise<void>;
}

/** State that the processes of a site share. In one process it is held in memory, in several in their store. */
export interface Shared {
  readonly limits: Limits;
  readonly cache: Cache;
  readonly close: () => Promise<void>;
}

/** Milliseconds of the numbers that a limit goes by (the generic cell rate algorithm). */
export interface Rate {
  /** What one costs. */
  readonly step: number;
  /** Who has more than this to wait until the bucket is full may not take one more. */
  readonly room: number;
  /** The most that can be owed: a burst, and four times as much. */
  readonly cap: number;
}

export function toRate({ burst, every }: LimitOptions): Rate {
  const step = every * 1000;
  return { step, room: (burst - 1) * step, cap: 5 * burst * step };
}

/** Seconds to wait where it takes `gone` milliseconds until the bucket is full; undefined where there is room for one. */
export function toWait(gone: number, { room }: Rate): number | undefined {
  const wait = gone - room;
  return wait > 0 ? Math.ceil(wait / 1000) : undefined;
}

/** For how long failures are remembered, in milliseconds. */
export const toMemory = ({ longest }: BackoffOptions): number => 2 * longest * 1000;

/** Seconds until somebody may try again who has failed so many times, at `at` for the last time. */
export function toPause(
  { free, first, longest }: BackoffOptions,
  { times, at }: { readonly times: number; readonly at: number },
  now: number,
): number | undefined {
  if (times < free) return undefined;
  const left = at + Math.min(first * 2 ** (times - free), longest) * 1000 - now;
  return left > 0 ? Math.ceil(left / 1000) : undefined;
}

/** The first half of an IPv6 address, which names a network; anything else as it is. */
export function toNetwork(address: string): string {
  // An IPv4 address may come in the clothes of IPv6: "::ffff:192.0.2.1".
  if (!/^[0-9a-f:]+(?:%|$)/i.test(address) || !address.includes(":")) return address;
  const [before = "", after] = address.split("::");
  const groups = before === "" ? [] : before.split(":");
  const rest = after === undefined || after === "" ? [] : after.split(":");
  const zeros = after === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array.from({ length: Math.max(zeros, 0) }, () => "0"), ...rest];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":");
}
