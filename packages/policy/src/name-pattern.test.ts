import { expect, test } from "vitest";
import { matchesName } from "./name-pattern.ts";

test.each([
  ["_ga", "_ga", true],
  ["_ga", "_gat", false],
  ["_ga", "_ga_1", false],
  ["_ga_*", "_ga_X", true],
  ["_ga_*", "_ga", false],
  ["*", "anything", true],
  ["*", "", true],
  ["a*c", "abc", true],
  ["a*c", "ac", true],
  ["a*c", "ab", false],
  ["a*c", "xabc", false],
  ["a*a", "a", false],
  ["a*b*c", "a1b2c", true],
  ["a*b*c", "acb", false],
  ["*b*b", "ab", false],
  ["**", "ab", true],
  ["a.c", "abc", false],
  ["_ce.s", "_ceXs", false],
  ["a(b", "a(b", true],
  ["taboola global:*", "taboola global:user-id", true],
  ["a*c", "a\nc", true],
])("%j stands for %j: %s", (pattern, name, matches) => {
  expect(matchesName(pattern, name)).toBe(matches);
});

test("a name that was chosen to be slow is not", () => {
  const begun = performance.now();
  expect(matchesName(`${"*a".repeat(30)}b`, "a".repeat(100_000))).toBe(false);
  // A matcher that tries every way would not end in a lifetime; a busy machine takes its time as well.
  expect(performance.now() - begun).toBeLessThan(5_000);
});
