/** Says no to who asks too often. */
export interface Limit {
  /** Undefined where `who` may go on, else the seconds to wait. */
  readonly take: (who: string) => number | undefined;
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
  return {
    take: (caller) => {
      const who = toNetwork(caller);
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

/** The first half of an IPv6 address, which names a network; anything else as it is. */
function toNetwork(address: string): string {
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
