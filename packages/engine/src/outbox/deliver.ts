import { isTamperError } from "@abide/log";
import type { Log } from "../audit/log.ts";
import type { Logger } from "../http/logger.ts";
import { createGroupCommit } from "../store/group-commit.ts";
import { isStoreDown } from "../store/index.ts";
import { attempt, isBusy, toWait } from "./attempt.ts";
import type { Channel } from "./message.ts";
import { claim, readPaused, release, toRecord, type Claimed, type Outcome, type Queue } from "./queue.ts";
import { createTargets, type TargetsOptions } from "./targets.ts";

export interface DelivererOptions extends Queue, TargetsOptions {
  readonly log: Log;
  /** Hash of the version in force. */
  readonly policy: string;
  readonly logger: Logger;
}

/** Delivers what is due in a channel: claims it, tries it, and records the outcome. */
export interface Deliverer {
  /** Delivers what is due in a channel. Returns how many messages were claimed. */
  readonly deliverDue: (channel: Channel) => Promise<number>;
  /** Reads anew which channels are paused. */
  readonly refreshPaused: () => Promise<void>;
  /** When a target that gets nothing now may be written to again, in milliseconds; infinity where there is none. */
  readonly soonest: () => number;
  /** Waits until what was delivered is recorded. */
  readonly close: () => Promise<void>;
}

/** `paused` are the names of channels that somebody paused, as far as this process knows: what it has claimed and not begun goes back. */
export function createDeliverer(options: DelivererOptions, paused: Set<string>, closing: AbortSignal): Deliverer {
  const { site, log, clock, policy, logger } = options;
  const targets = createTargets(options);
  const outcomes = createGroupCommit<Outcome, void>({
    cap: 256,
    write: async (batch) => {
      await log.write(toRecord(batch, site, policy));
      return batch.map(() => undefined);
    },
    alone: (error) => !isTamperError(error) && !isStoreDown(error),
  });

  const refreshPaused = async (): Promise<void> => {
    const found = await readPaused(options);
    paused.clear();
    for (const { channel } of found) paused.add(channel);
  };

  const deliverDue = async (channel: Channel): Promise<number> => {
    // Another process may have resumed it.
    if (paused.has(channel.name)) await refreshPaused();
    if (paused.has(channel.name)) return 0;
    const { parallel = 4 } = channel;
    const ready: Claimed[] = [];
    const recordings = new Set<Promise<void>>();
    let claiming: Promise<void> | undefined;
    let [size, count, dry] = [parallel * 2, 0, false];
    const more = async (): Promise<void> => {
      const claimed = await claim(options, channel, targets.blocked(channel), size);
      count += claimed.length;
      dry = claimed.length < size;
      // As much as keeps everybody busy while the next are fetched, and no more than a process may lose.
      size = Math.min(size * 2, Math.max(parallel * 8, 64));
      ready.push(...(await admit(channel, claimed)));
    };
    const next = async (): Promise<Claimed | undefined> => {
      for (;;) {
        if (ready.length <= parallel && !dry && !claiming && !closing.aborted) {
          claiming = more().finally(() => (claiming = undefined));
          claiming.catch(() => {});
        }
        const first = ready.shift();
        if (first || !claiming) return first;
        await claiming;
      }
    };
    const work = async (): Promise<void> => {
      for (let claimed = await next(); claimed; claimed = await next()) {
        if (closing.aborted || paused.has(channel.name) || isOver(claimed, channel)) {
          ready.push(claimed);
          return;
        }
        const outcome = await tryOnce(channel, claimed);
        const recorded = outcome ? record(channel, outcome) : giveBack(channel, claimed);
        const recording = recorded.finally(() => recordings.delete(recording));
        recordings.add(recording);
        if (recordings.size >= 256) await recording;
      }
    };
    const settled = await Promise.allSettled(Array.from({ length: parallel }, work));
    await release(options, ready);
    await Promise.all(recordings);
    const failed = settled.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    return count;
  };

  /** Whether so little of its lease is left that another process might claim it before it is done. */
  const isOver = ({ until }: Claimed, { patience = 30_000 }: Channel): boolean =>
    until.getTime() - clock().getTime() < patience;

  /** Those of `claimed` whose target may be written to now. The others are given back, and their targets left alone for a moment. */
  const admit = async (channel: Channel, claimed: readonly Claimed[]): Promise<readonly Claimed[]> => {
    let admitted: readonly Claimed[] = [];
    try {
      admitted = await targets.admit(channel, claimed);
    } finally {
      // Where that could not be found out, all go back: they would wait for the end of their lease.
      const those = new Set(admitted);
      await release(
        options,
        claimed.filter((one) => !those.has(one)),
      );
    }
    return admitted;
  };

  /** Undefined where it was not begun after all. */
  const tryOnce = async (channel: Channel, claimed: Claimed): Promise<Outcome | undefined> => {
    const { most = 20 } = channel;
    const tries = ((claimed.attempt - 1) % most) + 1;
    const begun = performance.now();
    const attempted = await attempt(channel, claimed, tries, closing);
    if (attempted.outcome === "withheld") return undefined;
    const at = clock();
    const ms = Math.round(performance.now() - begun);
    if (attempted.outcome !== "retry") {
      return { channel, claimed, attempted, state: attempted.outcome, at, due: undefined, ms };
    }
    const { after, status } = attempted;
    const wait = toWait(after, tries, channel);
    if (after !== undefined && isBusy(status)) await targets.block(channel, claimed.target ?? "", wait);
    const state = tries >= most ? "failed" : "queued";
    return { channel, claimed, attempted, state, at, due: new Date(at.getTime() + wait * 1000), ms };
  };

  const record = async (channel: Channel, outcome: Outcome): Promise<void> => {
    try {
      await outcomes.add(outcome);
    } catch (error) {
      logger(
        `What became of a message of the channel "${channel.name}" could not be recorded. It is tried again.`,
        error,
      );
    }
  };

  const giveBack = async (channel: Channel, claimed: Claimed): Promise<void> => {
    try {
      await release(options, [claimed]);
    } catch (error) {
      logger(
        `A message of the channel "${channel.name}" could not be given back. It is looked at again once its while is over.`,
        error,
      );
    }
  };

  return { deliverDue, refreshPaused, soonest: targets.soonest, close: () => outcomes.close() };
}
