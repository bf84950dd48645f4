import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";
import { readAll } from "../archive/tar.ts";
import type { Core } from "../core/core.ts";
import { toDomain } from "../http/header-text.ts";
import type { Message } from "../outbox/message.ts";
import { setAccessContext } from "../store/access-context.ts";
import { openKeys } from "../subjects/keys.ts";
import type { FileStore } from "../vault/file-store.ts";
import type { SubjectKey } from "../vault/vault.ts";
import type { MailMessage } from "./mail.ts";

/** The body of a message of mail. Everything else is read when it leaves. */
export interface MailReference {
  readonly template: string;
  readonly activity: string;
  readonly record: string;
  readonly values: { readonly [name: string]: string };
  /** The mail was written out already, and lies sealed among the files under the message's id. */
  readonly copy?: boolean;
}

export const channels = { transactional: "mail transactional", promotional: "mail promotional" } as const;

/** The target that messages to `address` are slowed down by. */
export const toTarget = (address: string): string => toDomain(address);

/** Rows of mail among the files carry this in front of the kind. No field can be named so. */
export const storedMailPrefix = "mail:";

/** Where the sealed copy of a mail belongs. */
export const toStoredMailPlace = (activity: string, record: string, id: string) => ({
  activity,
  record,
  field: `${storedMailPrefix}${id}`,
});

/** A mail as it was written out; undefined where it cannot be opened. */
export async function readStoredMail(
  place: FileStore | undefined,
  key: SubjectKey,
  { id, activity, record }: { readonly id: string; readonly activity: string; readonly record: string },
): Promise<MailMessage | undefined> {
  if (!place) return undefined;
  return key.unseal(toStoredMailPlace(activity, record, id), await readAll(place.read(id))) as MailMessage | undefined;
}

/** The copy of a mail as it was written out; undefined where its key is gone. */
export async function openStoredMail(
  { site, db, vault, place }: Core,
  subject: string,
  { activity, record }: MailReference,
  id: string,
): Promise<MailMessage | undefined> {
  const key = (await openKeys(db, [subject], site, vault)).get(subject);
  return key && readStoredMail(place, key, { id, activity, record });
}

/**
 * The mail that leaves: `message`, once it is stored, sealed, with the record that it is about; or the one that an attempt before this
 * one stored, so that nobody gets two different mails. Undefined where the person or the record is gone.
 */
export async function storeMail(
  { site, db, vault, place, clock }: Core,
  { id, subject, body: { activity, record } }: Message<MailReference>,
  kind: string,
  message: MailMessage,
): Promise<MailMessage | undefined> {
  if (!place) return message;
  const key = (await openKeys(db, [subject], site, vault)).get(subject);
  if (!key) return undefined;
  const known = await db.selectFrom("file").select("id").where("site", "=", site).where("id", "=", id).execute();
  if (known.length > 0) return readStoredMail(place, key, { id, activity, record });
  const sealed = key.seal(toStoredMailPlace(activity, record, id), message);
  await place.write(id, once(sealed), sealed.length);
  const stored = await db.transaction().execute(async (trx) => {
    if (!(await lockRecord(trx, site, activity, record))) return false;
    const field = `${storedMailPrefix}${kind}`;
    // Of two that write it out at the same moment the other was first, with the same words.
    await trx
      .insertInto("file")
      .values({ site, id, activity, record, field, bytes: sealed.length, at: clock() })
      .onConflict((on) => on.doNothing())
      .execute();
    return true;
  });
  if (stored) return message;
  await place.delete(id).catch(() => {});
  return undefined;
}

/** The id of a test, which somebody of the company sends to themselves. No message has an id like it. */
export const toTestId = (): string => `test-${crypto.randomUUID()}`;

/** Whether a Message-ID is one of a test. */
export const isTestId = (messageId: string): boolean => messageId.startsWith("<test-");

/** `bytes` as a file store takes them. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Whether the record that a mail is about is there still. Until the transaction ends nobody erases it. */
export async function lockRecord(
  trx: Kysely<Tables>,
  site: string,
  activity: string,
  record: string,
): Promise<boolean> {
  // To hold on to a row is to write, for row-level security.
  await setAccessContext(trx, { act: "mail" });
  const known = await trx
    .selectFrom("record")
    .select("id")
    .where("site", "=", site)
    .where("activity", "=", activity)
    .where("id", "=", record)
    .forShare()
    .executeTakeFirst();
  return known !== undefined;
}
