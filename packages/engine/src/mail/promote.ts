import type { Core } from "../core/core.ts";
import { isAddress, toHeaderText } from "../http/header-text.ts";
import { toUuid } from "../http/id.ts";
import type { Message } from "../outbox/message.ts";
import { createReader } from "../records/records.ts";
import { findDeclared, isListed } from "./declared.ts";
import type { MailOptions, Mails, Promotion, RenderedMail } from "./mail.ts";
import { findRecipient, queueMail } from "./queue-mail.ts";
import { channels, toTarget, toTestId, type MailReference } from "./stored-mail.ts";
import type { Suppressions } from "./suppression.ts";
import type { Transports } from "./transports.ts";
import { toItself } from "./write-out.ts";

/** Sends promotions: each is written out as it leaves, and nothing of it is stored. */
export function createPromote(core: Core, mail: MailOptions | undefined, suppressions: Suppressions): Mails["promote"] {
  const { site, versions, roles } = core;
  return async (promotion, record, values, { by, key = crypto.randomUUID() } = {}) => {
    const { kind, activity, name } = promotion;
    const found = isListed(mail, promotion) ? findDeclared(versions.current, kind, activity) : undefined;
    if (!mail || !found) return { queued: false, reason: "undeclared" };
    const { purpose, version, address: field } = found;
    const actor = by ?? toItself(roles, purpose);
    try {
      const read = await createReader(core, activity, purpose, actor).read(record, [field]);
      if (!read.allowed) return { queued: false, reason: read.reason };
      const address = toHeaderText(read.fields[field], 254);
      const [suppressed] = await suppressions.find(kind, [suppressions.toMac(address)]);
      if (suppressed !== undefined) return { queued: false, reason: "suppressed" };
      const unique = `${record} ${name} ${key}`;
      const to = { record, subject: "", address };
      const message = toPromotionMessage(site, promotion, to, { values, key: unique });
      const { subject, key: own, known } = await findRecipient(core, purpose, activity, record, message.id);
      if (known) return { queued: true, id: message.id };
      if (subject === undefined || !own) return { queued: false, reason: "erased" };
      await queueMail(core, { message: { ...message, subject }, purpose, version, kind, by: actor.id });
      return { queued: true, id: message.id };
    } catch {
      return { queued: false, reason: "failed" };
    }
  };
}

/** The message that carries a promotion to the person whom a record is about. */
export function toPromotionMessage(
  site: string,
  { name, activity }: Pick<Promotion, "name" | "activity">,
  { record, subject, address }: { readonly record: string; readonly subject: string; readonly address: string },
  {
    values,
    key,
    batch,
  }: {
    readonly values: { readonly [name: string]: string };
    readonly key: string;
    readonly batch?: string | undefined;
  },
): Message<MailReference> {
  return {
    id: toUuid(site, activity, name, key),
    channel: channels.promotional,
    key,
    subject,
    target: toTarget(address),
    ...(batch === undefined ? {} : { batch }),
    body: { template: name, activity, record, values },
  };
}

/** Sends a promotion that was made of invented values to one address, at once. False where the mail server does not take it. */
export async function sendTest(
  { clock }: Core,
  transports: Pick<Transports, "promotional">,
  { subject, html, text }: RenderedMail,
  to: string,
): Promise<boolean> {
  if (!isAddress(to)) return false;
  try {
    const transport = await transports.promotional();
    // Without a list: a button of a mail program must not end a subscription that nobody has.
    const outgoing = { id: toTestId(), at: clock(), to: { address: to }, subject, text, html };
    return (await transport.send(outgoing, AbortSignal.timeout(30_000))).outcome === "delivered";
  } catch {
    return false;
  }
}
