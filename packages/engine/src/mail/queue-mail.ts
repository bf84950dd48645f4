import type { Actor, Version } from "@abide/policy";
import { audit } from "../audit/audit.ts";
import type { Work } from "../audit/log.ts";
import type { Core } from "../core/core.ts";
import { AbideError } from "../http/error.ts";
import type { Message } from "../outbox/message.ts";
import { setAccessContext } from "../store/access-context.ts";
import { openKeys } from "../subjects/keys.ts";
import type { SubjectKey } from "../vault/vault.ts";
import { lockRecord, type MailReference } from "./stored-mail.ts";

/** The person whom a record is about, with their key; and whether the mail `id` is there already. */
export async function findRecipient(
  { site, db, vault }: Core,
  purpose: string,
  activity: string,
  record: string,
  id: string,
): Promise<{ readonly subject: string | undefined; readonly key: SubjectKey | undefined; readonly known: boolean }> {
  return db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { purpose });
    const row = await trx
      .selectFrom("record")
      .select("subject")
      .where("site", "=", site)
      .where("activity", "=", activity)
      .where("id", "=", record)
      .executeTakeFirst();
    const known = await trx
      .selectFrom("message")
      .select("id")
      .where("site", "=", site)
      .where("id", "=", id)
      .executeTakeFirst();
    const key = row && (await openKeys(trx, [row.subject], site, vault)).get(row.subject);
    return { subject: row?.subject, key, known: known !== undefined };
  });
}

/** A mail that is about to be queued, and the words of its entry in the log. */
export interface QueuedMail {
  readonly message: Message<MailReference>;
  readonly purpose: string;
  readonly version: Version;
  readonly kind: string;
  readonly by: Actor["id"];
}

/** Writes a message into the outbox, with what `more` writes, in a commit that fails where its record is gone. */
export async function queueMail(
  { site, log, outbox, clock }: Core,
  { message, purpose, version, kind, by }: QueuedMail,
  more?: (trx: Parameters<Work<void>>[0], at: Date) => Promise<unknown>,
): Promise<void> {
  const { id, subject, body } = message;
  await log.transaction(
    async (trx, append) => {
      // Somebody whose record is gone by now does not wish to be written to any more.
      if (!(await lockRecord(trx, site, body.activity, body.record)))
        throw new AbideError("not-found", "The record that the mail is about is gone.");
      const at = clock();
      await more?.(trx, at);
      await outbox.insert(trx, [message]);
      const detail = { activity: body.activity, by, kind, mail: id, purpose, record: body.record };
      const event = { type: "mail", at, policy: version.hash, subject };
      await audit(trx, append, site, [{ ...event, detail: { ...detail, template: body.template } }]);
    },
    { shared: true },
  );
  outbox.wake();
}
