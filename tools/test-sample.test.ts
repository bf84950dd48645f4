import { expect, test } from "vitest";
import { sample, soak } from "./test-sample.ts";

test("a sample has as many as asked for, in their order, and in a soak all of them", () => {
  const items = Array.from({ length: 100 }, (_, at) => at);
  for (let times = 0; times < 1_000; times++) {
    const taken = sample(7, items);
    expect(taken).toHaveLength(soak ? 100 : 7);
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.toSorted((one, other) => one - other)).toEqual(taken);
  }
  expect(sample(100, items)).toEqual(items);
});

test("in the long run every one is in a sample", () => {
  const items = Array.from({ length: 100 }, (_, at) => at);
  const seen = new Set(Array.from({ length: 1_000 }, () => sample(7, items)).flat());
  expect(seen.size).toBe(100);
});
