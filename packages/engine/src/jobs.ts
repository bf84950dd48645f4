import { PgBoss } from "pg-boss";
import type { Store } from "./store/index.ts";

/** Work that is done by itself, in the background. */
export interface Job {
  readonly name: string;
  /** When, as a cron expression in UTC: `"*\/10 * * * *"`. */
  readonly when: string;
  readonly work: () => Promise<void>;
}

export interface Jobs {
  /** Waits for what is under way. */
  readonly close: () => Promise<void>;
}

/**
 * Runs `jobs` on time, each in one of all the processes of the store at once. One that fails is told of and tried again, later each
 * time; one whose process was killed is taken up by another.
 */
export async function startJobs(
  store: Store,
  site: string,
  jobs: readonly Job[],
  say: (sentence: string, error: unknown) => void,
): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: store.url, max: 3 });
  boss.on("error", (error) => say("The queue of jobs cannot reach the store.", error));
  await boss.start();
  for (const { name, when, work } of jobs) {
    const queue = `${site.replace(/[^\w.-]/g, "_")}-${name}`;
    await boss.createQueue(queue, { policy: "stately", retryLimit: 5, retryDelay: 30, retryBackoff: true });
    await boss.work(queue, { pollingIntervalSeconds: 10 }, async () => {
      try {
        await work();
      } catch (error) {
        say(`The job "${name}" failed. It is tried again.`, error);
        throw error;
      }
    });
    await boss.schedule(queue, when);
    // What fell due while nothing ran is not left to wait for the next time.
    await boss.send(queue);
  }
  return { close: () => boss.stop({ graceful: true, timeout: 5_000 }) };
}
