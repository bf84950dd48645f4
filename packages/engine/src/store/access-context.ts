import { CompiledQuery, sql, type Kysely } from "kysely";
import type { Tables } from "./tables.ts";

type Command = "select" | "insert" | "update" | "delete";

const read = ["select"] as const;
// A row that is changed, deleted or held on to is found first, and what holds on to a row has to be allowed to change it.
const change = ["select", "update"] as const;
const remove = ["select", "delete"] as const;
const write = ["select", "insert", "update", "delete"] as const;

const erasing = { record_value: remove, record_index: remove, staff_item: remove, staff_index: remove } as const;

/**
 * The engine's own acts, each with the tables whose rows it may see, and what it may do with them. Row-level security is made from this:
 * who changes a line writes a migration that calls `protect` for its table anew.
 */
export const grants = {
  /** Takes records in, and changes them. */
  collect: {
    record: ["select", "insert", "update"],
    record_value: write,
    record_index: ["select", "insert", "delete"],
  },
  /** Ends what is over its time. */
  retention: { record: ["select", "update", "delete"], ...erasing },
  /** Erases people and records. */
  erasure: { record: remove, ...erasing },
  /** What a person asks for about themselves, here and at recipients (GDPR 15, 20). */
  export: { record: read, record_value: read },
  /** What is done for one person: their state, and a legal hold on a record of theirs. */
  rights: { record: read },
  /** A subscription's sign-ups and their end. */
  subscription: { record: change },
  /** Transfers to a successor. */
  transfer: { record: read },
  /** Notices of a change, and what is kept longer after them. */
  notice: { record: change },
  /** Telling people of a request of an authority. */
  "legal-request": { record: read },
  /** Whether what was packed for a recipient may leave still. */
  disclosure: { record: read },
  /** Keeps a mail as long as its record is there, which it holds on to. */
  mail: { record: change },
  /** The company's people. */
  staff: { staff_item: write, staff_index: ["select", "insert", "delete"] },
  backup: { record: read, record_value: read, record_index: read, staff_item: read, staff_index: read },
} as const satisfies { readonly [act: string]: Grant };

/** What an act may do with the rows of each table. Default: it sees none of them. */
export type Grant = { readonly [Table in keyof Tables]?: readonly Command[] };

/** What a transaction is for: reading for a purpose (or several, with spaces between), or one of the engine's own acts. Row-level security goes by it. */
export type AccessContext = { readonly purpose: string } | { readonly act: keyof typeof grants };

/** The statement that says what a transaction is for, until it ends. A query of one that has not said so sees no record. */
export function toAccessContext(what: AccessContext): CompiledQuery {
  const { purpose, act } = { purpose: "", act: "", ...what };
  return CompiledQuery.raw("select set_config('abide.purpose', $1, true), set_config('abide.act', $2, true)", [
    purpose,
    act,
  ]);
}

/** Says what the transaction `trx` is for. */
export async function setAccessContext(trx: Kysely<Tables>, what: AccessContext): Promise<void> {
  await trx.executeQuery(toAccessContext(what));
}

/**
 * Lets only those acts see and change rows of `table` that it is granted to, whoever owns it. Called again, it says anew which they are.
 */
export async function protect(db: Kysely<unknown>, table: keyof Tables): Promise<void> {
  const name = sql.table(table);
  await sql`alter table ${name} enable row level security, force row level security`.execute(db);
  for (const command of write) {
    const policy = sql.ref(`act_${command}`);
    await sql`drop policy if exists ${policy} on ${name}`.execute(db);
    const acts = Object.entries<Grant>(grants).flatMap(([act, grant]) => (grant[table]?.includes(command) ? act : []));
    if (acts.length === 0) continue;
    const check = sql.raw(command === "insert" ? "with check" : "using");
    await sql`
      create policy ${policy} on ${name} for ${sql.raw(command)}
      ${check} ((select current_setting('abide.act', true)) in (${sql.join(acts.map((act) => sql.lit(act)))}))`.execute(
      db,
    );
  }
}
