import type { Kysely } from "kysely";

/** A new table with its `site`, the first part of each primary key, for the columns that follow. */
export const createTable = (db: Kysely<unknown>, name: string) =>
  db.schema.createTable(name).addColumn("site", "text", (column) => column.notNull());
