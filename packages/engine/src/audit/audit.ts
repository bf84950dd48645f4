import { toCanonical } from "@abide/policy";
import type { CompiledQuery, Insertable, Transaction } from "kysely";
import { commit } from "../http/digest.ts";
import { toInsert, type Columns } from "../store/insert.ts";
import type { AuditTable } from "./tables.ts";
import type { Tables } from "../store/tables.ts";

/** Something that happened to personal data or by the people of the company, on its way into the log. */
export interface AuditEvent {
  /** What kind of thing: `collection`, `read`, `erasure`, `staff-sign-in`. Public, in the log. */
  readonly type: string;
  readonly at: Date;
  /** Hash of the version that allowed it. Public, in the log. */
  readonly policy: string;
  /** Whom it is about, where it is about one person: their erasure makes the entry unreadable for good. */
  readonly subject?: string;
  /** Who, why, which fields, how many: never a value. Kept beside the log, which holds a commitment to it. */
  readonly detail: { readonly [member: string]: unknown };
}

/**
 * Appends `events` to the log, with what they are about in the table beside it, inside the transaction of what they record.
 *
 * @example
 * await log.transaction(async (trx, append) => {
 *   await trx.deleteFrom("record")...
 *   await audit(trx, append, site, [{ type: "erasure", at, policy, detail: { activity, records: 12 } }]);
 * });
 */
export async function audit(
  trx: Transaction<Tables>,
  append: (entry: Uint8Array) => number,
  site: string,
  events: readonly AuditEvent[],
): Promise<number[]> {
  if (events.length === 0) return [];
  const { statement, indexes } = toAudit(append, site, events);
  await trx.executeQuery(statement);
  return indexes;
}

/** The same as a statement that is still to be asked. */
export function toAudit(
  append: (entry: Uint8Array) => number,
  site: string,
  events: readonly AuditEvent[],
): { readonly statement: CompiledQuery; readonly indexes: number[] } {
  const rows = events.map(({ type, at, policy, subject, detail }): Insertable<AuditTable> => {
    const text = toCanonical(detail);
    const salt = crypto.getRandomValues(new Uint8Array(32));
    const idx = append(toLeaf(type, policy, at.toISOString(), commit(salt, text)));
    return { site, idx, at, type, subject: subject ?? null, detail: text, salt };
  });
  return { statement: toInsert("audit", columns, rows), indexes: rows.map(({ idx }) => idx) };
}

const columns: Columns<"audit"> = {
  site: "text",
  idx: "bigint",
  at: "timestamptz",
  type: "text",
  subject: "uuid",
  detail: "text",
  salt: "bytea",
};

/** The log's entry: that something of a type happened under this version in this hour, and a commitment that only its salt opens. */
export function toLeaf(type: string, policy: string, at: string, commitment: string): Uint8Array {
  return new TextEncoder().encode(toCanonical({ at: toHour(at), commitment, policy, type }));
}

/** The hour that `at` is in: the log says no more, or entries could be matched with visits. */
export function toHour(at: string): string {
  return `${at.slice(0, 13)}:00:00Z`;
}
