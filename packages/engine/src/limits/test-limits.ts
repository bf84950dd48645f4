import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Limit, LimitOptions, Shared } from "./limits.ts";

export interface TestedLimits {
  /** What one more process of the same site works with. */
  readonly open: () => Shared;
  readonly close: () => Promise<void>;
}

/** What limits, back-offs and the cache do, wherever they are held. An implementation's own test opens it here. */
export function testLimits(
  name: string,
  start: (clock: () => Date) => Promise<TestedLimits>,
  { flood }: { readonly flood: number },
): void {
  describe(`limits, ${name}`, () => {
    let begun = 0;
    let now = 0;
    const at = (seconds: number) => void (now = begun + seconds);
    // Each test on a later day: what is over is deleted in the background, by a clock that does not run backwards.
    const begin = () => {
      begun += 86_400;
      at(0);
    };
    let tested: TestedLimits;
    let shared: Shared;
    let other: Shared;
    beforeAll(async () => {
      tested = await start(() => new Date(now * 1000));
      shared = tested.open();
      other = tested.open();
    });
    afterAll(() => tested.close());

    let names = 0;
    const toName = () => `test ${++names}`;
    function limitAt(more: Partial<LimitOptions> = {}): Limit {
      begin();
      return shared.limits.limit({ name: toName(), burst: 3, every: 10, inOutage: "refuse", ...more });
    }
    const takeAll = async ({ take }: Limit, callers: readonly string[]) => {
      const waits: (number | undefined)[] = [];
      for (const caller of callers) waits.push(await take(caller));
      return waits;
    };

    test("some at once, then one at a time", async () => {
      const limit = limitAt();
      const { take } = limit;
      expect(await takeAll(limit, ["a", "a", "a"])).toEqual([undefined, undefined, undefined]);
      expect(await take("a")).toBe(10);
      at(4);
      expect(await take("a")).toBe(6);
      at(10);
      expect(await take("a")).toBeUndefined();
      expect(await take("a")).toBe(10);
      expect(await take("b")).toBeUndefined();
    });

    test("a network of IPv6 counts as one caller, an address of IPv4 by itself", async () => {
      const limit = limitAt();
      const same = ["2001:db8::1", "2001:0DB8:0:0:1::2", "2001:db8:0:0:ffff:ffff:ffff:ffff"];
      expect(await takeAll(limit, same)).toEqual([undefined, undefined, undefined]);
      expect(await limit.take("2001:db8::3")).toBe(10);
      expect(await limit.wait("2001:db8::4")).toBe(10);
      expect(await limit.level("2001:db8::5")).toBe(1);
      for (const other of ["2001:db8:0:1::1", "::1", "::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1", ""]) {
        expect(await takeAll(limit, [other, other, other]), other).toEqual([undefined, undefined, undefined]);
      }
    });

    test("waiting does not save up more than a burst", async () => {
      const limit = limitAt();
      at(10_000);
      expect(await takeAll(limit, ["a", "a", "a", "a"])).toEqual([undefined, undefined, undefined, 10]);
    });

    test("a flood of addresses does not fill memory, and those that are full again are forgotten", async () => {
      const limit = limitAt({ most: 100 });
      for (let i = 0; i < flood; i += 50) {
        await Promise.all(Array.from({ length: 50 }, (_, n) => limit.take(`address ${i + n}`)));
      }
      for (let i = 0; i < 4; i++) await limit.take("same");
      expect(await limit.take("same")).toBe(10);
    });

    test("several are taken at once, where there is room for one: what is owed has to be waited for", async () => {
      const { take, wait, level } = limitAt();
      expect(await take("a", 0.5)).toBeUndefined();
      expect(await level("a")).toBeCloseTo(1 / 6);
      expect(await take("a", 4)).toBeUndefined();
      expect(await level("a")).toBeCloseTo(1.5);
      expect([await wait("a"), await take("a", 0.001)]).toEqual([25, 25]);
      at(25);
      expect(await take("a")).toBeUndefined();
    });

    test("more is spent than there is, but no more is owed than four bursts; and what is given back is not owed", async () => {
      const { spend, wait, level } = limitAt();
      await spend("a", 5);
      expect(await wait("a")).toBe(30);
      await spend("a", -3);
      expect(await wait("a")).toBeUndefined();
      expect(await level("a")).toBeCloseTo(2 / 3);
      await spend("a", -100);
      expect(await level("a")).toBe(0);
      await spend("a", 1_000);
      expect(await level("a")).toBe(5);
      await spend("b", 1_000);
      expect([await level("b"), await wait("b")]).toEqual([5, 130]);
      // Asking takes nothing.
      expect([await level("b"), await wait("b"), await level("c"), await wait("c")]).toEqual([5, 130, 0, undefined]);
    });

    test("of a hundred that come at once to two processes, as many may go on as fit in one burst", async () => {
      const options: LimitOptions = { name: toName(), burst: 7, every: 10, inOutage: "refuse" };
      begin();
      const [here, there] = [shared.limits.limit(options), other.limits.limit(options)];
      const waits = await Promise.all(Array.from({ length: 100 }, (_, n) => (n % 2 ? here : there).take("a")));
      expect(waits.filter((wait) => wait === undefined)).toHaveLength(7);
      expect([await here.wait("a"), await there.wait("a")]).toEqual([10, 10]);
      at(10);
      expect([await there.take("a"), await here.take("a")]).toEqual([undefined, 10]);
      // Another name is another limit.
      expect(await shared.limits.limit({ ...options, name: toName() }).take("a")).toBeUndefined();
    });

    test("after some failures each further one doubles the wait, up to the longest, in whichever process", async () => {
      begin();
      const options = { name: toName(), free: 2, first: 5, longest: 30 };
      const [here, there] = [shared.limits.backoff(options), other.limits.backoff(options)];
      const waits: (number | undefined)[] = [];
      for (const backoff of [here, there, here, there, here, there]) {
        await backoff.fail("a");
        waits.push(await here.wait("a"));
      }
      expect(waits).toEqual([undefined, 5, 10, 20, 30, 30]);
      at(29);
      expect([await there.wait("a"), await there.wait("b")]).toEqual([1, undefined]);
      at(30);
      expect(await there.wait("a")).toBeUndefined();
      await there.fail("a");
      expect(await here.wait("a")).toBe(30);
      await here.clear("a");
      expect(await there.wait("a")).toBeUndefined();
      await there.fail("a");
      expect(await here.wait("a")).toBeUndefined();
    });

    test("failures are forgotten once twice the longest wait has passed", async () => {
      begin();
      const { wait, fail } = shared.limits.backoff({ name: toName(), free: 2, first: 5, longest: 30 });
      await fail("a");
      at(59);
      await fail("a");
      expect(await wait("a")).toBe(5);
      at(119);
      await fail("a");
      expect(await wait("a")).toBeUndefined();
    });

    test("failures that come at once are all counted", async () => {
      begin();
      const options = { name: toName(), free: 1, first: 1, longest: 1_000_000 };
      const [here, there] = [shared.limits.backoff(options), other.limits.backoff(options)];
      await Promise.all(Array.from({ length: 11 }, (_, n) => (n % 2 ? here : there).fail("a")));
      expect(await here.wait("a")).toBe(1024);
    });

    test("of many that add a key at once to two processes, one does, until its time is over", async () => {
      begin();
      const key = toName();
      const add = () =>
        Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? shared : other).cache.add(key, String(n), 10)));
      const added = await add();
      expect(added.filter((one) => one)).toHaveLength(1);
      const value = String(added.indexOf(true));
      expect(await other.cache.get([key])).toEqual(new Map([[key, value]]));
      at(9.999);
      expect(await other.cache.add(key, "late", 10)).toBe(false);
      at(10);
      expect(await shared.cache.get([key])).toEqual(new Map());
      expect((await add()).filter((one) => one)).toHaveLength(1);
    });

    test("what is put replaces what was there, and what is deleted is gone, for every process", async () => {
      begin();
      const [a, b, c] = [toName(), toName(), toName()];
      await shared.cache.put(a, "1", 10);
      await other.cache.put(a, "2", 100);
      await shared.cache.put(b, "3", 10);
      expect(await shared.cache.get([c, a, b])).toEqual(
        new Map([
          [a, "2"],
          [b, "3"],
        ]),
      );
      expect(await shared.cache.get([])).toEqual(new Map());
      at(50);
      expect(await shared.cache.get([a, b, c])).toEqual(new Map([[a, "2"]]));
      await shared.cache.delete(a);
      expect(await other.cache.get([a, b, c])).toEqual(new Map());
      expect(await other.cache.add(a, "4", 10)).toBe(true);
    });
  });
}
