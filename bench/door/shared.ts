import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../../packages/engine/src/store.ts";

/** Runs `work` with a store of its own, on disk as in production. */
export async function withStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "abide-bench-"));
  const store = await openStore({ folder, logger: () => {} });
  try {
    return await work(store);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Spent {
  /** Seconds. */
  readonly time: number;
  /** Seconds of this process's processor time. */
  readonly cpu: number;
}

export async function spend(work: () => Promise<unknown>): Promise<Spent> {
  const [from, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { time: (performance.now() - from) / 1_000, cpu: (user + system) / 1e6 };
}

/** Calls `each` for every number below `count`, `parallel` at a time. */
export async function loop(count: number, parallel: number, each: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (let index = next++; index < count; index = next++) await each(index);
    }),
  );
}

export const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
