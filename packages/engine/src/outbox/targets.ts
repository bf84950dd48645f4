import type { Cache, Limit, Limits } from "../limits/limits.ts";
import type { Channel } from "./message.ts";
import type { Claimed } from "./queue.ts";

export interface TargetsOptions {
  readonly limits: Limits;
  readonly cache: Cache;
  readonly clock: () => Date;
}

/** Which targets may be written to now: none faster than the rate of its channel, and none that asked to be left alone. */
export interface Targets {
  /** Targets of a channel that get nothing now, as far as this process knows. */
  readonly blocked: (channel: Channel) => readonly string[];
  /** Gives a target nothing for so many seconds, in any process. */
  readonly block: (channel: Channel, target: string, seconds: number) => Promise<void>;
  /** Those of `claimed` that may leave now; rejects where that cannot be found out. */
  readonly admit: (channel: Channel, claimed: readonly Claimed[]) => Promise<readonly Claimed[]>;
  /** When the first of all that are blocked ends, in milliseconds; infinity where none is. */
  readonly soonest: () => number;
}

export function createTargets({ limits, cache, clock }: TargetsOptions): Targets {
  const rates = new Map<string, Limit>();
  /**
   * Targets that get nothing until then, by channel, as far as this process knows; `""` stands for messages without one. Others learn of
   * them from the cache.
   */
  const all = new Map<string, Map<string, number>>();

  const toKey = ({ name }: Channel, target: string) => `blocked ${name}\n${target}`;

  const toBlocked = ({ name }: Channel): Map<string, number> => {
    let targets = all.get(name);
    if (!targets) all.set(name, (targets = new Map()));
    const now = clock().getTime();
    for (const [known, end] of targets) if (end <= now) targets.delete(known);
    return targets;
  };

  const block = async (channel: Channel, target: string, seconds: number): Promise<void> => {
    const end = clock().getTime() + seconds * 1000;
    toBlocked(channel).set(target, end);
    // Where the store is away this process keeps to it nevertheless, and the others are told so by the recipient themselves.
    await cache.put(toKey(channel, target), String(end), seconds).catch(() => {});
  };

  /** Finds out which of `targets` another process has to leave alone: so does this one. */
  const learnBlocked = async (channel: Channel, targets: readonly string[]): Promise<void> => {
    const ends = await cache.get(targets.map((target) => toKey(channel, target)));
    for (const target of targets) {
      const end = Number(ends.get(toKey(channel, target)));
      if (end > clock().getTime()) toBlocked(channel).set(target, end);
    }
  };

  /** How many of `most` messages may go to `target` now, by the rate of the channel. */
  const takeAll = async (channel: Channel, target: string, most: number): Promise<number> => {
    if (!channel.rate) return most;
    const { perSecond } = channel.rate;
    let rate = rates.get(channel.name);
    if (!rate) {
      // In an outage nothing is claimed; what was claimed just before goes back.
      const name = `messages ${channel.name}`;
      rate = limits.limit({ name, burst: Math.max(1, perSecond), every: 1 / perSecond, inOutage: "refuse" });
      rates.set(channel.name, rate);
    }
    for (let taken = 0; taken < most; taken++) {
      if ((await rate.take(target)) === undefined) continue;
      // By then a second's messages may leave again.
      await block(channel, target, Math.max(1, 1 / perSecond));
      return taken;
    }
    return most;
  };

  return {
    blocked: (channel) => [...toBlocked(channel).keys()],
    block,
    admit: async (channel, claimed) => {
      const targets = Map.groupBy(claimed, ({ target = "" }) => target);
      /** How many messages each target may be sent now. */
      const left = new Map<string, number>();
      await learnBlocked(channel, [...targets.keys()]);
      const admitted = [...targets].map(async ([target, { length }]) => {
        if (!toBlocked(channel).has(target)) left.set(target, await takeAll(channel, target, length));
      });
      await Promise.all(admitted);
      return claimed.filter(({ target = "" }) => {
        const own = left.get(target) ?? 0;
        left.set(target, own - 1);
        return own > 0;
      });
    },
    soonest: () => {
      const now = clock().getTime();
      // One that has ended stays until its channel is looked at again, which a paused one is not: it would be looked for without a pause.
      return Math.min(...[...all.values()].flatMap((targets) => [...targets.values()]).filter((end) => end > now));
    },
  };
}
