import { afterAll, expect, test } from "vitest";
import { createLog } from "./log.ts";
import { createOutbox, type Attempted, type Lane, type Letter, type Outbox } from "./outbox.ts";
import { hash, key } from "./test-engine.ts";
import { openTestStore } from "./store/test-store.ts";
import { localMaster } from "./vault/master.ts";
import { openVault } from "./vault/vault.ts";

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

function open(): Outbox {
  const say = (sentence: string, error: unknown) => {
    throw new Error(sentence, { cause: error });
  };
  const outbox = createOutbox({ site, store: async () => store, vault, log, clock, policy: hash, say, every: 20 });
  outboxes.push(outbox);
  return outbox;
}

/** Somebody whom letters can be about. */
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

let lanes = 0;
const toLane = () => `test ${++lanes}`;

function letter(lane: string, subject: string, body: unknown, more: Partial<Letter> = {}): Letter {
  const id = crypto.randomUUID();
  return { id, lane, key: id, subject, body, ...more };
}

interface Delivered {
  readonly id: string;
  readonly body: unknown;
  readonly attempt: number;
}

/** A lane whose deliveries answer with `answers` in turn, the last one for ever. */
function serve(outbox: Outbox, name: string, answers: readonly Attempted[], more: Partial<Lane<unknown>> = {}) {
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

test("a letter is delivered once, the same key again is the same letter, and what lies in the store says nothing", async () => {
  const outbox = open();
  const lane = toLane();
  const subject = await person();
  const delivered = serve(outbox, lane, [{ ...done, remote: "contact-7", status: 201 }]);
  const first = letter(lane, subject, { address: "ada@example.org" }, { key: "a" });
  expect(await outbox.write([first])).toBe(1);
  expect(await outbox.write([letter(lane, subject, {}, { key: "a" })])).toBe(0);
  await outbox.drain();
  await outbox.drain();
  expect(delivered).toEqual([{ id: first.id, body: { address: "ada@example.org" }, attempt: 1 }]);
  const rows = await store.db.selectFrom("letter").selectAll().where("lane", "=", lane).execute();
  expect(
    JSON.stringify(rows.map((row) => ({ ...row, body: row.body.toString(), remote: row.remote!.toString() }))),
  ).not.toMatch(/ada@|contact-7/);
  expect(rows).toMatchObject([{ state: "delivered", attempts: 1, leased_until: null }]);
  expect(await outbox.attempts(first.id)).toMatchObject([{ n: 1, outcome: "delivered", status: 201 }]);
  expect(await outbox.progress({ lane })).toEqual({ queued: 0, delivered: 1, dead: 0, denied: 0, dropped: 0 });
});

test("while a recipient is down for a day letters wait, with growing pauses, and leave when it is back", async () => {
  const outbox = open();
  const lane = toLane();
  const back = now + 86_400_000;
  let tries = 0;
  outbox.serve({
    name: lane,
    deliver: async () => {
      tries++;
      if (now < back) throw Object.assign(new Error("connect ECONNREFUSED ada@example.org"), { code: "ECONNREFUSED" });
      return done;
    },
  });
  const one = letter(lane, await person(), {});
  await outbox.write([one]);
  for (const end = back + 7 * 3_600_000; now < end; now += 60_000) await outbox.drain();
  expect(await outbox.progress({ lane })).toMatchObject({ delivered: 1, queued: 0 });
  const attempts = await outbox.attempts(one.id);
  expect(attempts).toHaveLength(tries);
  expect(attempts[0]).toMatchObject({ outcome: "again", why: "ECONNREFUSED" });
  const pauses = attempts.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(attempts[index]!.at));
  expect(Math.max(...pauses)).toBeGreaterThan(4 * 3_600_000);
  expect(attempts.length).toBeLessThan(20);
});
