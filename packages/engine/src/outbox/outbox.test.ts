import { afterAll, expect, onTestFinished, test } from "vitest";
import { createLog } from "../audit/create-log.ts";
import { createSigner } from "../http/signer.ts";
import type { Shared } from "../limits/limits.ts";
import { createMemoryLimits } from "../limits/memory.ts";
import { createPostgresLimits } from "../limits/postgres.ts";
import type { Attempted, Channel, Message } from "./message.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { hash, key } from "../test-policy.ts";
import { openTestStore } from "../store/test-store.ts";
import { localMaster } from "../vault/master.ts";
import { openVault } from "../vault/vault.ts";

const store = await openTestStore();
const outboxes: Outbox[] = [];
let now = Date.parse("2026-11-24T09:30:00Z");
const clock = () => new Date(now);
const site = "website";
const vault = await openVault({ db: store.db, site, master: localMaster(key), clock });
const log = await createLog({ db: store.db, site, origin: "halden.example/log", key, clock });

afterAll(async () => {
  for (const outbox of outboxes) await outbox.close();
  await log.close();
  await store.close();
});

function open(shared = createMemoryLimits({ clock })): Outbox {
  const logger = (sentence: string, error: unknown) => {
    throw new Error(sentence, { cause: error });
  };
  const { limits, cache } = shared;
  const options = { site, db: store.db, vault, log, limits, cache, clock, policy: hash, logger, every: 20 };
  const outbox = createOutbox(options);
  outboxes.push(outbox);
  return outbox;
}

/** What one of several processes over the test's store knows of the others. */
async function openShared(): Promise<Shared> {
  const signer = await createSigner(vault.root, "limits");
  const shared = createPostgresLimits({ db: store.db, site, signer, clock, logger: () => {} });
  onTestFinished(shared.close);
  return shared;
}

/** Somebody whom messages can be about. */
async function person(): Promise<string> {
  const id = crypto.randomUUID();
  const { row } = vault.create(id);
  await store.db.insertInto("subject").values({ site, id, at: clock(), erased_at: null }).execute();
  await store.db
    .insertInto("subject_key")
    .values({ site, subject: id, ...row })
    .execute();
  return id;
}

let channels = 0;
const toChannel = () => `test ${++channels}`;

function message(channel: string, subject: string, body: unknown, more: Partial<Message> = {}): Message {
  const id = crypto.randomUUID();
  return { id, channel, key: id, subject, body, ...more };
}

interface Delivered {
  readonly id: string;
  readonly body: unknown;
  readonly attempt: number;
}

/** A channel whose deliveries answer with `answers` in turn, the last one for ever. */
function serve(outbox: Outbox, name: string, answers: readonly Attempted[], more: Partial<Channel> = {}) {
  const delivered: Delivered[] = [];
  outbox.serve<unknown>({
    name,
    deliver: async ({ id, body, attempt }) => {
      delivered.push({ id, body, attempt });
      return answers[Math.min(delivered.length, answers.length) - 1]!;
    },
    ...more,
  });
  return delivered;
}

const done: Attempted = { outcome: "delivered" };

test("a message is delivered once, the same key again is the same message, and what lies in the store says nothing", async () => {
  const outbox = open();
  const channel = toChannel();
  const subject = await person();
  const delivered = serve(outbox, channel, [{ ...done, remote: "contact-7", status: 201 }]);
  const first = message(channel, subject, { address: "ada@example.org" }, { key: "a" });
  expect(await outbox.write([first])).toBe(1);
  expect(await outbox.write([message(channel, subject, {}, { key: "a" })])).toBe(0);
  await outbox.drain();
  await outbox.drain();
  expect(delivered).toEqual([{ id: first.id, body: { address: "ada@example.org" }, attempt: 1 }]);
  const rows = await store.db.selectFrom("message").selectAll().where("channel", "=", channel).execute();
  expect(
    JSON.stringify(rows.map((row) => ({ ...row, body: row.body.toString(), remote: row.remote!.toString() }))),
  ).not.toMatch(/ada@|contact-7/);
  expect(rows).toMatchObject([{ state: "delivered", attempts: 1, leased_until: null }]);
  expect(await outbox.attempts(first.id)).toMatchObject([{ n: 1, outcome: "delivered", status: 201 }]);
  expect(await outbox.progress({ channel })).toEqual({ queued: 0, delivered: 1, failed: 0, denied: 0, dropped: 0 });
});

test("while a recipient is down for a day messages wait, with growing pauses, and leave when it is back", async () => {
  const outbox = open();
  const channel = toChannel();
  const back = now + 86_400_000;
  let tries = 0;
  outbox.serve({
    name: channel,
    deliver: async () => {
      tries++;
      if (now < back) throw Object.assign(new Error("connect ECONNREFUSED ada@example.org"), { code: "ECONNREFUSED" });
      return done;
    },
  });
  const one = message(channel, await person(), {});
  await outbox.write([one]);
  for (const end = back + 7 * 3_600_000; now < end; now += 600_000) await outbox.drain();
  expect(await outbox.progress({ channel })).toMatchObject({ delivered: 1, queued: 0 });
  const attempts = await outbox.attempts(one.id);
  expect(attempts).toHaveLength(tries);
  expect(attempts[0]).toMatchObject({ outcome: "retry", why: "ECONNREFUSED" });
  const pauses = attempts.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(attempts[index]!.at));
  expect(Math.max(...pauses)).toBeGreaterThan(4 * 3_600_000);
  expect(attempts.length).toBeLessThan(20);
});

test("messages about one person arrive in the order they were written, also where the first has to be tried again", async () => {
  const outbox = open();
  const channel = toChannel();
  const [ada, bob] = [await person(), await person()];
  const again: Attempted = { outcome: "retry", why: "busy" };
  const delivered = serve(outbox, channel, [again, done], { parallel: 1, pause: () => 60 });
  await outbox.write([message(channel, ada, "ada 1"), message(channel, ada, "ada 2"), message(channel, bob, "bob 1")]);
  // One for later holds nobody up.
  await outbox.write([
    message(channel, bob, "bob later", { due: new Date(now + 3_600_000) }),
    message(channel, bob, "bob 2"),
  ]);
  await outbox.drain();
  expect(delivered.map(({ body }) => body)).toEqual(["ada 1", "bob 1", "bob 2"]);
  now += 61_000;
  await outbox.drain();
  now += 3_600_000;
  await outbox.drain();
  expect(delivered.map(({ body }) => body)).toEqual(["ada 1", "bob 1", "bob 2", "ada 1", "ada 2", "bob later"]);
  expect(delivered[0]!.id).toBe(delivered[3]!.id);
});

test("a channel that is paused stands still in every process, until it is resumed", async () => {
  const [one, two] = [open(), open()];
  const channel = toChannel();
  const delivered = [serve(one, channel, [done]), serve(two, channel, [done])];
  // The store keeps no NUL: what somebody gives as a reason is kept without it.
  await one.pause(channel, "ada", "The recipient\0asked for it.");
  await one.pause(channel, "bob", "Again.");
  await one.write([message(channel, await person(), {})]);
  await Promise.all([one.drain(), two.drain()]);
  expect(delivered.flat()).toEqual([]);
  // What somebody had taken on and not begun goes back, as if it had never been taken.
  const rows = await store.db.selectFrom("message").select(["attempts"]).where("channel", "=", channel).execute();
  expect(rows).toEqual([{ attempts: 0 }]);
  expect((await two.channels()).find((state) => state.channel === channel)).toMatchObject({
    queued: 1,
    served: true,
    paused: { by: "ada", why: "The recipient asked for it." },
  });
  await two.resume(channel, "bob");
  await Promise.all([one.drain(), two.drain()]);
  expect(delivered.flat()).toHaveLength(1);
  const acts = await store.db
    .selectFrom("audit")
    .select(["type", "detail"])
    .where("type", "like", "channel-%")
    .execute();
  expect(acts.map(({ type, detail }) => [type, (JSON.parse(detail!) as { by: string }).by])).toEqual([
    ["channel-pause", "ada"],
    ["channel-resume", "bob"],
  ]);
});

test("two processes share the work, and each message is delivered by one of them", async () => {
  const channel = toChannel();
  const counts = new Map<string, number>();
  const all: Outbox[] = [open(), open()];
  // Each waits for the other's first: on a busy machine one of them would be done before the other had begun.
  const begun = all.map(() => Promise.withResolvers<void>());
  const bothBegun = Promise.all(begun.map(({ promise }) => promise));
  const by = all.map((outbox, at) => {
    let count = 0;
    outbox.serve({
      name: channel,
      parallel: 8,
      deliver: async ({ id }) => {
        count++;
        counts.set(id, (counts.get(id) ?? 0) + 1);
        begun[at]!.resolve();
        await bothBegun;
        return done;
      },
    });
    return () => count;
  });
  const people = await Promise.all(Array.from({ length: 20 }, person));
  const messages = Array.from({ length: 400 }, (_, at) => message(channel, people[at % 20]!, at));
  await all[0]!.write(messages);
  await Promise.all(all.map((outbox) => outbox.drain()));
  expect(counts.size).toBe(400);
  expect([...counts.values()].every((count) => count === 1)).toBe(true);
  expect(Math.min(...by.map((count) => count()))).toBeGreaterThan(0);
});

test("no target gets more messages a second than it may, and others do not wait for it", async () => {
  const outbox = open();
  const channel = toChannel();
  const delivered = serve(outbox, channel, [done], { rate: { perSecond: 3 } });
  const people = await Promise.all(Array.from({ length: 10 }, person));
  const slow = people.map((subject) => message(channel, subject, "slow", { target: "slow.example" }));
  const other = people.slice(0, 2).map((subject) => message(channel, subject, "other", { target: "other.example" }));
  await outbox.write([...slow, ...other]);
  const seen: string[] = [];
  for (let second = 0; second < 4; second++, now += 1_000) {
    await outbox.drain();
    seen.push(
      delivered
        .splice(0)
        .map(({ body }) => String(body))
        .toSorted()
        .join(" "),
    );
  }
  expect(seen[0]).toMatch(/^(?:other )?(?:other )?slow slow slow$/);
  expect(seen.slice(1)).toContain("slow slow slow");
  expect(await outbox.progress({ channel })).toMatchObject({ delivered: 12 });
  // What had to wait was never an attempt.
  const rows = await store.db.selectFrom("message").select("attempts").where("channel", "=", channel).execute();
  expect(rows.every(({ attempts }) => attempts === 1)).toBe(true);
});

test("two processes together send a target no more than one may", async () => {
  const channel = toChannel();
  const both = [open(await openShared()), open(await openShared())];
  const delivered = both.map((outbox) => serve(outbox, channel, [done], { rate: { perSecond: 3 } }));
  const people = await Promise.all(Array.from({ length: 12 }, person));
  await both[0]!.write(people.map((subject) => message(channel, subject, "slow", { target: "slow.example" })));
  const seen: number[] = [];
  for (let second = 0; second < 8; second++, now += 1_000) {
    await Promise.all(both.map((outbox) => outbox.drain()));
    seen.push(delivered.flatMap((own) => own.splice(0)).length);
  }
  expect(Math.max(...seen)).toBe(3);
  expect(await both[0]!.progress({ channel })).toMatchObject({ delivered: 12 });
});

test("a target that asked one process to wait is left alone by another as well", async () => {
  const channel = toChannel();
  const [one, other] = [open(await openShared()), open(await openShared())];
  const asked = serve(one, channel, [{ outcome: "retry", why: "answered 429", status: 429, after: 60 }]);
  const later = serve(other, channel, [done]);
  await one.write([message(channel, await person(), 1, { target: "busy.example" })]);
  await one.drain();
  expect(asked).toHaveLength(1);
  await other.write([
    message(channel, await person(), 2, { target: "busy.example" }),
    message(channel, await person(), 3, { target: "free.example" }),
  ]);
  await other.drain();
  expect(later.splice(0).map(({ body }) => body)).toEqual([3]);
  now += 61_000;
  await other.drain();
  expect(new Set(later.map(({ body }) => body))).toEqual(new Set([1, 2]));
  // What had to wait was never an attempt.
  const rows = await store.db
    .selectFrom("message")
    .select("attempts")
    .where("channel", "=", channel)
    .orderBy("attempts")
    .execute();
  expect(rows.map(({ attempts }) => attempts)).toEqual([1, 1, 2]);
});

test("a message that ends the process each time is given up, and tried again when somebody says so", async () => {
  const channel = toChannel();
  const one = message(channel, await person(), {});
  await open().write([one]);
  // As a killed process leaves it: taken on, for a while that is over by now.
  const take = { attempts: 2, leased_until: new Date(now - 1_000) };
  await store.db.updateTable("message").set(take).where("id", "=", one.id).execute();
  const next = open();
  const delivered = serve(next, channel, [done], { most: 2 });
  await next.drain();
  expect(delivered).toEqual([]);
  expect(await next.failed(channel)).toMatchObject([{ id: one.id, why: "lost" }]);
  expect((await next.attempts(one.id)).map(({ outcome }) => outcome)).toEqual(["lost", "failed"]);
  expect(await next.retryAll(channel, "ada")).toBe(1);
  await next.drain();
  expect(delivered).toMatchObject([{ attempt: 4 }]);
});

test("what a connector makes up ends no message, and what it throws shows no value", async () => {
  const outbox = open();
  const name = toChannel();
  const odd = [undefined, "delivered", { outcome: "sent" }, { outcome: "retry", why: "later", after: NaN }];
  const deliver = async ({ attempt }: { readonly attempt: number }) => {
    if (attempt <= odd.length) return odd[attempt - 1] as Attempted;
    throw Object.assign(new Error("Ada Lund"), { code: "Ada Lund, Cork" });
  };
  outbox.serve({ name, pause: () => 1, deliver });
  const one = message(name, await person(), {});
  await outbox.write([one]);
  for (const _ of [1, 2, 3, 4, 5]) {
    await outbox.drain();
    now += 2_000;
  }
  const attempts = await outbox.attempts(one.id);
  expect(attempts.map(({ outcome, why }) => `${outcome} ${why}`)).toEqual([
    "retry no outcome",
    "retry no outcome",
    "retry no outcome",
    "retry later",
    "retry Error",
  ]);
  await outbox.drop(one.id, "mira");
});

test("it delivers by itself once it is started, soon after something was written", async () => {
  const outbox = open();
  const channel = toChannel();
  const delivered = serve(outbox, channel, [done]);
  outbox.start();
  await outbox.write([message(channel, await person(), {})]);
  await expect.poll(() => delivered.length, { timeout: 2_000, interval: 5 }).toBe(1);
  await outbox.close();
});

test("a message is kept for a year after its end, and for longer where a recipient has to be asked by it", async () => {
  const outbox = open();
  const channel = toChannel();
  const again: Attempted = { outcome: "retry", why: "busy" };
  serve(outbox, channel, [done, { ...done, remote: "contact-7" }, again], { parallel: 1 });
  const [ada, bob, cyd] = [await person(), await person(), await person()];
  const messages = [ada, bob, cyd].map((subject) => message(channel, subject, {}));
  await outbox.write(messages);
  await outbox.drain();
  now += 300 * 86_400_000;
  await outbox.prune();
  expect((await outbox.attempts(messages[0]!.id)).length).toBe(1);
  now += 70 * 86_400_000;
  await outbox.prune();
  expect(await outbox.progress({ channel })).toMatchObject({ delivered: 1, queued: 1 });
  expect(await outbox.attempts(messages[0]!.id)).toEqual([]);
});
