import type {
  ActivityName,
  Actor,
  FieldName,
  Html,
  Language,
  Policy,
  PromotionalTerm,
  PurposeName,
  ReadReason,
  Text,
} from "@abide/policy";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { MessageState } from "../outbox/message.ts";
import type { MailParts, PromotionParts } from "./parts.ts";

/** A template of either kind: words in each language, made of fields of a record and of values that are given with each mail. */
interface Template<Field extends string, Value extends string, Parts> {
  /** Names it in the log: "application-rejected". */
  readonly name: string;
  /** Its kind among the policy's `mail`. */
  readonly kind: string;
  /** The purpose that the record is read for: the kind's own. */
  readonly for: string;
  /** Whose records it is about. It goes to the e-mail address in them. */
  readonly activity: string;
  readonly title: Text;
  /** Fields of the record that stand in its words. */
  readonly reads: readonly Field[];
  /** Further values, given with each mail. */
  readonly values: readonly Value[];
  readonly words: {
    readonly [language: Language]: (values: { readonly [name in Field | Value]: string }, parts: Parts) => MailWords;
  };
}

/**
 * A transactional mail: it belongs to the matter itself, has a basis of its own and no unsubscribe link. The closed list of them is
 * `mail.templates` of the engine; `defineMail` makes one.
 */
export interface MailTemplate<Field extends string = string, Value extends string = string> extends Template<
  Field,
  Value,
  MailParts
> {
  /**
   * Sent by itself when a record of the activity was collected: then it has no further values. Or when a version was published that
   * changes materially what happens with such records: then its values are `changes`, `effective` and `link`, the difference.
   */
  readonly on?: "collection" | "change" | undefined;
  readonly promotes?: never;
}

/**
 * A mail that promotes: it has an unsubscribe link at its foot and in its head, and goes to nobody who followed it. The closed list of them is
 * `mail.promotions` of the engine; `definePromotion` makes one.
 */
export interface Promotion<Field extends string = string, Value extends string = string> extends Template<
  Field,
  Value,
  PromotionParts
> {
  readonly promotes: true;
  /**
   * The purpose, on consent, that openings and clicks are counted for. Mail to people who have not agreed to it has no picture and plain
   * links. Default: nothing is counted of anybody.
   */
  readonly measures?: string | undefined;
}

/** JSX of hono, made of the parts that the words are given; or HTML that is written as such. Whatever else it brings is refused. */
export type MailBody = JSX.Element | Html | { readonly isEscaped: true; toString(): string | Promise<string> };

export type MailWords =
  | {
      /** One line. */
      readonly subject: string;
      /** The words that lists of mail show beside the subject. Default: the first words of the body. */
      readonly preview?: string;
      readonly body: MailBody;
      readonly text?: never;
    }
  | {
      readonly subject: string;
      readonly preview?: string;
      /** Plain text; paragraphs are set apart by an empty line. */
      readonly text: string;
      readonly body?: never;
    };

/** A mail in its layout, as it is sent. */
export interface RenderedMail {
  /** One line without control characters. */
  readonly subject: string;
  readonly html: string;
  /** The same as plain text, made of the same tree. */
  readonly text: string;
}

/** A mail as it is sent: every part of its head is one line without control characters. */
export interface MailMessage {
  readonly id: string;
  /** When it was written, in ISO 8601. */
  readonly at: string;
  readonly template: string;
  readonly language: Language;
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly subject: string;
  readonly text: string;
  /** Mail of earlier versions has none. */
  readonly html?: string | undefined;
}

/** A mail that was written, and how far it is: one of before there was an outbox has not left. */
export interface WrittenMail extends MailMessage {
  readonly state: MessageState | "kept";
}

export interface Mailbox {
  readonly name?: string | undefined;
  readonly address: string;
}

/** The sender of mail of one kind. */
export interface Sender extends Mailbox {
  /** The address that mail comes back to: "bounces@mail.halden.example". Default: `bounces` at the domain of the address. */
  readonly returns?: string | undefined;
  readonly dkim?: Dkim | undefined;
}

/** The key that mail is signed with (RFC 6376). */
export interface Dkim {
  /** "mail.halden.example" */
  readonly domain: string;
  /** Its public key stands at `<selector>._domainkey.<domain>`. */
  readonly selector: string;
  /** The private key of RSA, in PEM. */
  readonly key: string;
}

export interface MailOptions {
  /** The sender of mail: of promotions another one than of the rest, so that mail servers do not judge one by the other. */
  readonly from: Sender | { readonly transactional: Sender; readonly promotional: Sender };
  /** Every transactional mail that can be sent. */
  readonly templates: readonly MailTemplate[];
  /** Every mail that can be sent and promotes. */
  readonly promotions?: readonly Promotion[] | undefined;
  /** The mail server that takes it. Default: one on this machine, whose mail is shown at `/console/mailbox`. */
  readonly smtp?: SmtpOptions | undefined;
  /** For senders that have none of their own. */
  readonly dkim?: Dkim | undefined;
  /** The origin that links lead to, where the engine has no `origin`: "http://localhost:4600". */
  readonly origin?: string | undefined;
  /** The most messages a second to one domain. 20 and 5 to a mail server; without limit to the one on this machine. */
  readonly rate?:
    | { readonly transactional?: number | undefined; readonly promotional?: number | undefined }
    | undefined;
  /**
   * The activity by which the policy declares that suppressed addresses are remembered: they are forgotten when its
   * storage ends. Default: they are remembered for good.
   */
  readonly suppression?: string | undefined;
  /** Your colour on links and buttons, in light and in dark: "#7a2048". */
  readonly look?: MailLook | undefined;
}

export interface MailLook {
  readonly accent: string;
  readonly accentInDark: string;
}

export interface SmtpOptions {
  /** "smtps://name:password@smtp.halden.example", "smtp://localhost:2525" */
  readonly url: string;
  /** Connections of each sender. Default: 5. */
  readonly connections?: number | undefined;
  /**
   * A port on loopback where it delivers mail that came back, by SMTP: mail to `bounces+…@` of the senders' domains. Nothing else is
   * taken there. Default: none; the program that receives that mail calls `engine.mail.receive`.
   */
  readonly returns?: number | undefined;
}

export type MailReason = ReadReason | "no-place" | "suppressed";

/** The outcome of a call. Queued is not sent: the mail is kept, and leaves when it can. */
export type Queued =
  | { readonly queued: true; readonly id: string }
  | { readonly queued: false; readonly reason: MailReason };

export interface SendOptions {
  /** The person of the company who sends it. Default: the website itself. */
  readonly by?: Actor | undefined;
  /** Sending again with the same key is the same mail. */
  readonly key?: string | undefined;
}

/** The outcome of a report about mail that was sent. */
export type Received =
  | { readonly taken: true; readonly kind: "hard" | "soft" | "complaint" | "delay"; readonly message: string }
  /** Nothing was changed: it is no report, or one about a mail that was not sent, or not to this address. */
  | { readonly taken: false; readonly reason: "no-report" | "unknown-message" | "wrong-address" };

/** Why an address is written to no more. */
export type SuppressionReason = "unsubscribed" | "bounced" | "complained" | "staff";

/** Mail about records. Promotions are sent by `promote`, everything else by `send`. */
export interface Mails {
  /**
   * Writes a mail to the person whom a record is about. It reads the record for the purpose of its kind, and so is denied where
   * this person's data may not serve it; and reads it again when it leaves.
   *
   * @example
   * const sent = await engine.mail.send(applicationRejected, record, { remark }, { by: visit.staff });
   * if (!sent.queued) show(sent.reason);
   */
  readonly send: <Field extends string, Value extends string>(
    template: MailTemplate<Field, Value>,
    record: string,
    values: { readonly [name in Value]: string },
    options?: SendOptions,
  ) => Promise<Queued>;
  /** The same for a promotion: denied also where the address was unsubscribed, or does not exist. */
  readonly promote: <Field extends string, Value extends string>(
    promotion: Promotion<Field, Value>,
    record: string,
    values: { readonly [name in Value]: string },
    options?: SendOptions,
  ) => Promise<Queued>;
  /** The mail as it would be sent, for people of the company who may read the record for its purpose. */
  readonly preview: <Field extends string, Value extends string>(
    template: MailTemplate<Field, Value> | Promotion<Field, Value>,
    record: string,
    values: { readonly [name in Value]: string },
    by: Actor | undefined,
  ) => Promise<
    { readonly allowed: true; readonly message: MailMessage } | { readonly allowed: false; readonly reason: MailReason }
  >;
  /** Transactional mail of this kind that was written about a record, the oldest first, for people who may read the record for its purpose. */
  readonly list: (
    kind: string,
    activity: string,
    record: string,
    by: Actor | undefined,
  ) => Promise<
    | { readonly allowed: true; readonly messages: readonly WrittenMail[] }
    | { readonly allowed: false; readonly reason: MailReason }
  >;
  /** The port on loopback of the mail server on this machine; undefined where mail goes to another. */
  readonly port: () => Promise<number | undefined>;
  /** Takes in a message that came back: a bounce (RFC 3464) or a complaint (RFC 5965). Nothing is changed by one that is about no message of ours. */
  readonly receive: (source: string | Uint8Array, to?: readonly string[]) => Promise<Received>;
  /** Writes to `address` no more: no mail of a promotional kind, or of none of them (`*`). It outlasts the person's erasure. */
  readonly suppress: (address: string, list: string, why: SuppressionReason) => Promise<void>;
  /** Takes that back, because the person asked for it. */
  readonly unsuppress: (address: string, list: string) => Promise<void>;
  /** Why nothing of this list is written to `address`, or undefined where it may be. */
  readonly suppressed: (address: string, list: string) => Promise<SuppressionReason | undefined>;
}

/** Purposes that promote, or rest on a consent: mail for one has to have an unsubscribe link. */
export type PromotionalPurpose<P extends Policy> = P extends Policy
  ? {
      [Name in keyof P["purposes"] & string]: P["purposes"][Name] extends
        | { readonly term: PromotionalTerm }
        | { readonly basis: "consent" }
        ? Name
        : never;
    }[keyof P["purposes"] & string]
  : never;

/**
 * A transactional mail under `policy`, whose words are made of fields that may serve its purpose. A purpose that promotes or rests on
 * a consent does not compile: such a mail could be stopped, and this one has no unsubscribe link. Whether the policy declares the kind as
 * transactional and for this purpose is checked when the engine starts.
 *
 * @example
 * const arrived = defineMail(policy, {
 *   name: "application-arrived", kind: "applications", for: "recruitment", activity: "careers",
 *   title: "Your application has arrived", reads: ["fullName"], values: [], on: "collection",
 *   words: { en: ({ fullName }, { Paragraph }) => ({ subject: "It has arrived", body: <Paragraph>Dear {fullName}</Paragraph> }) },
 * });
 */
export function defineMail<
  const P extends Policy,
  const Activity extends ActivityName<P>,
  const Use extends Exclude<PurposeName<P, Activity>, PromotionalPurpose<P>>,
  const Field extends FieldName<P, Activity, Use>,
  const Value extends string,
>(
  _policy: P,
  template: MailTemplate<Field, Value> & {
    readonly activity: Activity;
    readonly for: Use;
    readonly reads: readonly Field[];
  },
): MailTemplate<Field, Value> {
  return template;
}

/**
 * A promotion under `policy`: a mail for a purpose that promotes or rests on a consent, with parts that no other mail has. The way out
 * is put at its foot and in its head as it is sent.
 *
 * @example
 * const issue = definePromotion(policy, {
 *   name: "newsletter", kind: "newsletter", for: "newsletter", activity: "newsletter",
 *   title: "Newsletter", reads: ["name"], values: ["issue"],
 *   words: { en: ({ name }, { Offer }) => ({ subject: "What is new", body: <Offer title="…" href="/blog">…</Offer> }) },
 * });
 */
export function definePromotion<
  const P extends Policy,
  const Activity extends ActivityName<P>,
  const Use extends Extract<PurposeName<P, Activity>, PromotionalPurpose<P>>,
  const Field extends FieldName<P, Activity, Use>,
  const Value extends string,
>(
  _policy: P,
  promotion: Omit<Promotion<Field, Value>, "promotes"> & {
    readonly activity: Activity;
    readonly for: Use;
    readonly reads: readonly Field[];
  },
): Promotion<Field, Value> {
  return { ...promotion, promotes: true };
}
