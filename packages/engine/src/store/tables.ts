import type { ColumnType } from "kysely";

/**
 * Every table. Each room declares its own in its `tables.ts`. `site` is the first part of each primary key, so that tables distribute
 * over several machines unchanged.
 *
 * @example
 * declare module "../store/tables.ts" {
 *   interface Tables {
 *     readonly notice: NoticeTable;
 *   }
 * }
 */
export interface Tables {}

/** A column of `jsonb`: written as JSON text (`JSON.stringify`), so that an array is not taken for a PostgreSQL array. */
export type Json<Value> = ColumnType<Value, string, string>;
