import { expect, test } from "vitest";
import { createGroupCommit } from "./group-commit.ts";

/** A store whose commits end when the test says so. */
function createGate(): {
  batches: number[][];
  write: (items: readonly number[]) => Promise<number[]>;
  pass: () => void;
} {
  const batches: number[][] = [];
  const waiting: (() => void)[] = [];
  return {
    batches,
    write: (items) =>
      new Promise((resolve) => {
        batches.push([...items]);
        waiting.push(() => resolve(items.map((item) => item * 10)));
      }),
    pass: () => waiting.shift()?.(),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("one writer does not wait, and what arrives meanwhile goes together in the next commit", async () => {
  const gate = createGate();
  const commits = createGroupCommit({ write: gate.write });
  const first = commits.add(1);
  await turn();
  expect(gate.batches).toEqual([[1]]);
  const others = [commits.add(2), commits.add(3), commits.add(4)];
  await turn();
  expect(gate.batches).toEqual([[1]]);
  gate.pass();
  expect(await first).toBe(10);
  await turn();
  expect(gate.batches).toEqual([[1], [2, 3, 4]]);
  gate.pass();
  expect(await Promise.all(others)).toEqual([20, 30, 40]);
});

test("writers of one moment share a commit", async () => {
  const gate = createGate();
  const commits = createGroupCommit({ write: gate.write });
  const all = [commits.add(1), commits.add(2)];
  await turn();
  expect(gate.batches).toEqual([[1, 2]]);
  gate.pass();
  await Promise.all(all);
});

test("no commit is larger than the cap", async () => {
  const sizes: number[] = [];
  const commits = createGroupCommit<number, number>({
    cap: 100,
    write: (items) => {
      sizes.push(items.length);
      return Promise.resolve(items);
    },
  });
  await Promise.all(Array.from({ length: 250 }, (_, at) => commits.add(at)));
  expect(sizes).toEqual([100, 100, 50]);
});

test("a commit that fails rejects every caller of it, and the next one goes on", async () => {
  let fails = true;
  const commits = createGroupCommit<number, number>({
    write: (items) => (fails ? Promise.reject(new Error("disk full")) : Promise.resolve(items)),
  });
  const outcomes = await Promise.allSettled([commits.add(1), commits.add(2), commits.add(3)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  fails = false;
  expect(await commits.add(4)).toBe(4);
});

test("a bad item fails alone where the store says that the item was at fault", async () => {
  let commitsMade = 0;
  const commits = createGroupCommit<number, number>({
    write: (items) => {
      commitsMade++;
      return items.includes(2) ? Promise.reject(new RangeError("2 is refused")) : Promise.resolve(items);
    },
    alone: (error) => error instanceof RangeError,
  });
  const outcomes = await Promise.allSettled([commits.add(1), commits.add(2), commits.add(3)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(commitsMade).toBe(4);
});

test("a write that throws at once is a failed commit like any other", async () => {
  const commits = createGroupCommit<number, number>({
    write: () => {
      throw new Error("no connection");
    },
  });
  await expect(commits.add(1)).rejects.toThrow("no connection");
  await expect(commits.add(2)).rejects.toThrow("no connection");
});

test("closing waits for what was added, and takes no more", async () => {
  const gate = createGate();
  const commits = createGroupCommit({ write: gate.write });
  const first = commits.add(1);
  await turn();
  let closed = false;
  const closing = commits.close().then(() => (closed = true));
  await turn();
  expect(closed).toBe(false);
  await expect(commits.add(2)).rejects.toThrow("closed");
  gate.pass();
  await closing;
  expect(await first).toBe(10);
});
