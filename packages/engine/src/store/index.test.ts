import { afterEach, expect, test } from "vitest";
import { isStoreDown, migrate, openStore, type Store } from "../store.ts";
import { openTestStore } from "./test-store.ts";

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

async function fresh(): Promise<Store> {
  const store = await openTestStore();
  open.push(store);
  return store;
}

test("each test has a database of its own", async () => {
  const [one, other] = [await fresh(), await fresh()];
  await one.db
    .insertInto("violation")
    .values({
      site: "s",
      key: "k",
      kind: "cookie",
      detail: "{}",
      first_at: new Date(0),
      last_at: new Date(0),
      count: 1,
    })
    .execute();
  expect(await one.db.selectFrom("violation").select("key").execute()).toEqual([{ key: "k" }]);
  expect(await other.db.selectFrom("violation").select("key").execute()).toEqual([]);
});

test("values come back as what they were", async () => {
  const { db } = await fresh();
  const salt = Uint8Array.from({ length: 32 }, (_, index) => index);
  const at = new Date("2026-03-01T12:34:56.789Z");
  const row = {
    site: "s",
    record_id: "4dd9b6ea-3e17-4cbe-b2b3-0f9e2ae4a4f3",
    seq: 1,
    at,
    version: "v",
    event: "given",
  };
  await db
    .insertInto("consent")
    .values({ ...row, allowed: JSON.stringify(["a", "b"]), record: '{"x":null}', key: "k", salt, log_index: 2 ** 40 })
    .execute();
  const found = await db.selectFrom("consent").selectAll().executeTakeFirstOrThrow();
  expect(found).toMatchObject({ ...row, allowed: ["a", "b"], record: { x: null }, log_index: 2 ** 40 });
  expect(Uint8Array.from(found.salt!)).toEqual(salt);
});

test("the same write arriving twice is one row", async () => {
  const { db } = await fresh();
  const row = {
    site: "s",
    at: new Date(0),
    version: "v",
    event: "given",
    allowed: "[]",
    record: "{}",
    salt: null,
    log_index: 0,
  };
  const first = { ...row, key: "same", record_id: "4dd9b6ea-3e17-4cbe-b2b3-0f9e2ae4a4f3", seq: 1 };
  await db.insertInto("consent").values(first).execute();
  await expect(
    db
      .insertInto("consent")
      .values({ ...first, seq: 2 })
      .execute(),
  ).rejects.toMatchObject({ code: "23505" });
});

test("migrations that ran already are left alone, also by several processes at once", async () => {
  const { url } = await fresh();
  await Promise.all([migrate(url), migrate(url), migrate(url)]);
});

test("a feature brings migrations of its own; without it the store opens as before, and what is of a newer version does not", async () => {
  const { url, db } = await fresh();
  const made: string[] = [];
  const up = (name: string) => ({ up: () => Promise.resolve(void made.push(name)) });
  await migrate(url, { "university-0001": up("university") });
  // It comes later, and its name sorts before.
  await migrate(url, { "market-0001": up("market"), "university-0001": up("university again") });
  await migrate(url);
  expect(made).toEqual(["university", "market"]);
  const later = { name: "9999-later", timestamp: new Date().toISOString() };
  await db
    .insertInto("kysely_migration" as never)
    .values(later)
    .execute();
  await expect(migrate(url)).rejects.toMatchObject({ code: "store-unreadable" });
});

test("a PostgreSQL by address is used as it is", async () => {
  const { url } = await fresh();
  const said: string[] = [];
  const store = await openStore({ url, logger: (sentence) => said.push(sentence) });
  open.push(store);
  expect(await store.db.selectFrom("violation").selectAll().execute()).toEqual([]);
  // The server that tests share trades safety for speed, and that is said.
  expect(said).toContain("This PostgreSQL runs with fsync=off: a power cut may lose what it has acknowledged.");
  expect(said.join(" ")).not.toContain("account");
});

test("an account that row-level security does not hold is said", async () => {
  const url = new URL((await fresh()).url);
  url.username = "postgres";
  const said: string[] = [];
  open.push(await openStore({ url: url.href, logger: (sentence) => said.push(sentence) }));
  expect(said.join(" ")).toContain(
    'The store\'s account "postgres" passes by row-level security, so a query that goes round Abide reads every record: ' +
      "give ABIDE_STORE one that is neither a superuser nor BYPASSRLS.",
  );
});

test.each([
  ["nothing listens", "postgres://someone:secret@127.0.0.1:1/abide"],
  ["the name is unknown", "postgres://someone:secret@nowhere.invalid/abide"],
  ["the socket is missing", "postgres://someone:secret@localhost/abide?host=/nonexistent"],
])("a store that is down is said in one sentence, without the password: %s", async (_, url) => {
  const error: unknown = await openStore({ url, logger: () => {} }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: "AbideError", code: "store-down", status: 503 });
  expect(String(error)).toMatch(/^AbideError: The store at .* does not answer \(.*\)\.$/);
  expect(String(error)).not.toContain("secret");
  expect(isStoreDown(error)).toBe(true);
});

test("a refusal is told from an outage", async () => {
  const { db } = await fresh();
  const refused: unknown = await db
    .selectFrom("nothing" as "violation")
    .selectAll()
    .execute()
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Error);
  expect(isStoreDown(refused)).toBe(false);
  expect(isStoreDown("down")).toBe(false);
});
