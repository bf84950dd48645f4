import { sql } from "kysely";
import { Client } from "pg";
import { beforeAll, expect, test } from "vitest";
import { setAccessContext, grants, type AccessContext, type Grant } from "./access-context.ts";
import type { Store } from "./index.ts";
import { openTestStore } from "./test-store.ts";

const acts = Object.entries<Grant>(grants) as [keyof typeof grants, Grant][];
const tables = ["record", "record_index", "record_value", "staff_index", "staff_item"] as const;
const commands = ["select", "insert", "update", "delete"] as const;
const id = "4dd9b6ea-3e17-4cbe-b2b3-0f9e2ae4a4f3";
const rows: { readonly [table in (typeof tables)[number]]: string } = {
  record: `(site, activity, id, at, subject, version, source, language, purposes, kept_for)
    values ('s', 'a', gen_random_uuid(), now(), '${id}', 'v', 'person', 'en', '{support}', 1)`,
  record_value: `(site, activity, record, part, purposes, sealed) values ('s', 'a', gen_random_uuid(), 'p', '{support}', '')`,
  record_index: `(site, activity, field, mac, record, purposes) values ('s', 'a', 'f', '', gen_random_uuid(), '{support}')`,
  staff_item: `(site, model, id, subject, sealed) values ('s', 'user', gen_random_uuid(), '${id}', '')`,
  staff_index: `(site, model, field, mac, id) values ('s', 'user', 'email', '', gen_random_uuid())`,
};

let store: Store;
beforeAll(async () => {
  store = await openTestStore();
  // The superuser passes by row-level security.
  const url = new URL(store.url);
  url.username = "postgres";
  const client = new Client({ connectionString: url.href });
  await client.connect();
  for (const table of tables) await client.query(`insert into ${table} ${rows[table]}`);
  await client.end();
});

/** How many rows of `table` a command reaches for whom `what` says, or that it is refused. Nothing of it stays. */
async function reach(
  what: AccessContext | undefined,
  table: (typeof tables)[number],
  command: (typeof commands)[number],
) {
  const statements = {
    select: `select from ${table}`,
    insert: `insert into ${table} ${rows[table]}`,
    update: `update ${table} set site = 's'`,
    delete: `delete from ${table}`,
  };
  const undone = new Error("Nothing of it stays.");
  let reached: number | string = 0;
  await store.db
    .transaction()
    .execute(async (trx) => {
      if (what) await setAccessContext(trx, what);
      const { rows, numAffectedRows } = await sql.raw(statements[command]).execute(trx);
      reached = Number(numAffectedRows ?? rows.length);
      throw undone;
    })
    .catch((error: unknown) => {
      if (error === undone) return;
      reached = (error as { code: string }).code;
    });
  return reached;
}

test("the policies in the store say what the table of acts says, and nothing more", async () => {
  const { rows: found } = await sql<{ table: string; name: string; command: string; says: string }>`
    select tablename as table, policyname as name, lower(cmd) as command, coalesce(qual, with_check) as says
    from pg_policies where schemaname = 'public' and policyname <> 'purpose'`.execute(store.db);
  const said = found.map(({ table, name, command, says }) => {
    expect(says).toContain("current_setting('abide.act'::text, true)");
    const named = [...says.matchAll(/'([^']+)'::text/g)]
      .map(([, name]) => name!)
      .filter((name) => name !== "abide.act");
    expect(name).toBe(`act_${command}`);
    return `${table} ${command}: ${named.toSorted().join(" ")}`;
  });
  const granted = tables.flatMap((table) =>
    commands.flatMap((command) => {
      const those = acts.flatMap(([act, grant]) => (grant[table]?.includes(command) ? act : []));
      return those.length > 0 ? `${table} ${command}: ${those.toSorted().join(" ")}` : [];
    }),
  );
  expect(said.toSorted()).toEqual(granted.toSorted());
  const { rows: forced } = await sql<{ name: string }>`
    select relname as name from pg_class where relrowsecurity and relforcerowsecurity order by relname`.execute(
    store.db,
  );
  expect(forced.map(({ name }) => name)).toEqual([...tables]);
  expect([...new Set(acts.flatMap(([, grant]) => Object.keys(grant)))].toSorted()).toEqual([...tables]);
});

test.each(acts)("%s reaches the rows of what it is granted, and of nothing else", async (act, grant) => {
  for (const table of tables) {
    for (const command of commands) {
      const may = grant[table]?.includes(command) ?? false;
      expect(await reach({ act }, table, command), `${command} of ${table}`).toBe(
        may ? 1 : command === "insert" ? "42501" : 0,
      );
    }
  }
});

test("what does not say what it is for reaches nothing, and a purpose reads what serves it", async () => {
  for (const table of tables) {
    for (const command of commands) {
      const nothing = command === "insert" ? "42501" : 0;
      expect(await reach(undefined, table, command)).toBe(nothing);
      expect(await reach({ purpose: "promotion" }, table, command)).toBe(nothing);
      const read = command === "select" && table.startsWith("record");
      expect(await reach({ purpose: "support" }, table, command)).toBe(read ? 1 : nothing);
    }
  }
});
