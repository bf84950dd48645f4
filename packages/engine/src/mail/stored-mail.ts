import type { FileStore } from "../vault/file-store.ts";
import { readAll } from "../archive/tar.ts";
import type { SubjectKey } from "../vault/vault.ts";
import type { MailMessage } from "./mail.ts";

/** What a message of mail says: everything else is read when it leaves. */
export interface MailReference {
  readonly template: string;
  readonly activity: string;
  readonly record: string;
  readonly values: { readonly [name: string]: string };
  /** It was written out already, and lies sealed among the files under the message's id. */
  readonly copy?: boolean;
}

export const channels = { transactional: "mail transactional", promotional: "mail promotional" } as const;

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

/** The id of a mail that somebody of the company sends to themselves, to see it. No message has one like it. */
export const toTestId = (): string => `test-${crypto.randomUUID()}`;

/** Whether a Message-ID is one of a test. */
export const isTestId = (messageId: string): boolean => messageId.startsWith("<test-");

/** `bytes` as a file store takes them. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
