/** Says no to who asks too often. */
export interface Limit {
  /** Undefined where `who` may go on, else the seconds to wait. */
  readonly take: (who: string) => number | undefined;
}

/**
 * A token bucket for each of `who`: `burst` at once, then one every `every` seconds. It is held in memory and forgotten as soon as
 * it is full again, so that an address stays known for no longer than that.
 */
export function createLimit({
  burst,
  every,
  clock,
  most = 10_000,
}: {
  readonly burst: number;
  readonly every: number;
  readonly clock: () => Date;
  /** Most callers held. When there are more, the longest known are forgotten: memory is worth more than one bucket. */
  readonly most?: number;
}): Limit {
  const spent = new Map<string, { used: number; at: number }>();
  return {
    take: (who) => {
      const now = clock().getTime() / 1000;
      const known = spent.get(who);
      const used = known ? Math.max(0, known.used - (now - known.at) / every) : 0;
      spent.delete(who);
      if (used > burst - 1) {
        spent.set(who, { used, at: now });
        return Math.ceil((used - (burst - 1)) * every);
      }
      spent.set(who, { used: used + 1, at: now });
      // The map is in the order of last use, so the first ones are full again, or the oldest.
      for (const [other, { used, at }] of spent) {
        if (spent.size <= most && used > (now - at) / every) break;
        spent.delete(other);
      }
      return undefined;
    },
  };
}
