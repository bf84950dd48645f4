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
  /** When each caller's burst is whole again, in milliseconds (the generic cell rate algorithm). */
  const whole = new Map<string, number>();
  return {
    take: (who) => {
      const now = clock().getTime();
      const at = Math.max(whole.get(who) ?? now, now);
      const wait = at - now - (burst - 1) * every * 1000;
      whole.delete(who);
      whole.set(who, wait > 0 ? at : at + every * 1000);
      // In the order of last use: the first ones are whole again, or the longest known.
      for (const [other, until] of whole) {
        if (whole.size <= most && until > now) break;
        whole.delete(other);
      }
      return wait > 0 ? Math.ceil(wait / 1000) : undefined;
    },
  };
}
