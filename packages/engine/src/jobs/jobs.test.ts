import { Client } from "pg";
import { expect, test } from "vitest";
import { startJobs } from "./jobs.ts";
import { openTestStore } from "../store/test-store.ts";

test("a job that fell due while nothing ran is done at the start, by one of two processes; one that fails is told of and tried again", async () => {
  const store = await openTestStore();
  const told: string[] = [];
  let [runs, at, most] = [0, 0, 0];
  const done = Promise.withResolvers<void>();
  const job = {
    name: "expire",
    when: "0 0 1 1 *",
    work: async () => {
      most = Math.max(most, ++at);
      await new Promise((resolve) => setTimeout(resolve, 300));
      at--;
      if (++runs === 1) throw new Error("The store was away.");
      done.resolve();
    },
  };
  const options = {
    store,
    site: "website",
    logger: (sentence: string) => void told.push(sentence),
    again: 0,
    every: 0.5,
  };
  const both = await Promise.all([startJobs([job], options), startJobs([job], options)]);
  await done.promise;
  await Promise.all(both.map(({ close }) => close()));
  expect(runs).toBe(2);
  expect(most).toBe(1);
  expect(told).toEqual([`The job "expire" failed. It is tried again.`]);
});

test("where the queue cannot be made the start says so: nothing would expire", async () => {
  const store = await openTestStore();
  const owner = new Client({ connectionString: store.url.replace("abide@", "postgres@") });
  await owner.connect();
  await owner.query(`alter database ${new URL(store.url).pathname.slice(1)} owner to postgres`);
  await owner.end();
  await expect(startJobs([], { store, site: "website", logger: () => {} })).rejects.toMatchObject({
    code: "store-unreadable",
    next: expect.stringContaining("grant create") as string,
  });
});
