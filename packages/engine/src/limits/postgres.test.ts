import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { createSigner } from "../http/signer.ts";
import { connect, type Store } from "../store/index.ts";
import { openTestStore } from "../store/test-store.ts";
import { outage } from "../test-engine.ts";
import type { Limit, LimitOptions, Shared } from "./limits.ts";
import { createMemoryLimits } from "./memory.ts";
import { createPostgresLimits } from "./postgres.ts";
import { testLimits } from "./test-limits.ts";

const signer = await createSigner("a key of at least 16 bytes", "limits");
const silent = () => {};

function open(store: Store, clock: () => Date, logger: (sentence: string) => void = silent) {
  const db = connect(store.url, 4);
  const shared = createPostgresLimits({ db, site: "website", signer, clock, logger, every: 20 });
  const close = async () => {
    await shared.close();
    await db.destroy();
  };
  return { ...shared, close };
}

testLimits(
  "in a store that several processes ask",
  async (clock) => {
    const store = await openTestStore();
    const opened: Shared[] = [];
    return {
      open: () => {
        const shared = open(store, clock);
        opened.push(shared);
        return shared;
      },
      close: async () => {
        for (const { close } of opened) await close();
        await store.close();
      },
    };
  },
  { flood: 1_000 },
);

async function openOne() {
  const store = await openTestStore();
  let now = Date.parse("2026-11-24T09:30:00Z");
  const clock = () => new Date(now);
  const said: string[] = [];
  const shared = open(store, clock, (sentence) => void said.push(sentence));
  onTestFinished(async () => {
    await shared.close();
    await store.close();
  });
  const rows = async () => (await store.db.selectFrom("limit_state").selectAll().execute()).length;
  return { store, clock, said, rows, ...shared, pass: (ms: number) => void (now += ms) };
}

/** Numbers that look random and are the same each time. */
function toRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

test("the store computes to the last bit what memory does", async () => {
  const one = await openOne();
  const memory = createMemoryLimits({ clock: one.clock });
  const random = toRandom(7);
  const options: LimitOptions = { name: "same", burst: 5, every: 0.7, inOutage: "refuse" };
  const both = [one.limits.limit(options), memory.limits.limit(options)] as const;
  for (let round = 0; round < 400; round++) {
    one.pass(Math.floor(random() * 1_500));
    const who = `caller ${Math.floor(random() * 3)}`;
    const amount = random() * 8 - 3;
    const act = (["take", "takeMany", "spend", "wait", "level"] as const)[Math.floor(random() * 5)]!;
    const doIt = ({ take, spend, wait, level }: Limit) =>
      ({
        take: () => take(who),
        takeMany: () => take(who, Math.abs(amount)),
        spend: () => spend(who, amount),
        wait: () => wait(who),
        level: () => level(who),
      })[act]();
    expect(await doIt(both[0]), `round ${round}: ${act}`).toBe(await doIt(both[1]));
  }
});

test("nothing in the table tells who came, and it is written to no log of writes", async () => {
  const one = await openOne();
  const options: LimitOptions = { name: "choices", burst: 3, every: 10, inOutage: "allow" };
  await one.limits.limit(options).take("192.0.2.77");
  await one.limits.backoff({ name: "password", free: 1, first: 1, longest: 1 }).fail("ada@example.org");
  await one.cache.put("blocked example.org", "1", 10);
  const { rows } = await sql<{ row: string }>`select s::text as row from limit_state s`.execute(one.store.db);
  expect(rows).toHaveLength(3);
  const all = rows.map(({ row }) => row).join("\n");
  for (const word of ["192.0.2.77", "ada", "example"]) {
    expect(all).not.toContain(word);
    expect(all).not.toContain(Buffer.from(word).toString("hex"));
  }
  const kind = await sql`select relpersistence as kind from pg_class where relname = 'limit_state'`.execute(
    one.store.db,
  );
  expect(kind.rows).toEqual([{ kind: "u" }]);
});

test("the same caller is nobody's neighbour: another site and another limit hold other rows", async () => {
  const one = await openOne();
  const elsewhere = createPostgresLimits({
    db: one.store.db,
    site: "elsewhere",
    signer,
    clock: one.clock,
    logger: silent,
  });
  onTestFinished(elsewhere.close);
  const options: LimitOptions = { name: "choices", burst: 1, every: 10, inOutage: "refuse" };
  const limits = [
    one.limits.limit(options),
    one.limits.limit({ ...options, name: "reports" }),
    elsewhere.limits.limit(options),
  ];
  for (const { take } of limits) expect(await take("192.0.2.1")).toBeUndefined();
  const macs = await one.store.db
    .selectFrom("limit_state")
    .select(["name", "mac"])
    .where("site", "=", "website")
    .execute();
  expect(new Set(macs.map(({ mac }) => Buffer.from(mac).toString("hex"))).size).toBe(2);
});

test("a flood of addresses leaves no more rows than may be held, and a few that wait to be deleted", async () => {
  const one = await openOne();
  const { take } = one.limits.limit({ name: "flood", burst: 3, every: 10, most: 100, inOutage: "refuse" });
  for (let i = 0; i < 1_000; i += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, n) => take(`address ${i + n}`)));
  }
  await one.close();
  expect(await one.rows()).toBeLessThanOrEqual(110);
});

test("what is over is deleted by itself, though nobody comes any more", async () => {
  const one = await openOne();
  const { take } = one.limits.limit({ name: "short", burst: 3, every: 10, inOutage: "refuse" });
  for (let i = 0; i < 20; i++) await take(`address ${i}`);
  one.pass(5_000);
  await take("later");
  one.pass(7_000);
  await expect.poll(one.rows).toBe(1);
  one.pass(3_000);
  await expect.poll(one.rows).toBe(0);
});

test("while the store is away each limit says what is safe, at once, and it is told once", async () => {
  const one = await openOne();
  const base = { burst: 3, every: 10 };
  const closed = one.limits.limit({ ...base, name: "closed", inOutage: "refuse" });
  const free = one.limits.limit({ ...base, name: "free", inOutage: "allow" });
  const backoff = one.limits.backoff({ name: "guesses", free: 4, first: 5, longest: 900 });
  const end = await outage(one.store);
  try {
    expect([await closed.take("a"), await closed.wait("a"), await closed.level("a")]).toEqual([60, 60, 1]);
    expect([await free.take("a"), await free.wait("a"), await free.level("a")]).toEqual([undefined, undefined, 0]);
    expect(await backoff.wait("a")).toBe(60);
    await expect(backoff.fail("a")).rejects.toMatchObject({ code: "store-down" });
    await expect(one.cache.add("a", "", 10)).rejects.toMatchObject({ code: "store-down" });
    await expect(one.cache.get(["a"])).rejects.toMatchObject({ code: "store-down" });
    await closed.spend("a", 1);
    await backoff.clear("a");
    const begun = performance.now();
    for (let i = 0; i < 200; i++) await closed.take("a");
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(one.said).toEqual([expect.stringContaining("cannot be asked")]);
  } finally {
    await end();
  }
  await expect.poll(() => closed.take("a")).toBeUndefined();
});
