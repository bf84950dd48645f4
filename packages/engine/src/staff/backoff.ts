/** Makes whoever fails wait longer each time. */
export interface Backoff {
  /** Undefined where `who` may try, else the seconds to wait. */
  readonly wait: (who: string) => number | undefined;
  readonly fail: (who: string) => void;
  /** Forgets the failures of `who`. */
  readonly clear: (who: string) => void;
}

/**
 * After `free` failures in a row, each further one doubles the wait: from `first` seconds to `longest`. Failures are held in memory,
 * and forgotten once as long as the longest wait has passed without another.
 */
export function createBackoff({
  free,
  first,
  longest,
  clock,
  most = 10_000,
}: {
  readonly free: number;
  readonly first: number;
  readonly longest: number;
  readonly clock: () => Date;
  /** Most that are held. When there are more, those that failed longest ago are forgotten. */
  readonly most?: number;
}): Backoff {
  const failed = new Map<string, { readonly times: number; readonly at: number }>();
  const find = (who: string, now: number) => {
    const found = failed.get(who);
    return found && now - found.at < 2 * longest * 1000 ? found : undefined;
  };
  return {
    wait: (who) => {
      const now = clock().getTime();
      const found = find(who, now);
      if (!found || found.times < free) return undefined;
      const pause = Math.min(first * 2 ** (found.times - free), longest) * 1000;
      const left = found.at + pause - now;
      return left > 0 ? Math.ceil(left / 1000) : undefined;
    },
    fail: (who) => {
      const now = clock().getTime();
      const times = (find(who, now)?.times ?? 0) + 1;
      failed.delete(who);
      failed.set(who, { times, at: now });
      for (const [other, { at }] of failed) {
        if (failed.size <= most && now - at < 2 * longest * 1000) break;
        failed.delete(other);
      }
    },
    clear: (who) => void failed.delete(who),
  };
}
