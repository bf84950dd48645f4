import type { AuditEvent } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { toHeaderText } from "../http/header-text.ts";
import { toUuid } from "../http/id.ts";
import type { Message } from "../outbox/message.ts";
import type { CollectedWriting, NewRecord } from "../records/write.ts";
import { findDeclared } from "./declared.ts";
import type { MailDelivery } from "./deliver.ts";
import type { MailTemplate } from "./mail.ts";
import { channels, toTarget, type MailReference } from "./stored-mail.ts";
import { toItself } from "./write-out.ts";

/** A mail about a record that is not committed yet, to be written in the same commit. */
export interface CollectionMail {
  readonly message: Message<MailReference>;
  readonly event: AuditEvent;
}

/**
 * The mail that `template` makes of a new record, as it waits in the outbox: it is written out as it leaves, and then asked whether
 * the person may be written to. Undefined where no policy declares it.
 */
export function toCollectionMail(
  { site, versions, roles }: Core,
  template: MailTemplate,
  { id: record, subject, input }: NewRecord,
  values: { readonly [name: string]: string },
  key: string,
): CollectionMail | undefined {
  const { activity, name, kind } = template;
  const found = findDeclared(versions.current, kind, activity);
  if (!found) return undefined;
  const { version, purpose, address } = found;
  const id = toUuid(site, activity, record, name, key);
  const to = toHeaderText(input.values[address], 254);
  const body: MailReference = { template: name, activity, record, values };
  const detail = { activity, by: toItself(roles, purpose).id, kind, mail: id, purpose, record, template: name };
  return {
    message: { id, channel: channels.transactional, key: id, subject, target: toTarget(to), body },
    event: { type: "mail", at: input.at, policy: version.hash, subject, detail },
  };
}

/** The mails about new records that are sent by themselves: those of `templates` that are `on` collection. */
export function toCollectionMails(
  core: Core,
  templates: readonly MailTemplate[],
  created: readonly NewRecord[],
): CollectionMail[] {
  const { place, logger } = core;
  return created.flatMap((record) =>
    templates.flatMap((template) => {
      if (template.on !== "collection" || template.activity !== record.input.activity) return [];
      if (!place) logger(`The mail ${template.name} is not sent: there is no place for mail.`, undefined);
      return place ? (toCollectionMail(core, template, record, {}, "collection") ?? []) : [];
    }),
  );
}

/** Writes mails in the commit of the records that they are about, and writes them out after it, so that they can be seen at once. */
export function toCollectedWriting(
  { outbox }: Core,
  delivery: Pick<MailDelivery, "writeOutNow"> | undefined,
  mails: readonly CollectionMail[],
  created: readonly NewRecord[],
): CollectedWriting {
  return {
    statements: outbox.toInserts(
      mails.map(({ message }) => message),
      new Map(created.map(({ subject, key }) => [subject, key])),
    ),
    events: mails.map(({ event }) => event),
    ...(mails.length > 0
      ? {
          after: () =>
            Promise.all(mails.flatMap(({ message, event }) => delivery?.writeOutNow(message, event.at) ?? [])),
        }
      : {}),
  };
}
