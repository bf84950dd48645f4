import type { Tables } from "../store/tables.ts";
import type { Kysely } from "kysely";
import { toCanonical } from "@abide/policy";
import { AbideError } from "../http/error.ts";
import type { Log } from "../audit/log.ts";
import type { Visitor } from "./visit.ts";

/**
 * The receipt of the visitor's newest choice, as a `.tlog-proof` file that can be checked offline: the record itself, the salt that
 * opens the log's commitment to it, and the proof that the log holds that. Whoever holds the cookie may have it; to everybody else
 * it does not exist.
 */
export async function answerReceipt(
  asked: string,
  visitor: Visitor,
  site: string,
  db: Kysely<Tables>,
  log: Log,
): Promise<Response> {
  const { kept } = visitor;
  if (!kept || (asked !== "mine" && asked !== kept.record)) {
    throw new AbideError("not-found", "The receipt is somebody else's, or there is none.");
  }
  const row = await db
    .selectFrom("consent")
    .select(["record", "salt", "seq", "log_index"])
    .where("site", "=", site)
    .where("record_id", "=", kept.record)
    .where("seq", "<=", Math.max(kept.seq, 1))
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row?.salt) throw new AbideError("not-found", "The record is not there: not recorded yet, or erased.");
  const salt = Array.from(row.salt, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const extra = new TextEncoder().encode(toCanonical({ receipt: row.record, salt }));
  return new Response(await log.receipt(row.log_index, extra), {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `attachment; filename="consent-${kept.record.slice(0, 8)}-${row.seq}.tlog-proof"`,
      "cache-control": "private, no-store",
      vary: "Cookie",
      "x-content-type-options": "nosniff",
    },
  });
}
