import { expect, test } from "vitest";
import { createMemoryLimits } from "../limits/memory.ts";
import { createTargets } from "./targets.ts";

test("a block that has ended is waited for no longer, also while its channel is paused and nobody claims from it", async () => {
  let now = Date.parse("2026-12-01T09:00:00Z");
  const clock = () => new Date(now);
  const targets = createTargets({ ...createMemoryLimits({ clock }), clock });
  const channel = { name: "mail", deliver: () => Promise.reject(new Error("Not asked.")) };
  await targets.block(channel, "busy.example", 60);
  expect(targets.soonest()).toBe(now + 60_000);
  now += 60_000;
  expect(targets.soonest()).toBe(Infinity);
  expect(targets.blocked(channel)).toEqual([]);
});
