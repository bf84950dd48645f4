import type { Logger } from "../http/logger.ts";
import type { FileStore } from "../vault/file-store.ts";
import { openKeys } from "../subjects/keys.ts";
import type { Actor, Version } from "@abide/policy";
import { audit } from "../audit/audit.ts";
import { AbideError } from "../http/error.ts";
import { toUuid } from "../http/id.ts";
import type { Message } from "../outbox/message.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { createReader, type RecordsCore } from "../records/records.ts";
import type { Roles } from "../roles/roles.ts";
import { setAccessContext } from "../store/access-context.ts";
import { findDeclared, toMemory, verifyMail } from "./declared.ts";
import { toCollectionMail, type CollectionMail } from "./collection.ts";
import type { CollectedWriting, NewRecord, OnCollected } from "../records/write.ts";
import {
  channels,
  storedMailPrefix,
  once,
  readStoredMail,
  toStoredMailPlace,
  toTestId,
  type MailReference,
} from "./stored-mail.ts";
import {
  TemplateError,
  createMailDelivery,
  toItself,
  toTarget,
  writeOut,
  type MailDelivery,
  type DeliveryOptions,
} from "./deliver.ts";
import { isAddress, toHeaderText } from "../http/header-text.ts";
import type { MailOptions, Mails, MailTemplate, Promotion, Queued, RenderedMail, WrittenMail } from "./mail.ts";
import { createTransports, type Transports } from "./transports.ts";
import { createReceiver, enough } from "./receive.ts";
import { createSuppressions, type Suppressions } from "./suppression.ts";
import { createUnsubscribeLinks, type UnsubscribeLinks } from "./unsubscribe-link.ts";

export interface MailsOptions {
  readonly records: RecordsCore;
  readonly versions: readonly Version[];
  readonly roles: Roles;
  readonly mail: MailOptions | undefined;
  /** The site's origin, where it is known. */
  readonly origin: string | undefined;
  /** Where sealed mail lies; undefined where there is no place for it. */
  readonly place: FileStore | undefined;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/** Everything that has to do with mail, opened. */
export interface MailsApi extends Mails {
  /** The origin that links in mails lead to; undefined where nobody says it. */
  readonly origin: string | undefined;
  /** Where copies of mails lie. */
  readonly place: FileStore | undefined;
  /** Says what else is done to a promotion as it leaves: counted links, for who agreed to them. */
  readonly decorate: (decorate: NonNullable<DeliveryOptions["decorate"]>) => void;
  /** Writes what is sent by itself for new records, in their commit. */
  readonly onCollected: OnCollected;
  /** What writes such mails in that commit, and writes them out after it. */
  readonly toWritten: (mails: readonly CollectionMail[], created: readonly NewRecord[]) => CollectedWriting;
  /** Another mail about a new record, for the same commit; undefined where it is not declared, or there is no place for mail. */
  readonly toCollected: (
    template: MailTemplate,
    record: NewRecord,
    values: { readonly [name: string]: string },
    key: string,
  ) => CollectionMail | undefined;
  /** The message that carries a promotion to the person whom a record is about. */
  readonly toMessage: (
    promotion: Promotion,
    to: { readonly record: string; readonly subject: string; readonly address: string },
    more: {
      readonly values: { readonly [name: string]: string };
      readonly key: string;
      readonly batch?: string | undefined;
    },
  ) => Message<MailReference>;
  /** Those of `addresses` that promotional mail of this kind must not go to. */
  readonly findSuppressed: (kind: string, addresses: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly suppressions: Suppressions;
  readonly unsubscribeLinks: UnsubscribeLinks;
  readonly transports: Transports;
  /** Sends a promotion that was made of invented values to one address, at once. False where the mail server does not take it. */
  readonly test: (rendered: RenderedMail, to: string) => Promise<boolean>;
  /** Forgets what is over its time: mail in the mailbox, what came back, and addresses where the policy declares an end. */
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Writes mail and lets it leave. A transactional one is written out at once and kept, sealed under the key of the person it goes to,
 * with the record it is about: it is erased with that, and whoever holds the folder reads nothing. What promotes is written out as it
 * leaves. Both leave by the outbox, which asks again.
 */
export async function createMails(options: MailsOptions): Promise<MailsApi> {
  const { records, versions, roles, mail, place, outbox, logger } = options;
  const { site, db, vault, log, clock } = records;
  const origin = options.origin ?? mail?.origin;
  verifyMail(mail, versions, origin);
  const templates = mail?.templates ?? [];
  const promotions = mail?.promotions ?? [];
  const policy = () => records.versions.current[0].hash;
  const suppressions = createSuppressions({ site, db, vault, log, clock, policy });
  const unsubscribeLinks = await createUnsubscribeLinks(vault.root);
  const receive = createReceiver(records, suppressions);
  const transports = createTransports({ records, mail, receive });
  let opened: MailDelivery | undefined;
  let decorate: NonNullable<DeliveryOptions["decorate"]> = () => Promise.resolve({});
  if (mail) {
    const delivery = {
      records,
      versions,
      roles,
      mail,
      origin,
      place,
      suppressions,
      unsubscribeLinks: unsubscribeLinks,
      logger,
      decorate: (message: Message<MailReference>) => decorate(message),
    };
    opened = createMailDelivery(delivery, transports);
    for (const channel of opened.channels) outbox.serve(channel);
    await transports.begin();
  }
  // A list that is closed for the compiler only would be open to whoever casts.
  const isOpen = (template: MailTemplate | Promotion): boolean =>
    template.promotes === true ? promotions.includes(template) : templates.includes(template);

  /** The person whom a record is about, with their key; and whether the mail `id` is there already. */
  const findPerson = async (purpose: string, activity: string, record: string, id: string) => {
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
  };

  /** Writes a message down, with what `more` writes, as long as its record is there. */
  const keep = async (
    { message, purpose, version, kind, by }: Keeping,
    more?: (trx: Parameters<Parameters<typeof log.transaction>[0]>[0], at: Date) => Promise<unknown>,
  ): Promise<void> => {
    const { id, subject, body } = message;
    await log.transaction(
      async (trx, append) => {
        // To hold on to a row is to write, for row-level security.
        await setAccessContext(trx, { act: "mail" });
        // The record may be gone by now. Then so is the person's wish to be written to.
        const still = await trx
          .selectFrom("record")
          .select("id")
          .where("site", "=", site)
          .where("activity", "=", body.activity)
          .where("id", "=", body.record)
          .forShare()
          .executeTakeFirst();
        if (!still) throw new AbideError("not-found", "The record that the mail is about is gone.");
        const at = clock();
        await more?.(trx, at);
        await outbox.insert(trx, [message]);
        const detail = { activity: body.activity, by, kind, mail: id, purpose, record: body.record };
        const act = { type: "mail", at, policy: version.hash, subject };
        await audit(trx, append, site, [{ ...act, detail: { ...detail, template: body.template } }]);
      },
      { shared: true },
    );
    outbox.wake();
  };

  const send: Mails["send"] = async (template, record, values, { by, key = crypto.randomUUID() } = {}) => {
    if (!place) return { queued: false, reason: "no-place" };
    const { kind, activity, name } = template;
    const found = isOpen(template) ? findDeclared(versions, kind, activity) : undefined;
    if (!mail || !found) return { queued: false, reason: "undeclared" };
    // Of whoever sends the key only this is left: an id that was given would be a file that can be written over.
    const id = toUuid(site, activity, record, name, key);
    const { purpose, version } = found;
    const actor = by ?? toItself(roles, purpose);
    try {
      const written = await writeOut(
        { records, versions, mail, origin },
        { template: template, record, values, by: actor, id, at: clock() },
      ).catch((error: unknown) => {
        if (error instanceof TemplateError) return error;
        throw error;
      });
      // A template that breaks is no reason to lose the mail: it is kept, and is written out once the template holds.
      const broken = written instanceof TemplateError;
      if (!broken && !written.allowed) return { queued: false, reason: written.reason };
      const { subject, key: own, known } = await findPerson(purpose, activity, record, id);
      if (known) return { queued: true, id };
      if (subject === undefined || !own) return { queued: false, reason: "erased" };
      const to = { id, channel: channels.transactional, key: id, subject };
      if (broken) {
        const body: MailReference = { template: name, activity, record, values };
        await keep({ message: { ...to, body }, purpose, version, kind, by: actor.id });
        return { queued: true, id };
      }
      const sealed = own.seal(toStoredMailPlace(activity, record, id), written.message);
      const body: MailReference = { template: name, activity, record, values: {}, copy: true };
      const message = { ...to, target: toTarget(written.message.to.address), body };
      await place.write(id, once(sealed), sealed.length);
      try {
        await keep({ message, purpose, version, kind, by: actor.id }, async (trx, at) => {
          const row = { site, id, activity, record, field: `${storedMailPrefix}${kind}`, bytes: sealed.length, at };
          await trx.insertInto("file").values(row).execute();
        });
      } catch (error) {
        // Of two that send it at the same moment the other was first, and the file is that one's.
        if ((await findPerson(purpose, activity, record, id)).known) return { queued: true, id };
        // What fails here as well is found by the next sweep: nothing names it.
        await place.delete(id).catch(() => {});
        throw error;
      }
      return { queued: true, id };
    } catch {
      return failed;
    }
  };

  const toMessage: MailsApi["toMessage"] = (
    { name, activity },
    { record, subject, address },
    { values, key, batch },
  ) => ({
    id: toUuid(site, activity, name, key),
    channel: channels.promotional,
    key,
    subject,
    target: toTarget(address),
    ...(batch === undefined ? {} : { batch }),
    body: { template: name, activity, record, values },
  });

  const toWritten: MailsApi["toWritten"] = (mails, created) => ({
    statements: outbox.toInserts(
      mails.map(({ message }) => message),
      new Map(created.map(({ subject, key }) => [subject, key])),
    ),
    events: mails.map(({ act }) => act),
    ...(mails.length > 0
      ? { after: () => Promise.all(mails.flatMap(({ message, act }) => opened?.writeOutNow(message, act.at) ?? [])) }
      : {}),
  });

  const promote: Mails["promote"] = async (promotion, record, values, { by, key = crypto.randomUUID() } = {}) => {
    const { kind, activity, name } = promotion;
    const found = isOpen(promotion) ? findDeclared(versions, kind, activity) : undefined;
    if (!mail || !found) return { queued: false, reason: "undeclared" };
    const { purpose, version, address: field } = found;
    const actor = by ?? toItself(roles, purpose);
    try {
      const read = await createReader(records, activity, purpose, actor).read(record, [field]);
      if (!read.allowed) return { queued: false, reason: read.reason };
      const address = toHeaderText(read.fields[field], 254);
      const [suppressed] = await suppressions.find(kind, [suppressions.toMac(address)]);
      if (suppressed !== undefined) return { queued: false, reason: "suppressed" };
      const unique = `${record} ${name} ${key}`;
      const message = toMessage(promotion, { record, subject: "", address }, { values, key: unique });
      const { subject, key: own, known } = await findPerson(purpose, activity, record, message.id);
      if (known) return { queued: true, id: message.id };
      if (subject === undefined || !own) return { queued: false, reason: "erased" };
      await keep({ message: { ...message, subject }, purpose, version, kind, by: actor.id });
      return { queued: true, id: message.id };
    } catch {
      return failed;
    }
  };

  return {
    send,
    promote,
    preview: async (template, record, values, by) => {
      if (!mail || !isOpen(template)) return { allowed: false, reason: "undeclared" };
      try {
        // The way out of a preview leads nowhere: it is not the reader's to press.
        const around = async () =>
          template.promotes && origin !== undefined
            ? { unsubscribe: new URL("/abide/unsubscribe/preview", origin).href }
            : {};
        return await writeOut(
          { records, versions, mail, origin },
          { template: template, record, values, by, id: "", at: clock(), around },
        );
      } catch {
        return { allowed: false, reason: "failed" };
      }
    },
    list: async (kind, activity, record, by) => {
      const found = findDeclared(versions, kind, activity);
      if (!found) return { allowed: false, reason: "undeclared" };
      const { purpose, address } = found;
      const read = await createReader(records, activity, purpose, by).read(record, [address]);
      if (!read.allowed) return read;
      try {
        const { rows, key } = await db.transaction().execute(async (trx) => {
          await setAccessContext(trx, { purpose });
          const rows = await trx
            .selectFrom("file")
            .innerJoin("record", (join) =>
              join
                .onRef("record.site", "=", "file.site")
                .onRef("record.activity", "=", "file.activity")
                .onRef("record.id", "=", "file.record"),
            )
            .leftJoin("message", (join) =>
              join.onRef("message.site", "=", "file.site").onRef("message.id", "=", "file.id"),
            )
            .select(["file.id", "record.subject", "message.state"])
            .where("file.site", "=", site)
            .where("file.activity", "=", activity)
            .where("file.record", "=", record)
            .where("file.field", "=", `${storedMailPrefix}${kind}`)
            .orderBy("file.at")
            .orderBy("file.id")
            .execute();
          const subject = rows[0]?.subject;
          const keys = subject === undefined ? undefined : await openKeys(trx, [subject], site, vault);
          return { rows, key: subject === undefined ? undefined : keys?.get(subject) };
        });
        const messages: WrittenMail[] = [];
        for (const { id, state } of rows) {
          if (!place) return { allowed: false, reason: "no-place" };
          const message = key && (await readStoredMail(place, key, { id, activity, record }));
          if (message === undefined) return { allowed: false, reason: "erased" };
          messages.push({ ...message, state: (state ?? "kept") as WrittenMail["state"] });
        }
        return { allowed: true, messages };
      } catch {
        return { allowed: false, reason: "failed" };
      }
    },
    receive: (source, to = []) => receive(typeof source === "string" ? new TextEncoder().encode(source) : source, to),
    suppress: async (address, list, why) => void (await suppressions.add(suppressions.toMac(address), list, why)),
    unsuppress: async (address, list) => void (await suppressions.remove(suppressions.toMac(address), list)),
    suppressed: async (address, list) => (await suppressions.find(list, [suppressions.toMac(address)]))[0],
    port: () => transports.port(),
    origin,
    place,
    decorate: (given) => void (decorate = given),
    toWritten,
    toCollected: (template, record, values, key) =>
      place && isOpen(template)
        ? toCollectionMail({ records, versions, roles }, template, record, values, key)
        : undefined,
    onCollected: (created) => {
      const mails = created.flatMap((record) =>
        templates.flatMap((template) => {
          if (template.on !== "collection" || template.activity !== record.input.activity) return [];
          if (!place) logger(`The mail ${template.name} is not sent: there is no place for mail.`, undefined);
          return place
            ? (toCollectionMail({ records, versions, roles }, template, record, {}, "collection") ?? [])
            : [];
        }),
      );
      return Promise.resolve(toWritten(mails, created));
    },
    toMessage,
    findSuppressed: async (kind, addresses) => {
      const found = await suppressions.find(
        kind,
        addresses.map((address) => suppressions.toMac(address)),
      );
      return new Set(addresses.filter((_, at) => found[at] !== undefined));
    },
    suppressions,
    unsubscribeLinks,
    transports,
    test: async ({ subject, html, text }, to) => {
      if (!mail || !isAddress(to)) return false;
      try {
        const transport = await transports.promotional();
        // No button of a mail program may end what nobody subscribed to: it goes out as what it is, and not as mail to many.
        const posting = { id: toTestId(), at: clock(), to: { address: to }, subject, text, html };
        return (await transport.send(posting, AbortSignal.timeout(30_000))).outcome === "delivered";
      } catch {
        return false;
      }
    },
    sweep: async () => {
      await transports.mailbox?.sweep();
      const now = clock().getTime();
      const bounced = new Date(now - enough.days * 86_400_000);
      await db.deleteFrom("bounce").where("site", "=", site).where("at", "<", bounced).execute();
      const seconds = toMemory(mail, versions);
      if (seconds === undefined) return;
      const since = new Date(now - seconds * 1000);
      await db.deleteFrom("suppression").where("site", "=", site).where("at", "<", since).execute();
    },
    close: () => transports.close(),
  };
}

const failed: Queued = { queued: false, reason: "failed" };

interface Keeping {
  readonly message: Message<MailReference>;
  readonly purpose: string;
  readonly version: Version;
  readonly kind: string;
  readonly by: Actor["id"];
}
