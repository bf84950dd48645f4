import { simpleParser, type Attachment, type ParsedMail } from "mailparser";
import { isAddress } from "../http/header-text.ts";

/** A report about a mail, as a message that came back makes it. */
export interface Report {
  readonly kind: "hard" | "soft" | "complaint" | "delay";
  /** Ids that it names: in the address that it came to, and in the head of the mail that it is about. */
  readonly messages: readonly string[];
  /** Addresses that the mail went to, as the report names them. */
  readonly addresses: readonly string[];
}

/**
 * The report in `source`; undefined where it is no report of a delivery (RFC 3464) and no complaint (RFC 5965). Read strictly: one
 * report of one kind, as a part of its own, about one recipient. Words that somebody wrote into a mail by hand are none.
 */
export async function readReport(source: Uint8Array, to: readonly string[]): Promise<Report | undefined> {
  const mail = await simpleParser(Buffer.from(source), {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipImageLinks: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  }).catch(() => undefined);
  if (!mail) return undefined;
  const type = mail.headers.get("content-type") as { readonly value?: string; readonly params?: Fields } | undefined;
  if (type?.value !== "multipart/report") return undefined;
  const form = type.params?.["report-type"]?.toLowerCase();
  const returned = toReturned(mail);
  const messages = [...to.flatMap(toTagged), ...toIds(returned["message-id"] ?? "")];
  if (form === "delivery-status") {
    const status = only(mail, "message/delivery-status");
    // The first block is about the message, each further one about a recipient.
    const [, ...recipients] = status?.split(/\r?\n[ \t]*\r?\n/).filter((block) => block.trim() !== "") ?? [];
    if (recipients.length !== 1) return undefined;
    const fields = toFields(recipients[0]!);
    const kind = toKind(fields["action"] ?? "", fields["status"] ?? "");
    const addresses = ["original-recipient", "final-recipient"].flatMap((name) => toRecipient(fields[name]));
    return kind && { kind, messages, addresses };
  }
  if (form === "feedback-report") {
    const report = only(mail, "message/feedback-report");
    const fields = report === undefined ? {} : toFields(report);
    if (!/^(?:abuse|fraud)$/i.test(fields["feedback-type"] ?? "")) return undefined;
    const addresses = [fields["original-rcpt-to"], returned["to"]].flatMap((line) => toAddresses(line ?? ""));
    return { kind: "complaint", messages, addresses };
  }
  return undefined;
}

type Fields = { readonly [name: string]: string };

/** The one part of this type, as text; undefined where there is none or another beside it. */
function only(mail: ParsedMail, type: string): string | undefined {
  const parts = mail.attachments.filter(({ contentType }) => contentType === type);
  return parts.length === 1 ? toPartText(parts[0]!) : undefined;
}

const toPartText = ({ content }: Attachment): string => content.toString("utf8").slice(0, 20_000);

/** The head of the mail that came back. */
function toReturned(mail: ParsedMail): Fields {
  const text = only(mail, "message/rfc822") ?? only(mail, "text/rfc822-headers") ?? "";
  return toFields(text.split(/\r?\n\r?\n/)[0]!);
}

/** Lines of `name: value`, each name's first one; a line that begins with a space goes on with the one before. */
function toFields(block: string): Fields {
  const fields: { [name: string]: string } = Object.create(null) as { [name: string]: string };
  for (const line of block.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const at = line.indexOf(":");
    if (at > 0) fields[line.slice(0, at).trim().toLowerCase()] ??= line.slice(at + 1).trim();
  }
  return fields;
}

/** The kind of a report, by its action and its status (RFC 3463). */
function toKind(action: string, status: string): Report["kind"] | undefined {
  if (/^delayed$/i.test(action)) return "delay";
  if (!/^failed$/i.test(action) || !/^[45]\.\d{1,3}\.\d{1,3}\b/.test(status)) return undefined;
  // 5.1: there is no such address; 5.2.1: the mailbox is closed. A full one, or a server that thinks ill of us, may be another tomorrow.
  return /^5\.1\.|^5\.2\.1\b/.test(status) ? "hard" : "soft";
}

/** "rfc822; ada@example.org" */
function toRecipient(line: string | undefined): string[] {
  const [, address] = /^rfc822\s*;\s*<?([^\s<>]+)>?$/i.exec(line ?? "") ?? [];
  return address !== undefined && isAddress(address) ? [address] : [];
}

function toAddresses(line: string): string[] {
  return line
    .split(/[\s<>,;"]+/)
    .filter(isAddress)
    .slice(0, 5);
}

const id = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

const toIds = (line: string): string[] => new RegExp(`<(${id})@`, "i").exec(line)?.slice(1) ?? [];

/** Bounces come back to `bounces+<message>@…`. */
const toTagged = (address: string): string[] => new RegExp(`\\+(${id})@`, "i").exec(address)?.slice(1) ?? [];
