import type { Logger } from "../http/logger.ts";
import { toCode } from "../http/error.ts";
import type { Job } from "./jobs.ts";

/** How a job does. */
export interface JobHealth {
  readonly name: string;
  /** When it last came to its end, in this process; undefined where it has not yet. */
  readonly succeeded: string | undefined;
  /** Since when it fails, how often, and what it fails with; undefined where its last run came to its end. */
  readonly failing: { readonly since: string; readonly times: number; readonly why: string } | undefined;
}

export interface WatchedJobs {
  /** The same jobs: what becomes of each run is remembered. */
  readonly jobs: readonly Job[];
  readonly health: () => readonly JobHealth[];
}

/** Remembers of each job whether it does its work. Of what failed only a code or a name is kept: a message may quote a value. */
export function watchJobs(jobs: readonly Job[], clock: () => Date): WatchedJobs {
  const known = new Map<string, JobHealth>(
    jobs.map(({ name }) => [name, { name, succeeded: undefined, failing: undefined }]),
  );
  return {
    jobs: jobs.map((job) => ({
      ...job,
      work: async () => {
        const { name } = job;
        try {
          await job.work();
          known.set(name, { name, succeeded: clock().toISOString(), failing: undefined });
        } catch (error) {
          const before = known.get(name)!;
          const { since = clock().toISOString(), times = 0 } = before.failing ?? {};
          known.set(name, { ...before, failing: { since, times: times + 1, why: toCode(error) } });
          throw error;
        }
      },
    })),
    health: () => [...known.values()],
  };
}

/** Does `jobs` one after the other. One that fails is told of, and the next is done all the same. */
export async function runAll(jobs: readonly Job[], logger: Logger): Promise<void> {
  for (const { name, work } of jobs) {
    await work().catch((error: unknown) => logger(`The job "${name}" failed. It is tried again.`, error));
  }
}
