import { compile } from "@abide/policy";
import { beforeAll, describe, expect, test } from "vitest";
import type { Transaction } from "kysely";
import type { Store, Tables } from "../store/index.ts";
import { packedColumns } from "../store/packed.ts";
import { lookInto, openTestStore } from "../store/test-store.ts";
import { careers } from "../test-policy.ts";
import { checkConditions, isForgotten, toConditions, toSql, type Conditions, type Selection } from "./query.ts";
import { findTogether } from "./search.ts";

const compiled = (await compile(careers)).policy;
const id = "f42fab92-40c4-42a9-9cab-9276b0095838";

describe("the check of conditions", () => {
  const check = (
    conditions: object,
    everything: "allowed" | "refused" = "allowed",
    asked: { readonly activity?: string; readonly purpose?: string } = {},
  ) =>
    checkConditions({ policy: compiled, activity: "application", purpose: "recruitment", ...asked }, conditions, {
      everything,
    });

  test.each<[what: string, conditions: Conditions]>([
    ["an id", { id }],
    ["an id in capitals", { id: id.toUpperCase() }],
    ["a look-up field", { where: { email: "ada@halden.example" } }],
    ["a look-up field with a value that nobody has", { where: { position: "" } }],
    ["a look-up field with NUL in the value", { where: { position: "a\0b" } }],
    ["a look-up field with half a character as the value", { where: { position: "\ud800" } }],
    ["a subject", { subject: id }],
    ["a status", { status: "interview" }],
    ["a day since", { since: "2026-11-24" }],
    ["a time until", { until: "2026-11-24T09:30:00.123Z" }],
    [
      "all of them",
      { id, where: { email: "a", position: "b" }, subject: id, status: "rejected", since: "2026", until: "2027" },
    ],
  ])("lets %s pass, also where everything is refused", (_, conditions) => {
    expect(check(conditions)).toBeUndefined();
    expect(check(conditions, "refused")).toBeUndefined();
  });

  test.each<[what: string, conditions: object, reason: string]>([
    ["a field that is not declared", { where: { phone: "1" } }, "undeclared"],
    ["a field that every object has", { where: { constructor: "1" } }, "undeclared"],
    ["a field of the prototype's name", { where: JSON.parse(`{ "__proto__": "1" }`) as object }, "undeclared"],
    ["a field with NUL in its name", { where: { "email\0": "1" } }, "undeclared"],
    ["a field with half a character in its name", { where: { "email\ud800": "1" } }, "undeclared"],
    ["a field that nothing is looked up by", { where: { name: "Ada" } }, "not-lookup"],
    ["such a field beside one that is not declared", { where: { name: "Ada", phone: "1" } }, "undeclared"],
    ["such a field with the value of another", { where: { email: "a", notes: "b" } }, "not-lookup"],
    ["an id that is none", { id: "1" }, "not-found"],
    ["an empty id", { id: "" }, "not-found"],
    ["an id and more", { id: `${id}\n` }, "not-found"],
    ["an id with NUL", { id: `${id}\0` }, "not-found"],
    ["an id of half a character", { id: "\udfff" }, "not-found"],
    ["an id that every object has", { id: "constructor" }, "not-found"],
    ["an id that is no text", { id: 1 }, "not-found"],
    ["no id at all, written as null", { id: null }, "not-found"],
    ["a subject that is none", { subject: "ada@halden.example" }, "not-found"],
    ["a status that is not declared", { status: "hired" }, "undeclared"],
    ["a status that every array has", { status: "length" }, "undeclared"],
    ["a status that every object has", { status: "constructor" }, "undeclared"],
    ["a status with NUL", { status: "interview\0" }, "undeclared"],
    ["a status with half a character", { status: "interview\ud800" }, "undeclared"],
    ["an empty status", { status: "" }, "undeclared"],
    ["a word for a time", { since: "yesterday" }, "wrong-value"],
    ["an empty time", { until: "" }, "wrong-value"],
    ["a day that the calendar does not have", { since: "2026-13-01" }, "wrong-value"],
    ["half a character for a time", { until: "\ud800" }, "wrong-value"],
    ["a year that the store does not have", { since: "0000-01-01" }, "wrong-value"],
    ["a year before our reckoning", { since: "-000001-01-01T00:00:00Z" }, "wrong-value"],
    ["a year of five digits", { until: "+010000-01-01T00:00:00Z" }, "wrong-value"],
    ["one wrong condition among right ones", { id, where: { email: "a" }, since: "yesterday" }, "wrong-value"],
  ])("says of %s why it is refused", (_, conditions, reason) => {
    expect(check(conditions)).toBe(reason);
    expect(check(conditions, "refused")).toBe(reason);
  });

  test("names the first reason: the fields, then the ids, then the status, then the times", () => {
    const wrong = { where: { phone: "1" }, id: "1", status: "hired", since: "yesterday" };
    expect(check(wrong)).toBe("undeclared");
    expect(check({ ...wrong, where: { name: "Ada" } })).toBe("not-lookup");
    expect(check({ ...wrong, where: {} })).toBe("not-found");
    expect(check({ ...wrong, where: undefined, id })).toBe("undeclared");
    expect(check({ ...wrong, where: undefined, id: undefined, status: undefined })).toBe("wrong-value");
  });

  test("does not let a field tell whose records hold a value for a purpose that it may not serve", () => {
    expect(check({ where: { email: "ada@halden.example" } }, "allowed", { purpose: "quality" })).toBe("other-purpose");
    expect(check({ where: { email: "ada@halden.example" } }, "allowed", { purpose: "constructor" })).toBe("undeclared");
    expect(check({ id }, "allowed", { activity: "constructor" })).toBe("undeclared");
    expect(check({ status: "interview" }, "allowed", { activity: "letter" })).toBe("undeclared");
  });

  test.each<[what: string, conditions: object]>([
    ["no condition", {}],
    ["conditions without a value", { id: undefined, where: { email: undefined }, status: undefined }],
    ["no fields", { where: {} }],
    ["a condition that nobody knows", { ID: id }],
    ["fields that are null", { where: null }],
  ])("takes %s for everything, which an erasure and a hand-over refuse", (_, conditions) => {
    expect(check(conditions)).toBeUndefined();
    expect(check(conditions, "refused")).toBe("wrong-value");
    expect(isForgotten(conditions)).toBe(Object.keys(conditions).length > 0);
  });

  test("takes conditions that were left out for meant, and one with a value for one", () => {
    expect(isForgotten(undefined)).toBe(false);
    expect(isForgotten({ status: "interview", id: undefined })).toBe(false);
  });
});

test("conditions are copied without whatever else lies beside them", () => {
  const where = { email: "a" };
  const given = { id, where, anyPurpose: true, activity: "letter", afterId: id, keptAt: new Date(0), ids: [] };
  const conditions = toConditions(given);
  where.email = "b";
  expect(conditions).toStrictEqual({
    id,
    where: { email: "a" },
    subject: undefined,
    status: undefined,
    since: undefined,
    until: undefined,
  });
});

describe("the records that a selection finds", () => {
  const site = "website";
  const vault = { index: (name: string, value: string) => Buffer.from(JSON.stringify([name, value])) };
  const columns = packedColumns({ key_order: "unread", id: "text" });
  const toUuid = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 9, minute));

  /** Two of everything that a condition can tell apart, in every combination. */
  const rows = Array.from({ length: 64 }, (_, n) => ({
    n,
    id: toUuid(n),
    subject: toUuid(1000 + (n & 1)),
    status: n & 2 ? "interview" : null,
    at: at(n & 4 ? 30 : 0),
    email: n & 8 ? "ada@halden.example" : "Ünï\u0001\ufffd",
    due_at: n & 16 ? (n & 32 ? at(10) : at(50)) : null,
    purposes: n & 32 ? ["recruitment", "pool"] : ["pool"],
  }));

  let store: Store;
  beforeAll(async () => {
    store = await openTestStore();
    const insert = async (trx: Transaction<Tables>) => {
      const shared = { site, activity: "application" };
      const more = { version: "", source: "person", language: "en", public: false, kept_for: 1, event_at: null };
      for (const { id, subject, status, at, due_at, purposes } of rows) {
        const record = { ...shared, ...more, id, subject, status, at, due_at, purposes };
        await trx.insertInto("record").values(record).execute();
      }
      await trx
        .insertInto("record_index")
        .values(
          rows.map(({ id, email, purposes }) => ({
            ...shared,
            field: "email",
            mac: vault.index("application.email", email),
            record: id,
            purposes,
          })),
        )
        .execute();
    };
    await lookInto(store, insert, { act: "collect" });
  });

  const find = async (selection: Partial<Selection>): Promise<number[]> => {
    const whole = { activity: "application", ...selection };
    const found = await findTogether({
      db: store.db,
      site,
      activity: whole.activity,
      purpose: selection.anyPurpose ? "" : "recruitment",
      act: selection.anyPurpose ? "collect" : "",
      limit: 1_000,
      order: "line.key_order",
      columns,
      lines: (take) => `
        select ${columns.select({ key_order: "id", id: "id::text" })} from record
        where ${toSql(whole, vault, take)} offset 0`,
      toRow: ({ id }) => id,
    });
    return found.map((found) => Number.parseInt(found.slice(-12), 16));
  };
  type Known = (typeof rows)[number];
  const expected = (...tests: readonly ((row: Known) => boolean)[]) =>
    rows.filter((row) => tests.every((test) => test(row))).map(({ n }) => n);
  const serves = ({ purposes }: Known) => purposes.includes("recruitment");

  const conditions: readonly (readonly [condition: Partial<Selection>, meets: (row: Known) => boolean])[] = [
    [{ ids: rows.filter(({ n }) => n % 3 !== 0).map(({ id }) => id) }, ({ n }) => n % 3 !== 0],
    [{ subject: toUuid(1001) }, ({ n }) => (n & 1) === 1],
    [{ status: "interview" }, ({ status }) => status === "interview"],
    [{ since: at(30).toISOString() }, (row) => row.at >= at(30)],
    [{ until: at(30).toISOString() }, (row) => row.at < at(30)],
    [{ where: { email: "ada@halden.example" } }, ({ email }) => email === "ada@halden.example"],
    [{ keptAt: at(10) }, ({ due_at }) => due_at === null || due_at > at(10)],
    [{ afterId: toUuid(20) }, ({ n }) => n > 20],
  ];

  test.each(conditions)("by %o alone", async (condition, meets) => {
    expect(await find(condition)).toEqual(expected(serves, meets));
    expect(await find({ ...condition, anyPurpose: true })).toEqual(expected(meets));
  });

  test("meet every condition, whichever are given together", async () => {
    const all = Array.from({ length: 2 ** conditions.length }, (_, which) =>
      conditions.filter((_, at) => (which >> at) & 1),
    );
    const found = await Promise.all(all.map((some) => find(Object.assign({}, ...some.map(([one]) => one)))));
    expect(found).toEqual(all.map((some) => expected(serves, ...some.map(([, meets]) => meets))));
  });

  test("are one record where an id is given, and only if everything else is so as well", async () => {
    expect(await find({ id: toUuid(42) })).toEqual([42]);
    expect(await find({ id: toUuid(42).toUpperCase() })).toEqual([42]);
    expect(await find({ id: toUuid(42), status: "received" })).toEqual([]);
    expect(await find({ id: toUuid(10) })).toEqual([]);
    expect(await find({ id: toUuid(42), activity: "letter" })).toEqual([]);
    expect(await find({ id: toUuid(42), ids: [] })).toEqual([]);
  });

  test("go on after a place in either order, by time and then by id", async () => {
    const inOrder = rows.filter(serves).toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.n - b.n);
    const place = inOrder[20]!;
    const after = (order: "asc" | "desc") => find({ after: { at: place.at.toISOString(), id: place.id, order } });
    const sorted = (some: readonly Known[]) => some.map(({ n }) => n).toSorted((a, b) => a - b);
    expect(await after("asc")).toEqual(sorted(inOrder.slice(21)));
    expect(await after("desc")).toEqual(sorted(inOrder.slice(0, 20)));
  });

  test("are found by a value as it is, however odd, and by none that looks like SQL", async () => {
    const odd = rows[0]!.email;
    expect(await find({ where: { email: odd } })).toEqual(expected(serves, ({ email }) => email === odd));
    for (const value of ["", "a\0b", "'; drop table record; --", "{a,b}", '"', "\\", "NULL", "null"]) {
      expect(await find({ where: { email: value } })).toEqual([]);
      expect(await find({ where: { [`email${value}x`.replace("\0", "")]: odd } })).toEqual([]);
    }
    for (const status of ["", "'", '"', "\\", "{}", "NULL", "constructor"]) expect(await find({ status })).toEqual([]);
  });

  test("take any time that the check lets pass", async () => {
    for (const time of ["0001-01-01", "9999-12-31T23:59:59.999Z", "2026", "2026-11-24T09:30+02:00"]) {
      const asked = { policy: compiled, activity: "application", purpose: "recruitment" };
      expect(checkConditions(asked, { since: time }, { everything: "refused" })).toBeUndefined();
      expect(await find({ since: time })).toEqual(expected(serves, (row) => row.at >= new Date(time)));
      expect(await find({ until: time })).toEqual(expected(serves, (row) => row.at < new Date(time)));
    }
  });
});
