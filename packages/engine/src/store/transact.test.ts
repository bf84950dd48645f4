import { CompiledQuery, sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { openTestStore } from "./test-store.ts";
import type { Store } from "./index.ts";
import { connected, settleAll, transact, pipeline, failIfNot, retryOnConflict } from "./transact.ts";

let store: Store;
beforeAll(async () => {
  store = await openTestStore();
  await sql`create table word (word text primary key)`.execute(store.db);
});

const insert = (word: string) => CompiledQuery.raw("insert into word values ($1)", [word]);
const words = async () =>
  (await sql<{ word: string }>`select word from word order by word`.execute(store.db)).rows.map(({ word }) => word);

test("what is asked first, between and last is one transaction", async () => {
  const result = await transact(store.db, {
    first: (send) => send(insert("a")),
    work: async (trx) => {
      await sql`insert into word values ('b')`.execute(trx);
      expect(await words()).toEqual([]);
      return "done";
    },
    last: (send) => send(insert("c")),
  });
  expect(result).toBe("done");
  expect(await words()).toEqual(["a", "b", "c"]);
});

test.each(["first", "work", "last"])(
  "one that fails %s takes back all of it, and the connection goes on",
  async (where) => {
    const before = await words();
    const bad = insert("a");
    const failing = transact(store.db, {
      first: (send) => settleAll([send(insert("d")), send(where === "first" ? bad : insert("e"))]),
      work: async (trx) => void (await (where === "work" ? trx.executeQuery(bad) : sql`select 1`.execute(trx))),
      last: (send) => settleAll([send(where === "last" ? bad : insert("f")), send(insert("g"))]),
    });
    await expect(failing).rejects.toMatchObject({ code: "23505" });
    expect(await words()).toEqual(before);
  },
);

test("what goes at once is done as a whole, or taken back where it fails or its answers are not what they should be", async () => {
  const before = await words();
  const answers = await pipeline(store.db, [insert("p"), CompiledQuery.raw("select count(*) as count from word")]);
  expect(answers[1]!.rows).toEqual([{ count: before.length + 1 }]);
  const refuse = () => {
    throw new Error("Not this.");
  };
  await expect(pipeline(store.db, [insert("q"), insert("p"), insert("r")])).rejects.toMatchObject({ code: "23505" });
  await expect(pipeline(store.db, [insert("q")], refuse)).rejects.toThrow("Not this.");
  expect(await words()).toEqual([...before, "p"]);
});

test("what is asked often is planned once, and what is asked at once is answered in its order", async () => {
  const answers = await connected(store.db, async (send) => {
    const questions = Array.from({ length: 5 }, (_, at) => CompiledQuery.raw("select $1::int as at", [at]));
    const rows = await settleAll(questions.map((question) => send(question)));
    const { rows: prepared } = await send<{ statement: string }>(
      CompiledQuery.raw("select statement from pg_prepared_statements"),
    );
    expect(prepared.map(({ statement }) => statement)).toContain("select $1::int as at");
    return rows.map(({ rows: [row] }) => row);
  });
  expect(answers).toEqual([0, 1, 2, 3, 4].map((at) => ({ at })));
});

test("a statement that is made last is committed with the others, and where it is not made, neither are they", async () => {
  const before = await words();
  const failing = pipeline(store.db, [insert("x")], undefined, () => Promise.reject(new Error("not made")));
  await expect(failing).rejects.toThrow("not made");
  const refused = pipeline(store.db, [insert("x"), insert("a")], undefined, () => Promise.resolve(insert("y")));
  await expect(refused).rejects.toMatchObject({ code: "23505" });
  expect(await words()).toEqual(before);
  await pipeline(store.db, [insert("x")], undefined, () => Promise.resolve(insert("y")));
  expect(await words()).toEqual([...before, "x", "y"].sort());
});

test("what depends on something that is gone is taken back by the store, and tried again", async () => {
  const before = await words();
  let attempts = 0;
  await retryOnConflict(() => {
    const expected = ++attempts === 1 ? before.length : before.length + 1;
    const counted = CompiledQuery.raw(`select ${failIfNot("count(*) = $1")} from word`, [expected]);
    return pipeline(store.db, [insert("z"), counted]);
  });
  expect(attempts).toBe(2);
  expect(await words()).toEqual([...before, "z"].sort());
});
