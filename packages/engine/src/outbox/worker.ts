import { createDeliverer, type DelivererOptions } from "./deliver.ts";
import type { Channel } from "./message.ts";
import { readDue } from "./queue.ts";

export interface WorkerOptions extends DelivererOptions {
  /** Milliseconds between two looks for what is due. Default: 2,000. */
  readonly every?: number;
}

/** Looks for what is due, and has it delivered. */
export interface Worker {
  readonly start: () => void;
  /** Looks at once, where it was started. */
  readonly wake: () => void;
  /** Delivers everything that is due now. */
  readonly drain: () => Promise<void>;
  /** Waits for what is under way; what has not been begun is left for others. */
  readonly close: () => Promise<void>;
}

/** Delivers messages of `channels`, but for those of `paused`, which it keeps up to date. */
export function createWorker(
  options: WorkerOptions,
  channels: ReadonlyMap<string, Channel>,
  paused: Set<string>,
): Worker {
  const { clock, logger, every = 2_000 } = options;
  const closing = new AbortController();
  const deliverer = createDeliverer(options, paused, closing.signal);
  const runs = new Map<string, Promise<number>>();
  let started = false;
  let looked = 0;
  let timer: NodeJS.Timeout | undefined;

  const wake = (): void => {
    if (!started || closing.signal.aborted) return;
    clearTimeout(timer);
    // Where a thousand are written in a second, one look after them is enough.
    timer = setTimeout(() => void look(), Math.max(0, looked + 50 - performance.now()));
  };

  /** Runs every channel that has something due, then sleeps until there may be more. */
  const look = async (): Promise<void> => {
    let wait = every;
    looked = performance.now();
    try {
      await deliverer.refreshPaused();
      for (const name of await readDue(options, [...channels.keys()])) {
        const channel = channels.get(name)!;
        if (runs.has(name)) continue;
        // Not awaited: a channel that is at work for long would keep the others waiting.
        void run(channel).then(
          (count) => count > 0 && wake(),
          (error: unknown) =>
            logger(`Messages of the channel "${name}" could not be looked for. It is tried again.`, error),
        );
      }
      wait = Math.min(wait, Math.max(20, deliverer.soonest() - clock().getTime()));
    } catch (error) {
      logger("The outbox cannot reach the store. It is tried again.", error);
    }
    if (!started || closing.signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), wait);
    timer.unref();
  };

  /** One run of a channel at a time: who asks while it runs waits for the same. */
  const run = (channel: Channel): Promise<number> => {
    let running = runs.get(channel.name);
    if (!running) {
      running = deliverer.deliverDue(channel).finally(() => runs.delete(channel.name));
      runs.set(channel.name, running);
    }
    return running;
  };

  return {
    start: () => {
      started = true;
      wake();
    },
    wake,
    drain: async () => {
      for (;;) {
        const counts = await Promise.all([...channels.values()].map(run));
        // A message that waited for one before it is due only now.
        if (counts.every((count) => count === 0) || closing.signal.aborted) return;
      }
    },
    close: async () => {
      started = false;
      clearTimeout(timer);
      closing.abort();
      await Promise.allSettled(runs.values());
      await deliverer.close();
    },
  };
}
