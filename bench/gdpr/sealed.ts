import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { Pool } from "pg";
import type { Side } from "./side.ts";
import type { Operation, Row, What } from "./workload.ts";

// The retrofitted PostgreSQL with what Abide keeps sealed encrypted as well, by pgcrypto: under a key of each user, which lies beside
// in the open, with blind indexes to find records by. One statement an operation, like the others.

const options = "cipher-algo=aes256, s2k-mode=0, compress-algo=0";
const index = createSecretKey(Buffer.alloc(32, 7));
const toMac = (column: string, value: string): Buffer =>
  createHmac("sha256", index).update(`${column}\n${value}`).digest().subarray(0, 16);

const tables = `
  create extension if not exists pgcrypto;
  create table person (usr bytea primary key, secret text not null);
  create table record (key text primary key, pur text not null, ttl text not null, dec text not null, usr bytea not null,
    obj bytea not null, shr bytea not null, sealed bytea not null, expires timestamptz not null);
  ${["pur", "ttl", "dec", "usr", "obj", "shr", "expires"].map((column) => `create index on record (${column});`).join("\n")}
  create table audit (id bigserial primary key, at timestamptz not null, operation text not null, subject text not null)`;

const blind = ["usr", "obj", "shr"] as const;
const inside = ["usr", "obj", "acl", "shr", "src", "cat", "data"] as const;
type Inside = Partial<Record<(typeof inside)[number], string>>;

function toInside(row: Partial<Row>): Inside {
  return Object.fromEntries(inside.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])));
}

/** What reads give back. The rest is in what was encrypted. */
interface Found {
  readonly key: string;
  readonly pur: string;
  readonly ttl: string;
  readonly dec: string;
  readonly opened: string;
}

function toRow({ key, opened, ...rest }: Found, what: What): Partial<Row> {
  const { data, ...meta } = JSON.parse(opened) as Inside;
  if (what === "data") return { key: Number(key), data: data! };
  return { key: Number(key), ...rest, ...meta, ...(what === "all" ? { data: data! } : {}) };
}

export async function load(url: string, rows: Iterable<Row>, at: number, say: (count: number) => void): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 2 });
  try {
    await pool.query(tables);
    let count = 0;
    const write = async (batch: readonly Row[]): Promise<void> => {
      await pool.query(
        `with given as (
          select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[], $8::text[],
            $9::timestamptz[], $10::text[]) as given (key, pur, ttl, dec, usr, obj, shr, plain, expires, secret)
        ), people as (
          insert into person select distinct on (usr) usr, secret from given on conflict (usr) do update set usr = excluded.usr
          returning usr, secret
        ), noted as (insert into audit (at, operation, subject) select $11, 'create', key from given)
        insert into record select key, pur, ttl, dec, given.usr, obj, shr, pgp_sym_encrypt(plain, people.secret, $12), expires
        from given join people using (usr)`,
        [
          batch.map(({ key }) => String(key)),
          batch.map(({ pur }) => pur),
          batch.map(({ ttl }) => ttl),
          batch.map(({ dec }) => dec),
          ...blind.map((column) => batch.map((row) => toMac(column, row[column]))),
          batch.map((row) => JSON.stringify(toInside(row))),
          batch.map(({ ttl }) => new Date(at + Number(ttl) * 1000)),
          batch.map(() => randomBytes(32).toString("hex")),
          new Date(at),
          options,
        ],
      );
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

export function createSealed(name: string, url: string): Side {
  const pool = new Pool({ connectionString: url, max: 10 });
  pool.on("error", () => {});
  const names = new Map<string, string>();
  /** Asks `text`, which notes in the audit what it is: `$1` the time, `$2` the kind, `$3` whom it is about. */
  const ask = (kind: string, condition: string, now: number, text: string, values: readonly unknown[]) => {
    let known = names.get(text);
    if (known === undefined) names.set(text, (known = `s${names.size}`));
    const noted = "with noted as (insert into audit (at, operation, subject) values ($1, $2, $3))";
    return pool.query<Found>({
      name: known,
      text: `${noted}${text}`,
      values: [new Date(now), kind, condition, ...values],
    });
  };
  const toCondition = (by: string, value: string): { readonly text: string; readonly value: unknown } =>
    (blind as readonly string[]).includes(by)
      ? { text: `record.${by} = $4::bytea`, value: toMac(by, value) }
      : { text: `record.${by} = $4::text`, value };

  const run = async (operation: Operation, now: number) => {
    switch (operation.kind) {
      case "create": {
        const { row } = operation;
        const text = `, people as (
            insert into person values ($4, $5) on conflict (usr) do update set usr = excluded.usr returning secret
          ) insert into record select $6, $7, $8, $9, $4, $10, $11, pgp_sym_encrypt($12, secret, $13), $14 from people`;
        const values = [
          toMac("usr", row.usr),
          randomBytes(32).toString("hex"),
          String(row.key),
          row.pur,
          row.ttl,
          row.dec,
          toMac("obj", row.obj),
          toMac("shr", row.shr),
          JSON.stringify(toInside(row)),
          options,
          new Date(now + Number(row.ttl) * 1000),
        ];
        return { count: (await ask("create", String(row.key), now, text, values)).rowCount ?? 0 };
      }
      case "read": {
        const { by, value } = operation.where;
        const condition = toCondition(by, value);
        const text = ` select key, pur, ttl, dec, pgp_sym_decrypt(sealed, secret) as opened
          from record join person using (usr) where ${condition.text} and expires > $5`;
        const { rows } = await ask("read", `${by}=${value}`, now, text, [condition.value, new Date(now)]);
        return { count: rows.length, rows: () => rows.map((row) => toRow(row, operation.what)) };
      }
      case "update": {
        const { by, value } = operation.where;
        const condition = toCondition(by, value);
        const values: unknown[] = [condition.value, new Date(now)];
        const take = (value: unknown): string => `$${values.push(value) + 3}`;
        const { pur: _, ttl: __, dec, usr: ___, ...rest } = operation.set;
        const set = dec === undefined ? [] : [`dec = ${take(dec)}`];
        for (const column of ["obj", "shr"] as const) {
          const to = rest[column];
          if (to !== undefined) set.push(`${column} = ${take(toMac(column, to))}`);
        }
        if (Object.keys(rest).length > 0) {
          const opened = "pgp_sym_decrypt(sealed, secret)::jsonb";
          set.push(
            `sealed = pgp_sym_encrypt((${opened} || ${take(JSON.stringify(rest))}::jsonb)::text, secret, ${take(options)})`,
          );
        }
        const text = ` update record set ${set.join(", ")} from person
          where person.usr = record.usr and ${condition.text} and expires > $5`;
        return { count: (await ask("update", `${by}=${value}`, now, text, values)).rowCount ?? 0 };
      }
      case "delete": {
        const { by, value } = operation.where;
        const condition = toCondition(by, value);
        const text = `${by === "usr" ? ", gone as (delete from person where usr = $4)" : ""}
          delete from record where ${condition.text} and expires > $5`;
        const { rowCount } = await ask("delete", `${by}=${value}`, now, text, [condition.value, new Date(now)]);
        return { count: rowCount ?? 0 };
      }
      case "logs": {
        const text = " select id, at, operation, subject from audit order by id desc limit $4";
        return { count: (await ask("logs", "", now, text, [operation.lines])).rows.length };
      }
      case "verify":
        break;
    }
    const text = " select 1 as key from (select 1 from record where expires <= $5 limit $4) found";
    return { count: (await ask("verify", "", now, text, [operation.records, new Date(now)])).rows.length };
  };
  return {
    name,
    keeps: { time: true, lines: true },
    run,
    expire: async (now) => {
      await ask("expire", "", now, " delete from record where expires <= $4", [new Date(now)]);
    },
    dump: async () => {
      const { rows } = await pool.query<Found>(
        "select key, pur, ttl, dec, pgp_sym_decrypt(sealed, secret) as opened from record join person using (usr)",
      );
      return rows.map((row) => toRow(row, "all") as Row);
    },
    lines: async () => Number((await pool.query<{ n: string }>("select count(*) as n from audit")).rows[0]!.n),
    close: () => pool.end(),
  };
}
