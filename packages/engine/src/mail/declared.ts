import { findDeclaring } from "../policies/versions.ts";
import { toSeconds, type Compiled, type CompiledActivity, type Language, type Version } from "@abide/policy";
import type { Dkim, MailOptions, MailTemplate, Promotion, Sender } from "./mail.ts";
import { isAddress } from "../http/header-text.ts";
import { notSetUp, verifyTransport } from "./smtp/transport.ts";

/** A kind of mail about an activity, as the policies declare it. */
export interface DeclaredMail {
  readonly version: Version;
  readonly purpose: string;
  /** The field with the address that it goes to. */
  readonly address: string;
}

/** The declaration of mail of `kind` about `activity`; undefined where there is none. */
export function findDeclared(versions: readonly Version[], kind: string, activity: string): DeclaredMail | undefined {
  const version = findDeclaring(versions, activity);
  const declared = version?.policy.activities[activity];
  const purpose = version && Object.hasOwn(version.policy.mail, kind) ? version.policy.mail[kind]!.purpose : undefined;
  const address = declared && toAddressField(declared);
  return version && purpose !== undefined && address !== undefined ? { version, purpose, address } : undefined;
}

/** The field that holds the address of the person whom a record is about. */
export function toAddressField({ fields }: Pick<CompiledActivity, "fields">): string | undefined {
  return Object.keys(fields).find((name) => fields[name]!.kind === "email");
}

/** The policy that declares `activity`. Default: the first one, so that a page about mail of before can still be shown. */
export function toPolicy(versions: readonly Version[], activity: string): Compiled {
  return (findDeclaring(versions, activity) ?? versions[0]!).policy;
}

/** The language that the words of `template` are taken in. */
export function toLanguage(
  asked: Language,
  { words }: Pick<MailTemplate, "words"> | Pick<Promotion, "words">,
  { languages }: Compiled,
): Language {
  const has = (language: Language | undefined) => language !== undefined && Object.hasOwn(words, language);
  return [asked, asked.split("-")[0], ...languages].find(has) ?? Object.keys(words)[0]!;
}

/** The origin that links in mails lead to; undefined where nobody says it. */
export function toOrigin({ origin }: { readonly origin: string | undefined }, mail: MailOptions | undefined) {
  return origin ?? mail?.origin;
}

/** Whether a mail is on the list of those that can be sent: a list that is closed for the compiler only would be open to a cast. */
export function isListed(mail: MailOptions | undefined, template: MailTemplate | Promotion): boolean {
  if (template.promotes === true) return mail?.promotions?.includes(template) ?? false;
  return mail?.templates.includes(template) ?? false;
}

/** The senders of each sort of mail. */
export function toSenders({ from }: MailOptions): { readonly transactional: Sender; readonly promotional: Sender } {
  return "address" in from ? { transactional: from, promotional: from } : from;
}

/** For how many seconds suppressed addresses are remembered; undefined where it is for good. */
export function toMemory(mail: MailOptions | undefined, versions: readonly Version[]): number | undefined {
  const name = mail?.suppression;
  if (name === undefined) return undefined;
  const version = findDeclaring(versions, name);
  return version && toSeconds(version.policy.activities[name]!.storage.for);
}

/** Refuses to start with mail that the policies do not allow: types are gone at run time, and policies come from files. */
export function verifyMail(
  mail: MailOptions | undefined,
  versions: readonly Version[],
  origin: string | undefined,
): void {
  if (!mail) return;
  const { templates, promotions = [] } = mail;
  const all = [...templates, ...promotions];
  const twice = all.filter(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
  const wrong = [
    ...verifySenders(mail),
    ...twice.map(({ name }) => `mail ${name}: there are two of this name.`),
    ...templates.flatMap((template) => verifyTemplate(template, versions, "transactional")),
    ...promotions.flatMap((promotion) => verifyTemplate(promotion, versions, "promotional")),
  ];
  if (promotions.length > 0 && (origin === undefined || !URL.canParse(origin))) {
    wrong.push("mail.promotions: without the site's origin the link at their foot leads nowhere. Give mail.origin.");
  }
  if (mail.suppression !== undefined && toMemory(mail, versions) === undefined) {
    wrong.push(`mail.suppression: no policy declares the activity "${mail.suppression}".`);
  }
  if (wrong.length > 0) throw notSetUp(wrong);
}

/** Sentences about wrong senders, and a wrong mail server. */
function verifySenders(mail: MailOptions): string[] {
  const senders = Object.entries("address" in mail.from ? { from: mail.from } : mail.from);
  const wrong: string[] = [];
  for (const [name, { address, returns }] of senders) {
    const at = name === "from" ? "mail.from" : `mail.from.${name}`;
    if (!isAddress(address)) wrong.push(`${at}: "${address}" is no address.`);
    if (returns !== undefined && !isAddress(returns)) wrong.push(`${at}.returns: "${returns}" is no address.`);
  }
  const keys = [mail.dkim, ...senders.map(([, { dkim }]) => dkim)].filter((key): key is Dkim => key !== undefined);
  return [...wrong, ...verifyTransport(mail.smtp, keys)];
}

/** Sentences about a wrong template on the list of this sort. */
function verifyTemplate(
  template: MailTemplate | Promotion,
  versions: readonly Version[],
  sort: "transactional" | "promotional",
): string[] {
  const wrong: string[] = [];
  if ((template.promotes === true) !== (sort === "promotional")) {
    wrong.push(
      sort === "promotional" ? "a transactional mail is among the promotions." : "a promotion is among the templates.",
    );
  }
  wrong.push(...compareWithPolicy(template, versions, sort));
  if (template.promotes !== true && template.on === "collection" && template.values.length > 0) {
    wrong.push("what is sent by itself has no further values.");
  }
  return wrong.map((sentence) => `mail ${template.name}: ${sentence}`);
}

/** Sentences about a template that the policy of its activity does not allow. */
function compareWithPolicy(
  { kind, for: purpose, activity, reads, words }: MailTemplate | Promotion,
  versions: readonly Version[],
  sort: "transactional" | "promotional",
): string[] {
  const policy = findDeclaring(versions, activity)?.policy;
  const declared = policy?.activities[activity];
  if (!policy || !declared) return [`no policy declares the activity "${activity}".`];
  const mail = Object.hasOwn(policy.mail, kind) ? policy.mail[kind] : undefined;
  if (!mail) return [`the policy declares no mail "${kind}".`];
  if (mail.kind !== sort) {
    return [
      sort === "transactional"
        ? `"${kind}" is promotional, and has a way out that this has not.`
        : `"${kind}" is transactional, and what promotes has no place in it.`,
    ];
  }
  if (mail.purpose !== purpose) return [`"${kind}" is for "${mail.purpose}", not for "${purpose}".`];
  const address = toAddressField(declared);
  const fields = address === undefined ? reads : [address, ...reads];
  return [
    ...(address === undefined ? [`"${activity}" has no e-mail address to write to.`] : []),
    ...fields
      .filter((field) => !declared.fields[field]?.for.includes(mail.purpose))
      .map((field) => `"${field}" may not serve "${mail.purpose}", which this mail is for.`),
    ...policy.languages
      .filter((language) => !Object.hasOwn(words, language))
      .map((language) => `it has no words in "${language}".`),
  ];
}
