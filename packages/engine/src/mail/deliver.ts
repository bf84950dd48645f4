import type { Core } from "../core/core.ts";
import { isAddress, toHeaderText } from "../http/header-text.ts";
import type { Attempted, Channel, Message, Withheld } from "../outbox/message.ts";
import { createReader } from "../records/records.ts";
import { findDeclared, toOrigin, type DeclaredMail } from "./declared.ts";
import type { MailMessage, MailOptions, MailReason, MailTemplate, Promotion } from "./mail.ts";
import type { RenderOptions } from "./render.ts";
import type { SendResult } from "./smtp/transport.ts";
import { channels, openStoredMail, storeMail, type MailReference } from "./stored-mail.ts";
import { everyList, type Suppressions } from "./suppression.ts";
import type { Transports } from "./transports.ts";
import type { UnsubscribeLinks } from "./unsubscribe-link.ts";
import { TemplateError, toItself, writeOut, type WritingOut } from "./write-out.ts";

export interface DeliveryOptions {
  readonly mail: MailOptions;
  readonly transports: Pick<Transports, "promotional" | "transactional">;
  readonly suppressions: Suppressions;
  readonly unsubscribeLinks: UnsubscribeLinks;
  /** More that a promotion carries as it leaves: counted links, for people who agreed to them. */
  readonly decorate: (message: Message<MailReference>) => Promise<Pick<RenderOptions, "toLink" | "pixel">>;
}

/** How mail leaves. */
export interface MailDelivery {
  /** The two channels that it leaves by. Each message is decided upon again as it leaves. */
  readonly channels: readonly Channel<MailReference>[];
  /** Writes out a message that was committed just now, so that it can be seen before it leaves. A failure is made good as it leaves. */
  readonly writeOutNow: (message: Message<MailReference>, at: Date) => Promise<void>;
}

export function createMailDelivery(core: Core, own: DeliveryOptions): MailDelivery {
  const { templates, smtp, rate = {} } = own.mail;
  const toRate = (perSecond: number | undefined, otherwise: number) => {
    // Default: none for the mail server on this machine, which writes to nobody.
    const most = perSecond ?? (smtp ? otherwise : undefined);
    return most === undefined ? {} : { rate: { perSecond: most } };
  };
  // More than there are connections: messages that are read, decided and recorded at the same time share their commits.
  const shared = { parallel: 32, patience: 60_000 };
  return {
    channels: [
      {
        ...shared,
        ...toRate(rate.transactional, 20),
        name: channels.transactional,
        deliver: (message, signal) => deliverTransactional(core, own, message, signal),
      },
      {
        ...shared,
        ...toRate(rate.promotional, 5),
        name: channels.promotional,
        deliver: (message, signal) => deliverPromotional(core, own, message, signal),
      },
    ],
    writeOutNow: async (message, at) => {
      const template = templates.find(({ name }) => name === message.body.template);
      try {
        if (template) await writeAndStore(core, own.mail, { ...message, at: at.toISOString() }, template);
      } catch (error) {
        core.logger(`The mail ${message.body.template} could not be kept yet. It is tried again as it leaves.`, error);
      }
    },
  };
}

type Delivered = Parameters<Channel<MailReference>["deliver"]>[0];

async function deliverTransactional(
  core: Core,
  { mail, suppressions, transports }: DeliveryOptions,
  message: Delivered,
  signal: AbortSignal,
): Promise<Attempted | Withheld> {
  const { id, at, body } = message;
  const template = mail.templates.find(({ name }) => name === body.template);
  const found = template && findDeclared(core.versions.current, template.kind, template.activity);
  if (!template || !found) return { outcome: "failed", why: "there is no such template any more" };
  const words = body.copy ? await readCopy(core, message, found) : await writeAndStore(core, mail, message, template);
  if ("outcome" in words) return words;
  const transport = await transports.transactional();
  const { to, subject, text, html = "" } = words;
  return suppressBounced(
    await transport.send({ id, at: new Date(at), to, subject, text, html }, signal),
    suppressions,
    to.address,
    id,
  );
}

/** The mail that was written out before, to the address that the person has now; or why it is not sent. */
async function readCopy(
  core: Core,
  { id, subject, body }: Delivered,
  { purpose, address }: DeclaredMail,
): Promise<MailMessage | Attempted> {
  // Read again: without it the mail would go out against an objection, or to an address of before.
  const by = toItself(core.roles, purpose);
  const read = await createReader(core, body.activity, purpose, by).read(body.record, [address]);
  if (!read.allowed) return toDenied(read.reason);
  const to = toHeaderText(read.fields[address], 254);
  if (!isAddress(to)) return { outcome: "failed", why: "wrong-value" };
  const copy = await openStoredMail(core, subject, body, id);
  return copy ? { ...copy, to: { address: to } } : { outcome: "denied", why: "erased" };
}

/** The mail that a message stands for, written out and stored as it is sent; or why it is not sent. */
async function writeAndStore(
  core: Core,
  mail: MailOptions,
  message: Message<MailReference> & { readonly at: string },
  template: MailTemplate,
): Promise<MailMessage | Attempted> {
  const found = findDeclared(core.versions.current, template.kind, template.activity);
  const written = await writeOrDeny(core, mail, message, {
    template,
    by: found && toItself(core.roles, found.purpose),
  });
  if ("outcome" in written) return written;
  const stored = await storeMail(core, message, template.kind, written);
  return stored ? { ...stored, to: written.to } : toDenied("erased");
}

async function deliverPromotional(
  core: Core,
  { mail, suppressions, unsubscribeLinks, transports, decorate }: DeliveryOptions,
  message: Delivered,
  signal: AbortSignal,
): Promise<Attempted | Withheld> {
  const { id, subject, at, body } = message;
  const promotion = mail.promotions?.find(({ name }) => name === body.template);
  const found = promotion && findDeclared(core.versions.current, promotion.kind, promotion.activity);
  if (!promotion || !found) return { outcome: "failed", why: "there is no such promotion any more" };
  let suppressed = false;
  let unsubscribe = "";
  const words = await writeOrDeny(core, mail, message, {
    template: promotion,
    by: toItself(core.roles, found.purpose),
    around: async (address, language) => {
      const mac = suppressions.toMac(address);
      suppressed = (await suppressions.find(promotion.kind, [mac]))[0] !== undefined;
      const token = await unsubscribeLinks.toToken({ mac, subject, list: promotion.kind, language });
      unsubscribe = new URL(`/abide/unsubscribe/${token}`, toOrigin(core, mail)).href;
      return { unsubscribe, ...(suppressed ? {} : await decorate(message)) };
    },
  });
  if (suppressed) return { outcome: "denied", why: "suppressed" };
  if ("outcome" in words) return words;
  const { to, subject: line, text, html = "" } = words;
  const transport = await transports.promotional();
  const list = { name: promotion.kind, unsubscribe };
  const outgoing = { id, at: new Date(at), to, subject: line, text, html, list };
  // Asked again: a campaign may have been paused or cancelled while the message waited for a connection.
  return suppressBounced(await transport.send(outgoing, signal, message.stillValid), suppressions, to.address, id);
}

/** The mail that a message stands for, written out; or why it is not sent. */
async function writeOrDeny(
  core: Core,
  mail: MailOptions,
  message: Message<MailReference> & { readonly at: string },
  more: Pick<WritingOut, "by" | "around"> & { readonly template: MailTemplate | Promotion },
): Promise<MailMessage | Attempted> {
  const { record, values } = message.body;
  try {
    const writing = { ...more, record, values, id: message.id, at: new Date(message.at) };
    const written = await writeOut(core, mail, writing);
    return written.allowed ? written.message : toDenied(written.reason);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    core.logger(`The mail ${message.body.template} cannot be written: ${error.message}`, undefined);
    return { outcome: "failed", why: error.message };
  }
}

function toDenied(reason: MailReason): Attempted {
  if (reason === "failed") return { outcome: "retry", why: "the store did not answer" };
  return { outcome: "denied", why: reason === "not-found" ? "erased" : reason };
}

/** The outcome of an attempt. An address that takes no mail is written down: no promotion is sent to it again. */
async function suppressBounced(
  sent: SendResult | Withheld,
  suppressions: Suppressions,
  address: string,
  message: string,
): Promise<Attempted | Withheld> {
  if (sent.outcome === "withheld") return sent;
  const { bounced, ...attempted } = sent;
  if (bounced === "hard") await suppressions.add(suppressions.toMac(address), everyList, "bounced", message);
  return attempted;
}
