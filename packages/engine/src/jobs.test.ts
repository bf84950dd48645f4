import { expect, onTestFinished, test } from "vitest";
import { startJobs } from "./jobs.ts";
import { openTestStore } from "./store/test-store.ts";

test("a job that fell due while nothing ran is done at the start, by one of two processes", { timeout: 60_000 }, async () => {
  const store = await openTestStore();
  onTestFinished(store.close);
  const told: string[] = [];
  let runs = 0;
  const done = Promise.withResolvers<void>();
  const job = {
    name: "expire",
    when: "0 0 1 1 *",
    work: async () => {
      if (++runs === 1) done.resolve();
    },
  };
  const say = (sentence: string) => void told.push(sentence);
  const both = await Promise.all([startJobs(store, "website", [job], say), startJobs(store, "website", [job], say)]);
  await done.promise;
  await Promise.all(both.map(({ close }) => close()));
  expect(runs).toBe(1);
  expect(told).toEqual([]);
});
