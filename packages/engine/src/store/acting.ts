import { sql, type Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** What a transaction is for: reading for a purpose, or one of the engine's own acts. Row-level security goes by it. */
export type Acting =
  | { readonly purpose: string }
  | { readonly act: "collect" | "expire" | "erase" | "rights" | "backup" };

/** Says what the transaction `trx` is for, until it ends. A query of one that has not said so sees no record. */
export async function acting(trx: Kysely<Tables>, what: Acting): Promise<void> {
  const { purpose, act } = { purpose: "", act: "", ...what };
  await sql`select set_config('abide.purpose', ${purpose}, true), set_config('abide.act', ${act}, true)`.execute(trx);
}
