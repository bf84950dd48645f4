import { CompiledQuery, type Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** What a transaction is for: reading for a purpose (or several, with spaces between), or one of the engine's own acts. Row-level security goes by it. */
export type Acting =
  | { readonly purpose: string }
  | { readonly act: "collect" | "expire" | "erase" | "rights" | "backup" | "staff" };

/** The statement that says what a transaction is for, until it ends. A query of one that has not said so sees no record. */
export function toActing(what: Acting): CompiledQuery {
  const { purpose, act } = { purpose: "", act: "", ...what };
  return CompiledQuery.raw("select set_config('abide.purpose', $1, true), set_config('abide.act', $2, true)", [
    purpose,
    act,
  ]);
}

/** Says what the transaction `trx` is for. */
export async function acting(trx: Kysely<Tables>, what: Acting): Promise<void> {
  await trx.executeQuery(toActing(what));
}
