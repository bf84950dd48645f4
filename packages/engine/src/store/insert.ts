import { CompiledQuery, type Insertable } from "kysely";
import type { Tables } from "./tables.ts";
import { failIfNot } from "./transact.ts";

/** The type of a column, as PostgreSQL names it; `names` is an array of names, none of which has a space. */
type Kind = "bigint" | "boolean" | "bytea" | "integer" | "names" | "text" | "timestamptz" | "uuid";

export type Columns<Table extends keyof Tables> = {
  readonly [Column in keyof Insertable<Tables[Table]> & string]: Kind;
};

/**
 * The statement that inserts `rows`, however many: each column is one array. So it reads the same each time, and the server plans it
 * once. `more` comes after it, e.g. what to do where a row is there already; with `expected` it is stale unless it writes that many.
 */
export function toInsert<Table extends keyof Tables>(
  table: Table,
  columns: Columns<Table>,
  rows: readonly Insertable<Tables[Table]>[],
  more = "",
  expected?: number,
): CompiledQuery {
  const kinds = Object.entries<Kind>(columns as { readonly [column: string]: Kind });
  const names = kinds.map(([name]) => `"${name}"`).join(", ");
  const taken = kinds.map(([name, kind]) => (kind === "names" ? `string_to_array("${name}", ' ')` : `"${name}"`));
  const arrays = kinds.map(([, kind], at) => `$${at + 1}::${kind === "names" ? "text" : kind}[]`);
  const values: unknown[] = kinds.map(([name, kind]) =>
    toArray(
      rows.map((row) => {
        const value = (row as { readonly [column: string]: Element | readonly string[] })[name];
        return kind === "names" ? (value as readonly string[]).join(" ") : (value as Element);
      }),
    ),
  );
  const given = `unnest(${arrays.join(", ")}) as given (${names})`;
  const insert = `insert into "${table}" (${names}) select ${taken.join(", ")} from ${given} ${more}`;
  if (expected === undefined) return CompiledQuery.raw(insert, values);
  const counted = `with written as (${insert} returning 1) select ${failIfNot(`count(*) = $${values.length + 1}`)} from written`;
  return CompiledQuery.raw(counted, [...values, expected]);
}

/** What a value of an array can be. */
export type Element = string | number | boolean | Date | Uint8Array | null | undefined;

/**
 * An array as PostgreSQL reads it. The driver makes one as well, and takes four times as long: it looks through every value for what
 * has to be escaped, and writes times in the machine's zone.
 */
export function toArray(values: readonly Element[]): string {
  return `{${values.map(toElement).join(",")}}`;
}

function toElement(value: Element): string {
  if (typeof value === "string") return plain.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
  if (value === null || value === undefined) return "NULL";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array)
    return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex")}"`;
  return String(value);
}

/** Ids, names and numbers mean themselves. Whatever else might, as NULL does, is put between quotes. */
const plain = /^(?!null$)[\w.:+-]+$/i;
