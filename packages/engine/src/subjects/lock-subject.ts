import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";

/** Whether `subject` is somebody who was not erased. Until the transaction ends nobody else erases them, or says anything for them. */
export async function lockSubject(trx: Kysely<Tables>, site: string, subject: string): Promise<boolean> {
  const known = await trx
    .selectFrom("subject")
    .select("id")
    .where("site", "=", site)
    .where("id", "=", subject)
    .where("erased_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  return known !== undefined;
}
