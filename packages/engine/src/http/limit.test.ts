import { expect, test } from "vitest";
import { createLimit } from "./limit.ts";

function limitAt(most = 10_000) {
  let now = 0;
  const limit = createLimit({ burst: 3, every: 10, clock: () => new Date(now * 1000), most });
  return { take: limit.take, at: (seconds: number) => void (now = seconds) };
}

test("some at once, then one at a time", () => {
  const { take, at } = limitAt();
  expect([take("a"), take("a"), take("a")]).toEqual([undefined, undefined, undefined]);
  expect(take("a")).toBe(10);
  at(4);
  expect(take("a")).toBe(6);
  at(10);
  expect(take("a")).toBeUndefined();
  expect(take("a")).toBe(10);
  expect(take("b")).toBeUndefined();
});

test("a network of IPv6 counts as one caller, an address of IPv4 by itself", () => {
  const { take } = limitAt();
  const same = ["2001:db8::1", "2001:0DB8:0:0:1::2", "2001:db8:0:0:ffff:ffff:ffff:ffff"];
  expect(same.map(take)).toEqual([undefined, undefined, undefined]);
  expect(take("2001:db8::3")).toBe(10);
  for (const other of ["2001:db8:0:1::1", "::1", "::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1", ""]) {
    expect([take(other), take(other), take(other)], other).toEqual([undefined, undefined, undefined]);
  }
});

test("waiting does not save up more than a burst", () => {
  const { take, at } = limitAt();
  at(10_000);
  expect([take("a"), take("a"), take("a"), take("a")]).toEqual([undefined, undefined, undefined, 10]);
});

test("a flood of addresses does not fill memory, and those that are full again are forgotten", () => {
  const { take } = limitAt(100);
  for (let i = 0; i < 10_000; i++) take(`address ${i}`);
  for (let i = 0; i < 4; i++) take("same");
  expect(take("same")).toBe(10);
});
