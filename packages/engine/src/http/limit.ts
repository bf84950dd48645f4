/** Says no to who asks too often. */
export interface Limit {
  /** Undefined where `who` may go on, else the seconds to wait. */
  readonly take: (who: string) => number | undefined;
  /** The same, without taking anything. */
  readonly wait: (who: string) => number | undefined;
  /**
   * Takes `count`, whether `who` may or not; gives it back where it is less than none. What is owed has to be waited for, up to four
   * times as long as a burst takes.
   */
  readonly spend: (who: string, count: number) => void;
  /** How much of the burst is gone: 0 of a caller who is not known, 1 where it is used up, more of one who owes. */
  readonly level: (who: string) => number;
}

/**
 * A token bucket for each of `who`: `burst` at once, then one every `every` seconds. It is held in memory and forgotten as soon as
 * it is full again, so that an address stays known for no longer than that. All of an IPv6 network of /64 counts as one: whoever has
 * one of its addresses has them all.
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
  /** How long until all that `who` has taken is whole again, in milliseconds. */
  const toGone = (who: string, now: number) => Math.max((whole.get(who) ?? now) - now, 0);
  const toWait = (gone: number) => {
    const wait = gone - (burst - 1) * every * 1000;
    return wait > 0 ? Math.ceil(wait / 1000) : undefined;
  };
  const keep = (who: string, gone: number, now: number) => {
    whole.delete(who);
    whole.set(who, now + gone);
    // In the order of last use: the first ones are whole again, or the longest known.
    for (const [other, until] of whole) {
      if (whole.size <= most && until > now) break;
      whole.delete(other);
    }
  };
  return {
    take: (caller) => {
      const who = toNetwork(caller);
      const now = clock().getTime();
      const gone = toGone(who, now);
      const wait = toWait(gone);
      keep(who, wait === undefined ? gone + every * 1000 : gone, now);
      return wait;
    },
    wait: (caller) => toWait(toGone(toNetwork(caller), clock().getTime())),
    spend: (caller, count) => {
      const who = toNetwork(caller);
      const now = clock().getTime();
      const owed = Math.max(toGone(who, now) + count * every * 1000, 0);
      keep(who, Math.min(owed, Math.max(5 * burst * every * 1000, toGone(who, now))), now);
    },
    level: (caller) => toGone(toNetwork(caller), clock().getTime()) / (burst * every * 1000),
  };
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
