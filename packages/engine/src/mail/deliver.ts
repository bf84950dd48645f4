import type { Logger } from "../http/logger.ts";
import type { FileStore } from "../vault/file-store.ts";
import { openKeys } from "../subjects/keys.ts";
import type { Actor, Version } from "@abide/policy";
import type { Attempted, Channel, Message, Withheld } from "../outbox/message.ts";
import { createReader, type RecordsCore } from "../records/records.ts";
import { lend, type Roles } from "../roles/roles.ts";
import {
  channels,
  storedMailPrefix,
  once,
  readStoredMail,
  toStoredMailPlace,
  type MailReference,
} from "./stored-mail.ts";
import { setAccessContext } from "../store/access-context.ts";
import { findDeclared, toLanguage, toSenders } from "./declared.ts";
import { isAddress, toDomain, toHeaderText, toText } from "../http/header-text.ts";
import type { MailMessage, MailOptions, MailReason, MailTemplate, Promotion } from "./mail.ts";
import { MarkupError } from "./markup.ts";
import { renderMail, type RenderOptions } from "./render.ts";
import type { SendResult } from "./smtp/transport.ts";
import type { Transports } from "./transports.ts";
import type { Suppressions } from "./suppression.ts";
import type { UnsubscribeLinks } from "./unsubscribe-link.ts";

export interface DeliveryOptions {
  readonly records: RecordsCore;
  readonly versions: readonly Version[];
  readonly roles: Roles;
  readonly mail: MailOptions;
  readonly origin: string | undefined;
  readonly place: FileStore | undefined;
  readonly suppressions: Suppressions;
  readonly unsubscribeLinks: UnsubscribeLinks;
  readonly logger: Logger;
  /** More that is done to a promotion as it leaves: counted links, for who agreed to them. */
  readonly decorate?:
    | ((message: Message<MailReference>) => Promise<Pick<RenderOptions, "toLink" | "pixel">>)
    | undefined;
}

export type Written =
  | {
      readonly allowed: true;
      readonly message: MailMessage;
      readonly version: Version;
      readonly subject?: string;
    }
  | { readonly allowed: false; readonly reason: MailReason };

/** A template that threw, or wrote what no mail may carry. Its message names no value. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** The website itself, as far as mail goes: what is sent by it is in nobody's hands, the address is read, used and not handed out. */
export const toItself = (roles: Roles, purpose: string): Actor => lend("mail", roles, purpose);

export interface WritingOut {
  readonly template: MailTemplate | Promotion;
  readonly record: string;
  readonly values: { readonly [name: string]: string };
  readonly by: Actor | undefined;
  readonly id: string;
  readonly at: Date;
  /** What else a promotion carries, once it is known who it goes to. */
  readonly around?: (
    address: string,
    language: string,
  ) => Promise<Pick<RenderOptions, "unsubscribe" | "toLink" | "pixel">>;
}

/** A mail with everything in it, for who may read the record for the purpose of its kind. Throws a TemplateError where it cannot be written out. */
export async function writeOut(
  { records, versions, mail, origin }: Pick<DeliveryOptions, "records" | "versions" | "mail" | "origin">,
  { template, record, values, by, id, at, around }: WritingOut,
): Promise<Written> {
  const found = findDeclared(versions, template.kind, template.activity);
  if (!found) return { allowed: false, reason: "undeclared" };
  const { version, purpose, address } = found;
  const read = await createReader(records, template.activity, purpose, by).read(record, [address, ...template.reads]);
  if (!read.allowed) return read;
  const to = toHeaderText(read.fields[address], 254);
  if (!isAddress(to)) return { allowed: false, reason: "wrong-value" };
  const known = [...template.reads, ...template.values].map((name) => {
    const value = template.values.includes(name) ? values[name] : read.fields[name];
    return [name, typeof value === "string" ? toText(value) : ""];
  });
  const language = toLanguage(read.language, template, version.policy);
  const more = await around?.(to, language);
  const sender = toSenders(mail)[template.promotes === true ? "promotional" : "transactional"];
  try {
    const options = { policy: version.policy, origin, look: mail.look, ...more };
    const rendered = renderMail(template, Object.fromEntries(known) as { [name: string]: string }, language, options);
    const message: MailMessage = {
      id,
      at: at.toISOString(),
      template: template.name,
      language,
      from: { name: toHeaderText(sender.name ?? "", 120) || undefined, address: sender.address },
      to: { address: to },
      ...rendered,
    };
    return { allowed: true, message, version };
  } catch (cause) {
    // What the template itself throws may quote what it was given.
    const why = cause instanceof MarkupError ? cause.message : `The template throws ${toName(cause)}.`;
    throw new TemplateError(why, { cause });
  }
}

const toName = (error: unknown): string => (error instanceof Error ? error.name.slice(0, 60) : "something");

/** How mail leaves. */
export interface MailDelivery {
  /** The two channels that it leaves by. Each message is decided upon again as it leaves. */
  readonly channels: readonly Channel<MailReference>[];
  /** Writes out a message that was committed just now, so that it can be seen before it leaves. What fails is done as it leaves. */
  readonly writeOutNow: (message: Message<MailReference>, at: Date) => Promise<void>;
}

export function createMailDelivery(
  options: DeliveryOptions,
  transports: Pick<Transports, "promotional" | "transactional">,
): MailDelivery {
  const { records, versions, roles, mail, origin, place, suppressions, unsubscribeLinks, logger, decorate } = options;
  const { site, db, vault, clock } = records;

  const denied = (reason: MailReason): Attempted => {
    if (reason === "failed") return { outcome: "retry", why: "the store did not answer" };
    return { outcome: "denied", why: reason === "not-found" ? "erased" : reason };
  };

  /** Writes a mail to the address down that does not take any. */
  const note = async (sent: SendResult | Withheld, address: string, message: string): Promise<Attempted | Withheld> => {
    if (sent.outcome === "withheld") return sent;
    const { bounced, ...attempted } = sent;
    if (bounced === "hard") await suppressions.add(suppressions.toMac(address), "*", "bounced", message);
    return attempted;
  };

  const write = async (
    message: Message<MailReference> & { readonly at: string },
    more: Omit<WritingOut, "record" | "values" | "id" | "at">,
  ) => {
    const { record, values } = message.body;
    try {
      return await writeOut(
        { records, versions, mail, origin },
        { ...more, record, values, id: message.id, at: new Date(message.at) },
      );
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      logger(`The mail ${message.body.template} cannot be written: ${error.message}`, undefined);
      return { allowed: false, broken: error.message } as const;
    }
  };

  const transactional: Channel<MailReference>["deliver"] = async (message, signal) => {
    const { id, subject, at, body } = message;
    const template = mail.templates.find(({ name }) => name === body.template);
    const found = template && findDeclared(versions, template.kind, template.activity);
    if (!template || !found) return { outcome: "failed", why: "there is no such template any more" };
    const by = toItself(roles, found.purpose);
    let words: MailMessage;
    if (body.copy) {
      // It is asked again whether this person may be written to, and where: what they said since then counts.
      const read = await createReader(records, body.activity, found.purpose, by).read(body.record, [found.address]);
      if (!read.allowed) return denied(read.reason);
      const to = toHeaderText(read.fields[found.address], 254);
      if (!isAddress(to)) return { outcome: "failed", why: "wrong-value" };
      const kept = await openCopy(subject, body, id);
      if (!kept) return { outcome: "denied", why: "erased" };
      words = { ...kept, to: { address: to } };
    } else {
      const written = await writeAndKeep(message, template);
      if ("broken" in written) return { outcome: "failed", why: written.broken };
      if (!written.allowed) return denied(written.reason);
      words = written.message;
    }
    const transport = await transports.transactional();
    const { to, subject: line, text, html = "" } = words;
    const outgoing = { id, at: new Date(at), to, subject: line, text, html };
    return note(await transport.send(outgoing, signal), to.address, id);
  };

  /** The mail as it was written out, or undefined where its key is gone. */
  const openCopy = async (subject: string, { activity, record }: MailReference, id: string) => {
    const key = (await openKeys(db, [subject], site, vault)).get(subject);
    return key && readStoredMail(place, key, { id, activity, record });
  };

  /** The mail that a message stands for, kept as it is sent. */
  const writeAndKeep = async (message: Message<MailReference> & { readonly at: string }, template: MailTemplate) => {
    const found = findDeclared(versions, template.kind, template.activity);
    const written = await write(message, { template, by: found && toItself(roles, found.purpose) });
    if (!written.allowed) return written;
    const kept = await keepCopy(message, template.kind, written.message);
    if (!kept) return { allowed: false, reason: "erased" } as const;
    return { allowed: true, message: { ...kept, to: written.message.to } } as const;
  };

  /**
   * Keeps a mail as it was written out, sealed, with the record that it is about, and returns it: where an attempt before this one
   * kept one already, that one, so that nobody gets two different mails. Undefined where the person or the record is gone.
   */
  const keepCopy = async (
    { id, subject, body: { activity, record } }: Message<MailReference>,
    kind: string,
    message: MailMessage,
  ): Promise<MailMessage | undefined> => {
    if (!place) return message;
    const key = (await openKeys(db, [subject], site, vault)).get(subject);
    if (!key) return undefined;
    const known = await db.selectFrom("file").select("id").where("site", "=", site).where("id", "=", id).execute();
    if (known.length > 0) return readStoredMail(place, key, { id, activity, record });
    const sealed = key.seal(toStoredMailPlace(activity, record, id), message);
    await place.write(id, once(sealed), sealed.length);
    const kept = await db.transaction().execute(async (trx) => {
      // To hold on to a row is to write, for row-level security.
      await setAccessContext(trx, { act: "mail" });
      const still = await trx
        .selectFrom("record")
        .select("id")
        .where("site", "=", site)
        .where("activity", "=", activity)
        .where("id", "=", record)
        .forShare()
        .executeTakeFirst();
      if (!still) return false;
      const row = {
        site,
        id,
        activity,
        record,
        field: `${storedMailPrefix}${kind}`,
        bytes: sealed.length,
        at: clock(),
      };
      // Of two that write it out at the same moment the other was first, with the same words.
      await trx
        .insertInto("file")
        .values(row)
        .onConflict((on) => on.doNothing())
        .execute();
      return true;
    });
    if (kept) return message;
    await place.delete(id).catch(() => {});
    return undefined;
  };

  const promotional: Channel<MailReference>["deliver"] = async (message, signal) => {
    const { id, subject, at, body } = message;
    const promotion = mail.promotions?.find(({ name }) => name === body.template);
    const found = promotion && findDeclared(versions, promotion.kind, promotion.activity);
    if (!promotion || !found) return { outcome: "failed", why: "there is no such promotion any more" };
    let stopped = false;
    let unsubscribe = "";
    const written = await write(message, {
      template: promotion,
      by: toItself(roles, found.purpose),
      around: async (address, language) => {
        const mac = suppressions.toMac(address);
        stopped = (await suppressions.find(promotion.kind, [mac]))[0] !== undefined;
        const token = await unsubscribeLinks.toToken({ mac, subject, list: promotion.kind, language });
        unsubscribe = new URL(`/abide/unsubscribe/${token}`, origin).href;
        return { unsubscribe, ...(stopped ? {} : await decorate?.(message)) };
      },
    });
    if (stopped) return { outcome: "denied", why: "suppressed" };
    if ("broken" in written) return { outcome: "failed", why: written.broken };
    if (!written.allowed) return denied(written.reason);
    const { to, subject: line, text, html = "" } = written.message;
    const transport = await transports.promotional();
    const list = { name: promotion.kind, unsubscribe };
    // A campaign may have been paused or cancelled while it waited for its turn.
    const outgoing = { id, at: new Date(at), to, subject: line, text, html, list };
    return note(await transport.send(outgoing, signal, message.stillValid), to.address, id);
  };

  const { smtp, rate = {} } = mail;
  const toRate = (perSecond: number | undefined, otherwise: number) => {
    // The one on this machine writes to nobody.
    const most = perSecond ?? (smtp ? otherwise : undefined);
    return most === undefined ? {} : { rate: { perSecond: most } };
  };
  // More than there are connections: what is read, decided and recorded at the same time shares its commits.
  const shared = { parallel: 32, patience: 60_000 };
  return {
    channels: [
      { ...shared, ...toRate(rate.transactional, 20), name: channels.transactional, deliver: transactional },
      { ...shared, ...toRate(rate.promotional, 5), name: channels.promotional, deliver: promotional },
    ],
    writeOutNow: async (message, at) => {
      const template = mail.templates.find(({ name }) => name === message.body.template);
      try {
        if (template) await writeAndKeep({ ...message, at: at.toISOString() }, template);
      } catch (error) {
        logger(`The mail ${message.body.template} could not be kept yet. It is tried again as it leaves.`, error);
      }
    },
  };
}

/** What messages to `address` are slowed down by. */
export const toTarget = (address: string): string => toDomain(address);
