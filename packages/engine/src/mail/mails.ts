import type { Core } from "../core/core.ts";
import type { Message } from "../outbox/message.ts";
import type { CollectedWriting, NewRecord, OnCollected } from "../records/write.ts";
import type { FileStore } from "../vault/file-store.ts";
import { toCollectedWriting, toCollectionMail, toCollectionMails, type CollectionMail } from "./collection.ts";
import { isListed, toMemory, toOrigin, verifyMail } from "./declared.ts";
import { createMailDelivery, type DeliveryOptions, type MailDelivery } from "./deliver.ts";
import { createList } from "./list-mail.ts";
import type { MailOptions, Mails, MailTemplate, Promotion, RenderedMail } from "./mail.ts";
import { createPromote, sendTest, toPromotionMessage } from "./promote.ts";
import { createReceiver, enough } from "./receive.ts";
import { createSend } from "./send.ts";
import type { MailReference } from "./stored-mail.ts";
import { createSuppressions, type Suppressions } from "./suppression.ts";
import { createTransports, type Transports } from "./transports.ts";
import { createUnsubscribeLinks, type UnsubscribeLinks } from "./unsubscribe-link.ts";
import { writeOut } from "./write-out.ts";

/** Everything that has to do with mail, opened. */
export interface MailsApi extends Mails {
  /** The origin that links in mails lead to; undefined where nobody says it. */
  readonly origin: string | undefined;
  /** Where copies of mails lie. */
  readonly place: FileStore | undefined;
  /** Sets what else a promotion carries as it leaves: counted links, for people who agreed to them. */
  readonly decorate: (decorate: DeliveryOptions["decorate"]) => void;
  /** Writes the mails that are sent by themselves for new records, in their commit. */
  readonly onCollected: OnCollected;
  /** Writes such mails in that commit, and writes them out after it. */
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
  /** Deletes what is over its time: mail in the mailbox, reports of bounces, and suppressed addresses where the policy declares an end. */
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Mail, opened: templates are compared with the policies, and the outbox is told how mail leaves. */
export async function createMails(core: Core, mail: MailOptions | undefined): Promise<MailsApi> {
  const { site, versions, vault, outbox, place } = core;
  const origin = toOrigin(core, mail);
  verifyMail(mail, versions.current, origin);
  const suppressions = createSuppressions(core);
  const unsubscribeLinks = await createUnsubscribeLinks(vault.root);
  const receive = createReceiver(core, suppressions);
  const transports = createTransports(core, { mail, receive });
  let delivery: MailDelivery | undefined;
  let decorate: DeliveryOptions["decorate"] = () => Promise.resolve({});
  if (mail) {
    delivery = createMailDelivery(core, {
      mail,
      transports,
      suppressions,
      unsubscribeLinks,
      decorate: (message) => decorate(message),
    });
    for (const channel of delivery.channels) outbox.serve(channel);
    await transports.begin();
  }
  const toWritten: MailsApi["toWritten"] = (mails, created) => toCollectedWriting(core, delivery, mails, created);

  return {
    send: createSend(core, mail),
    promote: createPromote(core, mail, suppressions),
    preview: createPreview(core, mail),
    list: createList(core),
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
      place && isListed(mail, template) ? toCollectionMail(core, template, record, values, key) : undefined,
    onCollected: (created) =>
      Promise.resolve(toWritten(toCollectionMails(core, mail?.templates ?? [], created), created)),
    toMessage: (promotion, to, more) => toPromotionMessage(site, promotion, to, more),
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
    test: async (rendered, to) => mail !== undefined && sendTest(core, transports, rendered, to),
    sweep: async () => {
      await transports.mailbox?.sweep();
      await sweep(core, mail);
    },
    close: () => transports.close(),
  };
}

/** Shows a mail as it would be sent. The unsubscribe link of a preview leads nowhere: it is not the reader's to press. */
function createPreview(core: Core, mail: MailOptions | undefined): Mails["preview"] {
  return async (template, record, values, by) => {
    if (!mail || !isListed(mail, template)) return { allowed: false, reason: "undeclared" };
    const origin = toOrigin(core, mail);
    try {
      const around = async () =>
        template.promotes && origin !== undefined
          ? { unsubscribe: new URL("/abide/unsubscribe/preview", origin).href }
          : {};
      return await writeOut(core, mail, { template, record, values, by, id: "", at: core.clock(), around });
    } catch {
      return { allowed: false, reason: "failed" };
    }
  };
}

/** Deletes reports of bounces that count no more, and suppressed addresses where the policy declares an end. */
async function sweep({ db, site, clock, versions }: Core, mail: MailOptions | undefined): Promise<void> {
  const now = clock().getTime();
  const bounced = new Date(now - enough.days * 86_400_000);
  await db.deleteFrom("bounce").where("site", "=", site).where("at", "<", bounced).execute();
  const seconds = toMemory(mail, versions.current);
  if (seconds === undefined) return;
  const since = new Date(now - seconds * 1000);
  await db.deleteFrom("suppression").where("site", "=", site).where("at", "<", since).execute();
}
