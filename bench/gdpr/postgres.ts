import { Pool } from "pg";
import type { Side } from "./side.ts";
import { columns, type Column, type Operation, type Row, type What } from "./workload.ts";

// PostgreSQL as one would use it: a pool, prepared statements, one statement an operation. The retrofitted one writes its audit
// line in that same statement, so that it pays for one round trip and one commit like the other.

export const tables = {
  plain: `create table record (key text primary key, ${columns.map((column) => `${column} text not null`).join(", ")})`,
  retrofitted: `
    create table record (key text primary key, ${columns.map((column) => `${column} text not null`).join(", ")},
      expires timestamptz not null);
    ${columns
      .filter((column) => column !== "data")
      .map((column) => `create index record_${column} on record (${column});`)
      .join("\n")}
    create index record_expires on record (expires);
    create table audit (id bigserial primary key, at timestamptz not null, operation text not null, subject text not null)`,
};

/** Statements of a kind of operation, named so that the server plans each once. */
interface Statement {
  readonly name: string;
  readonly text: string;
}

const pools = { max: 10 };

/** Fills the table at `url`, many rows in one statement. */
export async function load(
  url: string,
  retrofitted: boolean,
  rows: Iterable<Row>,
  at: number,
  say: (count: number) => void,
): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 2 });
  try {
    await pool.query(retrofitted ? tables.retrofitted : tables.plain);
    const insert = `insert into record select * from unnest(${["key", ...columns].map((_, i) => `$${i + 1}::text[]`).join(", ")}
      ${retrofitted ? `, $${columns.length + 2}::timestamptz[]` : ""})`;
    let count = 0;
    const write = async (batch: readonly Row[]): Promise<void> => {
      const values: unknown[] = [batch.map(({ key }) => String(key))];
      for (const column of columns) values.push(batch.map((row) => row[column]));
      if (retrofitted) values.push(batch.map(({ ttl }) => new Date(at + Number(ttl) * 1000)));
      await pool.query(insert, values);
      if (retrofitted) {
        await pool.query(`insert into audit (at, operation, subject) select $1, 'create', * from unnest($2::text[])`, [
          new Date(at),
          values[0],
        ]);
      }
      say((count += batch.length));
    };
    let batch: Row[] = [];
    for (const row of rows) {
      if (batch.push(row) < 1000) continue;
      await write(batch);
      batch = [];
    }
    if (batch.length > 0) await write(batch);
  } finally {
    await pool.end();
  }
}

const wanted: { readonly [what in What]: readonly Column[] } = {
  all: columns,
  data: ["data"],
  meta: columns.filter((column) => column !== "data"),
};

export function createPostgres(name: string, url: string, retrofitted: boolean): Side {
  const pool = new Pool({ connectionString: url, ...pools });
  pool.on("error", () => {});
  const statements = new Map<string, Statement>();
  /** The statement `text`, which in the retrofitted one notes in the audit what it is and whom it is about, and skips what is over. */
  const ask = async (kind: string, condition: string, now: number, text: string, values: readonly unknown[]) => {
    let statement = statements.get(text);
    if (!statement) {
      const noted = `with noted as (insert into audit (at, operation, subject)
        values ($${values.length + 1}, $${values.length + 2}, $${values.length + 3}))`;
      const name = `s${statements.size}`;
      statements.set(text, (statement = { name, text: retrofitted ? `${noted} ${text}` : text }));
    }
    return pool.query<{ key: string } & { [column in Column]: string }>({
      ...statement,
      values: retrofitted ? [...values, new Date(now), kind, condition] : [...values],
    });
  };
  const alive = (at: number): string => (retrofitted ? ` and expires > $${at}` : "");
  const run = async (operation: Operation, now: number) => {
    const time = retrofitted ? [new Date(now)] : [];
    switch (operation.kind) {
      case "create": {
        const { row } = operation;
        const values = [String(row.key), ...columns.map((column) => row[column])];
        if (retrofitted) values.push(new Date(now + Number(row.ttl) * 1000).toISOString());
        const text = `insert into record values (${values.map((_, i) => `$${i + 1}`).join(", ")})`;
        return { count: (await ask("create", values[0]!, now, text, values)).rowCount ?? 0 };
      }
      case "read": {
        const { by, value } = operation.where;
        const list = ["key", ...wanted[operation.what]].join(", ");
        const text = `select ${list} from record where ${by} = $1${alive(2)}`;
        const { rows } = await ask("read", `${by}=${value}`, now, text, [value, ...time]);
        return {
          count: rows.length,
          rows: () => rows.map(({ key, ...more }) => ({ ...more, key: Number(key) })),
        };
      }
      case "update": {
        const { by, value } = operation.where;
        const set = Object.entries(operation.set);
        const list = set.map(([column], i) => `${column} = $${i + 1}`).join(", ");
        const text = `update record set ${list} where ${by} = $${set.length + 1}${alive(set.length + 2)}`;
        const values = [...set.map(([, to]) => to), value, ...time];
        return { count: (await ask("update", `${by}=${value}`, now, text, values)).rowCount ?? 0 };
      }
      case "delete": {
        const { by, value } = operation.where;
        const text = `delete from record where ${by} = $1${alive(2)}`;
        return { count: (await ask("delete", `${by}=${value}`, now, text, [value, ...time])).rowCount ?? 0 };
      }
      case "logs": {
        // Without a retrofit there are none to read.
        if (!retrofitted) return { count: 0 };
        const text = `select id, at, operation, subject from audit order by id desc limit $1`;
        return { count: (await ask("logs", "", now, text, [operation.lines])).rows.length };
      }
      case "verify":
        break;
    }
    const over = retrofitted ? "expires <= $2" : "false";
    const text = `select 1 as key from (select 1 from record where ${over} limit $1) found`;
    return { count: (await ask("verify", "", now, text, [operation.records, ...time])).rows.length };
  };
  return {
    name,
    keeps: { time: retrofitted, lines: retrofitted },
    run,
    expire: async (now) => {
      if (retrofitted) await ask("expire", "", now, "delete from record where expires <= $1", [new Date(now)]);
    },
    dump: async () => {
      const { rows } = await pool.query<Row>(`select key::int, ${columns.join(", ")} from record`);
      return rows;
    },
    lines: async () =>
      retrofitted ? Number((await pool.query<{ n: string }>("select count(*) as n from audit")).rows[0]!.n) : 0,
    close: () => pool.end(),
  };
}
