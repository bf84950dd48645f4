import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Store } from "./index.ts";
import { toArray, type Element } from "./insert.ts";
import { openLines, packed } from "./packed.ts";
import { openTestStore } from "./test-store.ts";

let store: Store;
beforeAll(async () => void (store = await openTestStore()));
afterAll(() => store.close());

test("rows that are packed are read as they are in the store", async () => {
  const lines = `
    select 1 as at, 'Ünïcode, "quoted"'::text, 2147483647, 9007199254740991::bigint, true, '\\x00ff0a'::bytea,
      '2026-11-24 09:30:00.123Z'::timestamptz
    union all select 2, '', -1, -9007199254740991, false, '', '1969-12-31 23:59:59.999Z'
    union all select 3, null, null, null, null, null, null`;
  const { rows } = await store.db.executeQuery(CompiledQuery.raw(packed(lines, "at desc")));
  const read = openLines((rows[0] as { readonly lines: string }).lines);
  const found: unknown[] = [];
  while (read.next()) {
    found.push([
      read.integer(),
      read.text(),
      read.integer(),
      read.integer(),
      read.boolean(),
      read.bytes()?.toString("hex") ?? null,
      read.time(),
    ]);
  }
  expect(found).toEqual([
    [3, null, null, null, null, null, null],
    [2, "", -1, -9007199254740991, false, "", -1],
    [1, 'Ünïcode, "quoted"', 2147483647, 9007199254740991, true, "00ff0a", Date.parse("2026-11-24T09:30:00.123Z")],
  ]);
  expect(openLines("").next()).toBe(false);
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
