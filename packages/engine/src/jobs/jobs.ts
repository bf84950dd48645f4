import type { Logger } from "../http/logger.ts";
import { PgBoss } from "pg-boss";
import { AbideError } from "../http/error.ts";
import { isStoreDown, type Store } from "../store/index.ts";

/** Work that is done by itself, in the background. */
export interface Job {
  readonly name: string;
  /** When, as a cron expression in UTC: `"*\/10 * * * *"`. */
  readonly when: string;
  readonly work: () => Promise<unknown>;
  /** It ends what is over its time, so that the retention finds it: done before each run of that. */
  readonly beforeRetention?: boolean;
}

export interface Jobs {
  /** Waits for what is under way. */
  readonly close: () => Promise<void>;
}

export interface JobsOptions {
  readonly store: Store;
  readonly site: string;
  readonly logger: Logger;
  /** Seconds until one that failed is tried again for the first time. */
  readonly again?: number;
  /** Seconds between two looks for what is to be done. */
  readonly every?: number;
}

/**
 * Runs `jobs` on time, each in one of all the processes of the store at once. One that fails is told of and tried again, later each
 * time; one whose process was killed is taken up by another within two minutes. The queue lies in a schema of its own, `pgboss`, and
 * holds names and times, nothing of what is worked on.
 */
export async function startJobs(
  jobs: readonly Job[],
  { store, site, logger, again = 30, every = 10 }: JobsOptions,
): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: store.url, max: 3 });
  boss.on("error", (error) => logger("The queue of jobs cannot reach the store.", error));
  try {
    await boss.start();
    for (const { name, when, work } of jobs) {
      const queue = `${site.replace(/[^\w.-]/g, "_")}-${name}`;
      const retry = { retryLimit: 5, retryDelay: again, retryBackoff: true };
      // A run may take long where much is due at once; that its process is there is told by its heart.
      await boss.createQueue(queue, { policy: "stately", ...retry, expireInSeconds: 21_600, heartbeatSeconds: 60 });
      await boss.work(queue, { pollingIntervalSeconds: every }, async () => {
        try {
          await work();
        } catch (error) {
          logger(`The job "${name}" failed. It is tried again.`, error);
          throw error;
        }
      });
      await boss.schedule(queue, when);
      // What fell due while nothing ran is not left to wait for the next time.
      await boss.send(queue);
    }
  } catch (cause) {
    await boss.stop({ graceful: false }).catch(() => {});
    if (isStoreDown(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : "unknown";
    throw new AbideError(
      "store-unreadable",
      `Nothing would expire by itself: the queue of jobs cannot be made (${why}).`,
      {
        next: "Let the store's account make the schema pgboss: grant create on database <name> to <account>",
        cause,
      },
    );
  }
  return { close: () => boss.stop({ graceful: true, timeout: 5_000 }) };
}
