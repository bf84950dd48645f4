import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { toSolver } from "./work.ts";

test("what is found is the hash that everybody else computes, however the text falls into blocks", () => {
  // Lengths on both sides of a block's end, and of where the padding needs a block of its own.
  for (const length of [1, 50, 53, 54, 55, 56, 62, 63, 64, 65, 118, 119, 127, 128, 200]) {
    const task = "t".repeat(length);
    const solve = toSolver(task, 10);
    let answer: string | undefined;
    while (answer === undefined) answer = solve(20);
    const hash = createHash("sha256").update(`${task}~${answer}`).digest();
    expect(Math.clz32(hash.readUInt32BE()), String(length)).toBeGreaterThanOrEqual(10);
    // It is the first one: none was passed over because of a wrong hash.
    for (let number = 0; number.toString(36) !== answer; number++) {
      const before = createHash("sha256")
        .update(`${task}~${number.toString(36)}`)
        .digest();
      expect(Math.clz32(before.readUInt32BE())).toBeLessThan(10);
    }
  }
});

test("it stops when its time is over, and goes on where it was", () => {
  const solve = toSolver("never", 32);
  const start = performance.now();
  expect(solve(10)).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(1_000);
});
