import { CompiledQuery, type Insertable } from "kysely";
import type { Tables } from "./tables.ts";

/** The type of a column, as PostgreSQL names it; `names` is an array of names, none of which has a space. */
type Kind = "bigint" | "boolean" | "bytea" | "integer" | "names" | "text" | "timestamptz" | "uuid";

export type Columns<Table extends keyof Tables> = {
  readonly [Column in keyof Insertable<Tables[Table]> & string]: Kind;
};

/**
 * The statement that inserts `rows`, however many: each column is one array. So it reads the same each time, and the server plans it
 * once. `more` comes after it, e.g. what to do where a row is there already.
 */
export function toInsert<Table extends keyof Tables>(
  table: Table,
  columns: Columns<Table>,
  rows: readonly Insertable<Tables[Table]>[],
  more = "",
): CompiledQuery {
  const kinds = Object.entries<Kind>(columns as { readonly [column: string]: Kind });
  const names = kinds.map(([name]) => `"${name}"`).join(", ");
  const taken = kinds.map(([name, kind]) => (kind === "names" ? `string_to_array("${name}", ' ')` : `"${name}"`));
  const arrays = kinds.map(([, kind], at) => `$${at + 1}::${kind === "names" ? "text" : kind}[]`);
  const values = kinds.map(([name, kind]) =>
    rows.map((row) => {
      const value = (row as { readonly [column: string]: unknown })[name] ?? null;
      return kind === "names" ? (value as readonly string[]).join(" ") : value;
    }),
  );
  const given = `unnest(${arrays.join(", ")}) as given (${names})`;
  return CompiledQuery.raw(
    `insert into "${table}" (${names}) select ${taken.join(", ")} from ${given} ${more}`,
    values,
  );
}
