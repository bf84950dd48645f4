import type { CompiledQuery, Insertable, Kysely } from "kysely";
import { toInsert, type Columns } from "../store/insert.ts";
import type { Tables } from "../store/tables.ts";
import { openKeys } from "../subjects/keys.ts";
import type { SubjectKey } from "../vault/vault.ts";
import { toPlace, type Message } from "./message.ts";
import type { Queue } from "./queue.ts";
import type { MessageTable } from "./tables.ts";

/** Statements that write `messages`: none for one whose subject has no key among `keys`, since it was erased. */
export function toInserts(
  { site, clock }: Queue,
  messages: readonly Message[],
  keys: ReadonlyMap<string, SubjectKey>,
): CompiledQuery[] {
  const at = clock();
  const rows = messages.flatMap((message): Insertable<MessageTable>[] => {
    const { id, channel, key, subject, target, batch, due, body } = message;
    const own = keys.get(subject);
    if (!own) return [];
    const sealed = own.seal(toPlace(id, "body"), body);
    const fresh = { attempts: 0, state: "queued", leased_until: null, why: null, remote: null, ended_at: null };
    const to = { target: target ?? null, batch: batch ?? null, due_at: due ?? at };
    return [{ site, id, channel, key, subject, body: sealed, at, ...to, ...fresh }];
  });
  return rows.length === 0 ? [] : [toInsert("message", columns, rows, "on conflict do nothing")];
}

/** Writes `messages` in a transaction that is under way, under the keys that it finds. Returns how many were new. */
export async function insertMessages(queue: Queue, trx: Kysely<Tables>, messages: readonly Message[]): Promise<number> {
  let written = 0;
  for (const statement of toInserts(queue, messages, await openSubjectKeys(queue, trx, messages))) {
    written += Number((await trx.executeQuery(statement)).numAffectedRows ?? 0n);
  }
  return written;
}

/** Keys of everybody whom `messages` are about. */
export const openSubjectKeys = ({ site, vault }: Queue, db: Kysely<Tables>, messages: readonly Message[]) =>
  openKeys(db, [...new Set(messages.map(({ subject }) => subject))], site, vault);

const columns: Columns<"message"> = {
  site: "text",
  id: "uuid",
  channel: "text",
  key: "text",
  subject: "uuid",
  target: "text",
  batch: "uuid",
  body: "bytea",
  due_at: "timestamptz",
  attempts: "integer",
  state: "text",
  leased_until: "timestamptz",
  why: "text",
  remote: "bytea",
  at: "timestamptz",
  ended_at: "timestamptz",
};
