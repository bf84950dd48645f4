import { CompiledQuery } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Store } from "./index.ts";
import { toArray, type Element } from "./insert.ts";
import { packed, packedColumns } from "./packed.ts";
import { openTestStore } from "./test-store.ts";

let store: Store;
beforeAll(async () => void (store = await openTestStore()));

const run = async (lines: string, order: string): Promise<string> => {
  const { rows } = await store.db.executeQuery(CompiledQuery.raw(packed(lines, order)));
  return (rows[0] as { readonly lines: string | null }).lines ?? "";
};

test("rows that are packed are read as they are in the store", async () => {
  const columns = packedColumns({
    at: "integer",
    words: "text?",
    small: "integer?",
    big: "integer?",
    is: "boolean?",
    raw: "bytes?",
    time: "time?",
  });
  const lines = `
    select ${columns.select({
      at: "1",
      words: `'Ünïcode, "quoted"'::text`,
      small: "2147483647",
      big: "9007199254740991::bigint",
      is: "true",
      raw: "'\\x00ff0a'::bytea",
      time: "'2026-11-24 09:30:00.123Z'::timestamptz",
    })}
    union all select 2, '', -1, -9007199254740991, false, '', '1969-12-31 23:59:59.999Z'
    union all select 3, null, null, null, null, null, null`;
  const found = columns.read(await run(lines, "at desc"), ({ at, words, small, big, is, raw, time }) => [
    at,
    words,
    small,
    big,
    is,
    raw?.toString("hex") ?? null,
    time,
  ]);
  expect(found).toEqual([
    [3, null, null, null, null, null, null],
    [2, "", -1, -9007199254740991, false, "", -1],
    [1, 'Ünïcode, "quoted"', 2147483647, 9007199254740991, true, "00ff0a", Date.parse("2026-11-24T09:30:00.123Z")],
  ]);
  expect(columns.read("", ({ at }) => at)).toEqual([]);
});

test("lines with one id are one row, and what a join did not find is no part of it", async () => {
  const columns = packedColumns(
    { rank: "unread", id: "text", status: "text?" },
    { later: { key: { kek: "text", wrapped: "bytes?" } }, each: { parts: { part: "text", sealed: "bytes" } } },
  );
  const sql = columns.select({
    rank: "rank",
    id: "id",
    status: "status",
    kek: "kek",
    wrapped: "wrapped",
    part: "part",
    sealed: "sealed",
  });
  const lines = `
    select ${sql} from (values
      (1, 'a', 'new', 'k', '\x01'::bytea, 'p', '\x02'::bytea),
      (2, 'a', 'new', 'k', '\x01', 'q', ''),
      (3, 'b', null, null, null, null, null),
      (4, 'c', null, 'k', null, null, null),
      (5, 'constructor', '', 'k', '\x03', 'p', '\x04')
    ) given (rank, id, status, kek, wrapped, part, sealed)`;
  const rows = columns.read(await run(lines, "line.rank"), ({ id, status, rest }) => ({ id, status, rest }));
  const hex = (bytes: Buffer | null) => bytes?.toString("hex");
  // In the other order: what is opened later is found wherever the reader stands.
  const opened = rows.toReversed().map(({ id, status, rest }) => {
    const found = rest.key;
    return {
      id,
      status,
      key: found && [found.kek, hex(found.wrapped)],
      parts: rest.parts.map(({ part, sealed }) => [part, hex(sealed)]),
    };
  });
  expect(opened).toEqual([
    { id: "constructor", status: "", key: ["k", "03"], parts: [["p", "04"]] },
    { id: "c", status: null, key: ["k", undefined], parts: [] },
    { id: "b", status: null, key: undefined, parts: [] },
    {
      id: "a",
      status: "new",
      key: ["k", "01"],
      parts: [
        ["p", "02"],
        ["q", ""],
      ],
    },
  ]);
});

test("nothing where the description says that there is something is an error, and so is a description of two columns of one name", async () => {
  const columns = packedColumns({ name: "text" }, { later: { key: { kek: "text", wrapped: "bytes" } } });
  const lines = await run(
    `select ${columns.select({ name: "null::text", kek: "'k'::text", wrapped: "null::bytea" })}`,
    "line.name",
  );
  expect(() => columns.read(lines, ({ name }) => name)).toThrow('The store gave nothing for "name".');
  expect(() => columns.read(lines, ({ rest }) => rest.key)).toThrow('The store gave nothing for "wrapped".');
  expect(() => packedColumns({ id: "text", part: "text" }, { each: { parts: { part: "text" } } })).toThrow("one name");
  expect(() => packedColumns({ name: "text" }, { each: { parts: { part: "text" } } })).toThrow("Lines without an id");
});

test.each<[type: string, values: readonly Element[]]>([
  ["text", ["", " ", "null", "NULL", 'a"b\\c', "{d,e}", "ü", "line\nline", null]],
  ["integer", [0, -1, 2147483647, undefined]],
  ["boolean", [true, false]],
  ["timestamptz", [new Date("2026-11-24T09:30:00.123Z"), new Date("0099-03-01T00:00:00Z")]],
  ["bytea", [Uint8Array.of(), Uint8Array.of(0, 34, 92, 255), Buffer.from("abc").subarray(1)]],
  ["uuid", ["f42fab92-40c4-42a9-9cab-9276b0095838"]],
])("an array of %s arrives as it is", async (type, values) => {
  const asked = CompiledQuery.raw(`select value from unnest($1::${type}[]) as given (value)`, [toArray(values)]);
  const { rows } = await store.db.executeQuery(asked);
  const plain = (value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("hex") : (value ?? null);
  expect(rows.map((row) => plain((row as { readonly value: unknown }).value))).toEqual(values.map(plain));
});
