import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  append,
  hashLeaf,
  isTamperError,
  openCheckpoint,
  parseBundle,
  parseReceipt,
  parseVerifierKey,
  provesFork,
  toRoot,
  toTilePath,
  toTiles,
  verifyConsistency,
  verifyReceipt,
  type Verifier,
} from "@abide/log";
import { sql } from "kysely";
import { afterEach, expect, test } from "vitest";
import { verifyEd25519 } from "./ed25519.ts";
import { createLog, type LogOptions } from "./create-log.ts";
import type { Log } from "./log.ts";
import { sha256 } from "../http/digest.ts";
import type { Store } from "../store/index.ts";
import { openTestStore } from "../store/test-store.ts";

const key = "a master key that only this test has";
const origin = "halden.example/abide/log";
const entry = (text: string): Uint8Array => new TextEncoder().encode(text);
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function open(): Promise<Store> {
  const store = await openTestStore();
  closing.push(() => store.close());
  return store;
}

async function start(store: Store, options: Partial<LogOptions> = {}): Promise<Log> {
  const log = await createLog({ db: store.db, site: "halden", origin, key, ...options });
  closing.push(() => log.close());
  return log;
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "abide-log-"));
  closing.push(() => rm(folder, { recursive: true }));
  return folder;
}

const verifierOf = (log: Log): Verifier => parseVerifierKey(log.key, sha256)!;

test("a new log has a signed checkpoint of nothing", async () => {
  const log = await start(await open());
  const opened = await openCheckpoint(await log.checkpoint(), verifierOf(log), verifyEd25519);
  expect(opened).toMatchObject({
    opened: true,
    checkpoint: { origin, size: 0, root: Uint8Array.from(sha256(new Uint8Array())) },
  });
  await expect(log.proof(0)).rejects.toThrow("No entry 0 in a tree of 0.");
});

test("every entry gets a place of its own and a receipt that holds, also those that came at once", async () => {
  const log = await start(await open());
  const texts = Array.from({ length: 700 }, (_, at) => `entry ${at}`);
  const places = await Promise.all(texts.map((text) => log.append(entry(text))));
  expect(places.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(texts.map((_, at) => at));
  for (const at of [0, 1, 255, 256, 511, 512, 698, 699]) {
    const receipt = await log.receipt(places[at]!.index, entry(texts[at]!));
    const verified = await verifyReceipt(receipt, {
      verifier: verifierOf(log),
      toEntry: (extra) => extra,
      verify: verifyEd25519,
      sha256,
    });
    expect(verified).toMatchObject({ holds: true, checkpoint: { size: 700 } });
    expect(parseReceipt(await log.proof(places[at]!.index))?.extra).toBeUndefined();
  }
  await log.audit();
});

test("what is written with an entry is committed with it, or neither is", async () => {
  const store = await open();
  const log = await start(store);
  const write = (name: string, fail = false): Promise<number> =>
    log.transaction(async (trx, append) => {
      const index = append(entry(name));
      await trx
        .insertInto("policy_version")
        .values({
          site: "halden",
          policy: name,
          hash: name,
          json: "{}",
          effective: "2026-01-01",
          published_at: new Date(),
          log_index: index,
        })
        .execute();
      if (fail) throw new Error("changed its mind");
      return index;
    });
  expect(await write("one")).toBe(0);
  await expect(write("two", true)).rejects.toThrow("changed its mind");
  await expect(write("one")).rejects.toThrow("duplicate key");
  expect(await write("three")).toBe(1);
  const rows = await store.db
    .selectFrom("policy_version")
    .select(["policy", "log_index"])
    .orderBy("log_index")
    .execute();
  expect(rows).toEqual([
    { policy: "one", log_index: 0 },
    { policy: "three", log_index: 1 },
  ]);
  await log.audit();
});

test("shared work is committed together; work that fails takes none of its neighbours with it", async () => {
  const store = await open();
  const log = await start(store);
  const checkpoints = async () =>
    (await store.db.selectFrom("log_checkpoint").select("size").orderBy("size").execute()).map(({ size }) => size);
  const share = (names: readonly string[]) =>
    Promise.allSettled(
      names.map((name) =>
        log.transaction(
          async (trx, append) => {
            const index = append(entry(name));
            if (name === "bad")
              await trx
                .selectFrom("policy_version")
                .select("nowhere" as "site")
                .execute();
            return index;
          },
          { shared: true },
        ),
      ),
    );
  expect(await share(["a", "b", "c"])).toEqual([0, 1, 2].map((value) => ({ status: "fulfilled", value })));
  expect(await checkpoints()).toEqual([0, 3]);
  expect(await share(["d", "bad", "e"])).toMatchObject([{ value: 3 }, { reason: { code: "42703" } }, { value: 4 }]);
  expect(await checkpoints()).toEqual([0, 3, 4, 5]);
  await log.audit();
});

test("a transaction that appends nothing makes no checkpoint", async () => {
  const log = await start(await open());
  const before = await log.checkpoint();
  expect(await log.transaction(() => Promise.resolve("read"))).toBe("read");
  expect(await log.checkpoint()).toBe(before);
});

test("tiles and bundles are those of the tree, and only as far as it goes", async () => {
  const log = await start(await open());
  const texts = Array.from({ length: 600 }, (_, at) => `entry ${at}`);
  for (let at = 0; at < texts.length; at += 200) {
    await log.transaction((_, append) => Promise.resolve(texts.slice(at, at + 200).map((text) => append(entry(text)))));
  }
  for (const tile of toTiles(600)) {
    const hashes = await log.tile(toTilePath(tile));
    expect(hashes?.length).toBe(32 * tile.width);
    if (tile.level === 0) {
      const first = hashLeaf(entry(texts[tile.index * 256]!), sha256);
      expect(Buffer.from(hashes!.subarray(0, 32))).toEqual(first);
    }
  }
  expect(parseBundle((await log.tile("tile/entries/001"))!)?.map((bytes) => Buffer.from(bytes).toString())).toEqual(
    texts.slice(256, 512),
  );
  expect(await log.tile("0/000")).toEqual(await log.tile("tile/0/000"));
  expect((await log.tile("tile/0/000.p/17"))?.length).toBe(32 * 17);
  expect((await log.tile("tile/entries/002.p/88"))?.length).toBeGreaterThan(0);
  for (const path of ["tile/0/002", "tile/0/002.p/89", "tile/0/003", "tile/1/000", "tile/1/000.p/3", "tile/x", ""]) {
    expect(await log.tile(path), path).toBeUndefined();
  }
});

test("a restart goes on where it was, with the same key and under the name that the log began with", async () => {
  const store = await open();
  const folder = await makeFolder();
  const log = await start(store, { folder });
  await log.append(entry("before"));
  await log.close();
  const before = await log.checkpoint();
  const again = await start(store, { folder, origin: "renamed.example/log" });
  expect([again.key, again.origin, await again.checkpoint()]).toEqual([log.key, origin, before]);
  expect(await again.append(entry("after"))).toEqual({ index: 1 });
  await again.close();
  expect(await readFile(join(folder, "checkpoints", "halden.checkpoint"), "utf8")).toBe(await again.checkpoint());
});

test("each site has a log and a key of its own", async () => {
  const store = await open();
  const [one, other] = [await start(store), await start(store, { site: "other" })];
  await one.append(entry("one"));
  expect(await other.append(entry("other"))).toEqual({ index: 0 });
  expect(one.key).not.toBe(other.key);
});

test("another master key is refused in one sentence", async () => {
  const store = await open();
  await start(store);
  await expect(start(store, { key: "another key of some length" })).rejects.toMatchObject({
    name: "AbideError",
    code: "key-changed",
    message: "The log of halden was signed with another key than the one given.",
  });
});

test("two processes on one store write one history", async () => {
  const store = await open();
  const logs = [await start(store), await start(store), await start(store)];
  const places = await Promise.all(Array.from({ length: 90 }, (_, at) => logs[at % 3]!.append(entry(`entry ${at}`))));
  expect(new Set(places.map(({ index }) => index)).size).toBe(90);
  const heads = new Set(await Promise.all(logs.map((log) => log.checkpoint())));
  expect(heads.size).toBe(1);
  await logs[0]!.audit();
});

test("what is ready is written whoever wrote before, and refused where the store is an older copy", async () => {
  const store = await open();
  const [one, other] = [await start(store), await start(store)];
  const act = (record: number) => ({ type: "test", at: new Date(0), policy: "hash", detail: { record } });
  for (const record of [0, 1, 2]) {
    // Each goes on from a head that the other has left behind.
    await one.write({ statements: [], events: [act(record)] });
    await other.write({ statements: [], events: [act(record), act(record)], check: () => undefined });
  }
  await one.audit();
  const { rows } = await sql<{ idx: number }>`select idx from audit where site = 'halden' order by idx`.execute(
    store.db,
  );
  expect(rows.map(({ idx }) => idx)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  for (const table of ["log_entry", "log_hash", "audit"]) {
    await sql`delete from ${sql.table(table)} where idx >= 3`.execute(store.db);
  }
  await sql`delete from log_checkpoint where size > 3`.execute(store.db);
  await expect(one.write({ statements: [], events: [act(9)] })).rejects.toSatisfy(isTamperError);
  await other.close();
});

test("checkpoints follow from each other", async () => {
  const store = await open();
  const log = await start(store);
  for (let at = 0; at < 20; at++) await log.append(entry(`entry ${at}`));
  const { rows } = await sql<{ text: string }>`select text from log_checkpoint order by size`.execute(store.db);
  expect(rows).toHaveLength(21);
  const heads = await Promise.all(rows.map(({ text }) => openCheckpoint(text, verifierOf(log), verifyEd25519)));
  expect(heads.every(({ opened }) => opened)).toBe(true);
});

test("one entry that is too long fails alone", async () => {
  const log = await start(await open());
  const outcomes = await Promise.allSettled([
    log.append(entry("first")),
    log.append(entry("neighbour")),
    log.append(new Uint8Array(0x10000)),
    log.append(entry("other neighbour")),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  await log.audit();
});

async function history(store: Store, folder: string, from: number, to: number, name = "entry"): Promise<void> {
  const log = await createLog({ db: store.db, site: "halden", origin, key, folder });
  for (let at = from; at < to; at++) await log.append(entry(`${name} ${at}`));
  await log.close();
}

async function refusal(store: Store, options: Partial<LogOptions> = {}): Promise<unknown> {
  return createLog({ db: store.db, site: "halden", origin, key, ...options }).then(
    () => "accepted",
    (error: unknown) => (isTamperError(error) ? error : Promise.reject(error)),
  );
}

test("an older copy of the database is refused: the checkpoint in the data folder knows better", async () => {
  const folder = await makeFolder();
  const [newer, older] = [await open(), await open()];
  await history(older, await makeFolder(), 0, 3);
  await history(newer, folder, 0, 5);
  expect(await refusal(older, { folder })).toMatchObject({
    name: "TamperError",
    message: expect.stringMatching(
      /has 3 entries; .*halden\.checkpoint knows it to have been 5\. .* put back the newest/,
    ),
    tampering: { kind: "shortened" },
  });
  expect(await refusal(newer, { folder })).toBe("accepted");
  expect(await refusal(await open(), { folder })).toMatchObject({ tampering: { kind: "shortened" } });
});

test("another history is refused, with evidence that convinces others", async () => {
  const folder = await makeFolder();
  const [one, other] = [await open(), await open()];
  await history(one, folder, 0, 5);
  await history(other, await makeFolder(), 0, 3);
  await history(other, await makeFolder(), 3, 9, "false");
  const error = await refusal(other, { folder });
  if (!isTamperError(error)) throw new Error("The fork was accepted.");
  expect(error.tampering.kind).toBe("forked");
  const log = await start(one, { folder });
  expect(await provesFork(error.tampering, { verifier: verifierOf(log), verify: verifyEd25519, sha256 })).toBe(true);
});

test("a database that is put back under a running log is noticed at the next write, which is refused", async () => {
  const store = await open();
  const log = await start(store);
  for (let at = 0; at < 5; at++) await log.append(entry(`entry ${at}`));
  await sql`delete from log_checkpoint where size > 3`.execute(store.db);
  await expect(log.append(entry("more"))).rejects.toMatchObject({ tampering: { kind: "shortened" } });
  await expect(log.checkpoint()).rejects.toMatchObject({ tampering: { kind: "shortened" } });
});

test.each([
  ["an entry was changed", sql`update log_entry set entry = 'changed' where idx = 1`],
  ["an entry was removed", sql`delete from log_entry where idx = 1`],
  ["the last entry was removed", sql`delete from log_entry where idx = 4`],
  ["a hash was changed", sql`update log_hash set hash = sha256('x') where level = 0 and idx = 2`],
  ["a hash at the edge was changed", sql`update log_hash set hash = sha256('x') where level = 2 and idx = 0`],
  ["a hash was removed", sql`delete from log_hash where level = 0 and idx = 3`],
  [
    "the checkpoint was changed",
    sql`update log_checkpoint set text = replace(text, ${"\n5\n"}, ${"\n4\n"}) where size = 5`,
  ],
  ["the checkpoint was cut", sql`update log_checkpoint set text = 'x' where size = 5`],
  ["something was added to the checkpoint", sql`update log_checkpoint set text = text || 'x' where size = 5`],
  ["the last checkpoint was removed", sql`delete from log_checkpoint where size = 5`],
  ["the checkpoints were removed", sql`delete from log_checkpoint`],
])("a start after %s is refused", async (_, change) => {
  const store = await open();
  await history(store, await makeFolder(), 0, 5);
  await change.execute(store.db);
  expect(await refusal(store)).toMatchObject({ name: "TamperError", tampering: { kind: "altered" } });
});

test("a checkpoint file of another log is refused and named", async () => {
  const folder = await makeFolder();
  const store = await open();
  await history(store, folder, 0, 2);
  await writeFile(join(folder, "checkpoints", "halden.checkpoint"), "nonsense");
  expect(await refusal(store, { folder })).toMatchObject({
    message: expect.stringContaining(join(folder, "checkpoints", "halden.checkpoint")),
  });
});

test("an outsider can follow the log from one checkpoint to the next with tiles alone", async () => {
  const log = await start(await open());
  await Promise.all(Array.from({ length: 300 }, (_, at) => log.append(entry(`entry ${at}`))));
  const opened = await openCheckpoint(await log.checkpoint(), verifierOf(log), verifyEd25519);
  if (!opened.opened) throw new Error(opened.reason);
  expect(opened.checkpoint.size).toBe(300);
  // Everything that was served gives the root that was signed.
  const bundles = [await log.tile("tile/entries/000"), await log.tile("tile/entries/001.p/44")];
  const leaves = bundles.flatMap((bundle) => parseBundle(bundle!)!).map((bytes) => hashLeaf(bytes, sha256));
  const { edge } = append({ size: 0, hashes: [] }, leaves, sha256);
  const root = toRoot(edge.hashes, sha256);
  expect(verifyConsistency({ size: 300, root }, opened.checkpoint, [], sha256)).toBe(true);
});
