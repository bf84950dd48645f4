import type { AuditEvent } from "../audit/audit.ts";
import { toUuid } from "../http/id.ts";
import { toHeaderText } from "../http/header-text.ts";
import type { Message } from "../outbox/message.ts";
import type { NewRecord } from "../records/write.ts";
import { channels, type MailReference } from "./stored-mail.ts";
import { findDeclared } from "./declared.ts";
import { toItself, toTarget, type DeliveryOptions } from "./deliver.ts";
import type { MailTemplate } from "./mail.ts";

/** A mail about a record that is not committed yet, to be written in the same commit. */
export interface CollectionMail {
  readonly message: Message<MailReference>;
  readonly act: AuditEvent;
}

/**
 * The mail that `template` makes of a new record, as it waits in the outbox: it is written out as it leaves, and then asked whether
 * the person may be written to. Undefined where no policy declares it.
 */
export function toCollectionMail(
  { records, versions, roles }: Pick<DeliveryOptions, "records" | "versions" | "roles">,
  template: MailTemplate,
  { id: record, subject, input }: NewRecord,
  values: { readonly [name: string]: string },
  key: string,
): CollectionMail | undefined {
  const { activity, name, kind } = template;
  const found = findDeclared(versions, kind, activity);
  if (!found) return undefined;
  const { version, purpose, address } = found;
  const id = toUuid(records.site, activity, record, name, key);
  const to = toHeaderText(input.values[address], 254);
  const body: MailReference = { template: name, activity, record, values };
  const detail = { activity, by: toItself(roles, purpose).id, kind, mail: id, purpose, record, template: name };
  return {
    message: { id, channel: channels.transactional, key: id, subject, target: toTarget(to), body },
    act: { type: "mail", at: input.at, policy: version.hash, subject, detail },
  };
}
