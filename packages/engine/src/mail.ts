import type {
  ActivityName,
  Actor,
  Compiled,
  CompiledActivity,
  FieldName,
  Language,
  Policy,
  PurposeName,
  ReadReason,
  Text,
  Version,
} from "@abide/policy";
import { audit } from "./audit.ts";
import { AbideError } from "./error.ts";
import { openKeys } from "./hold.ts";
import { createReader, type RecordsOptions } from "./records.ts";
import { acting } from "./store/acting.ts";
import { sha256 } from "./store/digest.ts";
import type { Roles } from "./roles.ts";
import type { FileStore } from "./vault/files.ts";

/**
 * A transactional mail: its words in each language, made of fields of a record and of values that whoever sends it gives. The
 * closed list of them is `mail.templates` of the engine; `defineMail` makes one.
 */
export interface MailTemplate<Field extends string = string, Value extends string = string> {
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
  /** Sent by itself when a record of the activity was collected. Then it has no further values. */
  readonly on?: "collection" | undefined;
  readonly words: {
    readonly [language: Language]: (values: { readonly [name in Field | Value]: string }) => MailWords;
  };
}

export interface MailWords {
  /** One line. */
  readonly subject: string;
  /** Plain text; paragraphs are set apart by an empty line. */
  readonly text: string;
}

/** A mail as it is sent: every part of its head is one line without control characters. */
export interface MailMessage extends MailWords {
  readonly id: string;
  /** When it was written, in ISO 8601. */
  readonly at: string;
  readonly template: string;
  readonly language: Language;
  readonly from: Mailbox;
  readonly to: Mailbox;
}

export interface Mailbox {
  readonly name?: string | undefined;
  readonly address: string;
}

export interface MailOptions {
  /** Who all of it comes from. */
  readonly from: Mailbox;
  /** Every mail that can be sent. */
  readonly templates: readonly MailTemplate[];
}

export type MailReason = ReadReason | "no-place";

/** What became of a mail. Queued is not sent: it is kept, and leaves when it can. */
export type Queued =
  | { readonly queued: true; readonly id: string }
  | { readonly queued: false; readonly reason: MailReason };

export interface SendOptions {
  /** Who of the company sends it; the website itself where it is left out. */
  readonly by?: Actor | undefined;
  /** Sending again with the same key is the same mail. */
  readonly key?: string | undefined;
}

/** Mail about records. All of it is transactional; what promotes is none of this. */
export interface Mails {
  /**
   * Writes a mail to the person whom a record is about. It reads the record for the purpose of its kind, and so is denied where
   * this person's data may not serve it.
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
  /** The mail as it would be sent, for who of the company may read the record for its purpose. */
  readonly preview: <Field extends string, Value extends string>(
    template: MailTemplate<Field, Value>,
    record: string,
    values: { readonly [name in Value]: string },
    by: Actor | undefined,
  ) => Promise<
    { readonly allowed: true; readonly message: MailMessage } | { readonly allowed: false; readonly reason: MailReason }
  >;
  /** Mail of this kind that was written about a record, the oldest first, for who may read the record for its purpose. */
  readonly list: (
    kind: string,
    activity: string,
    record: string,
    by: Actor | undefined,
  ) => Promise<
    | { readonly allowed: true; readonly messages: readonly MailMessage[] }
    | { readonly allowed: false; readonly reason: MailReason }
  >;
}

/**
 * A transactional mail under `policy`, whose words are made of fields that may serve its purpose. Whether the policy declares the
 * kind as transactional and for this purpose is checked when the engine starts.
 *
 * @example
 * const arrived = defineMail(policy, {
 *   name: "application-arrived", kind: "applications", for: "recruitment", activity: "careers",
 *   title: "Your application has arrived", reads: ["fullName"], values: [], on: "collection",
 *   words: { en: ({ fullName }) => ({ subject: "Your application has arrived", text: `Dear ${fullName}, ...` }) },
 * });
 */
export function defineMail<
  const P extends Policy,
  const Activity extends ActivityName<P>,
  const Use extends PurposeName<P, Activity>,
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

export interface MailsOptions {
  readonly records: RecordsOptions;
  readonly versions: readonly Version[];
  readonly roles: Roles;
  readonly mail: MailOptions | undefined;
  /** Where sealed mail lies; undefined where there is no place for it. */
  readonly place: FileStore | undefined;
}

/** Rows of mail among the files carry this in front of the kind. No field can be named so. */
const mark = "mail:";

/**
 * Writes and keeps mail. Until it can leave, it lies among the files, sealed under the key of the person it goes to: it is erased
 * with the record it is about, and whoever holds the folder reads nothing.
 */
export function createMails({ records, versions, roles, mail, place }: MailsOptions): Mails & {
  /** Sends what is sent by itself for a record that was collected. Returns the names of those that failed. */
  readonly collected: (activity: string, record: string) => Promise<string[]>;
} {
  const templates = mail?.templates ?? [];
  verifyTemplates(templates, versions, mail?.from);
  const { site, store, vault, log, clock } = records;

  const find = (kind: string, activity: string) => {
    const version = versions.find(({ policy }) => Object.hasOwn(policy.activities, activity));
    const declared = version?.policy.activities[activity];
    const purpose =
      version && Object.hasOwn(version.policy.mail, kind) ? version.policy.mail[kind]!.purpose : undefined;
    const address = declared && toAddressField(declared);
    return version && purpose !== undefined && address !== undefined ? { version, purpose, address } : undefined;
  };

  const write = async (
    template: MailTemplate,
    record: string,
    values: { readonly [name: string]: string },
    by: Actor | undefined,
    id: string,
  ) => {
    // A list that is closed for the compiler only would be open to whoever casts.
    const found = templates.includes(template) ? find(template.kind, template.activity) : undefined;
    if (!mail || !found) return { allowed: false, reason: "undeclared" } as const;
    const { version, purpose, address } = found;
    const read = await createReader(records, template.activity, purpose, by).read(record, [address, ...template.reads]);
    if (!read.allowed) return read;
    const to = toLine(read.fields[address], 254);
    if (!isAddress(to)) return { allowed: false, reason: "wrong-value" } as const;
    const known = [...template.reads, ...template.values].map((name) => {
      const value = template.values.includes(name) ? values[name] : read.fields[name];
      return [name, typeof value === "string" ? toText(value) : ""];
    });
    const language = toLanguage(read.language, template, version.policy);
    const { subject, text } = template.words[language]!(Object.fromEntries(known) as { [name: string]: string });
    const message: MailMessage = {
      id,
      at: clock().toISOString(),
      template: template.name,
      language,
      from: { name: toLine(mail.from.name ?? "", 120) || undefined, address: mail.from.address },
      to: { address: to },
      subject: toLine(subject, 200),
      text: toText(text),
    };
    return { allowed: true, message, version, purpose } as const;
  };

  const send: Mails["send"] = async (template, record, values, { by, key = crypto.randomUUID() } = {}) => {
    const failed = { queued: false, reason: "failed" } as const;
    if (!place) return { queued: false, reason: "no-place" };
    // Of whoever sends the key only this is left: an id that was given would be a file that can be written over.
    const id = toId(site, template.activity, record, template.name, key);
    const purpose = find(template.kind, template.activity)?.purpose;
    // What is sent by the website itself is in nobody's hands: the address is read, used and not handed out.
    const itself: Actor = {
      id: "mail",
      roles: Object.keys(roles).filter((role) => roles[role]!.purposes.includes(purpose ?? "")),
    };
    try {
      const written = await write(template, record, values, by ?? itself, id);
      if (!written.allowed) return { queued: false, reason: written.reason };
      const { message, version } = written;
      const { activity } = template;
      const { db } = await store();
      const opened = await db.transaction().execute(async (trx) => {
        await acting(trx, { purpose: written.purpose });
        const row = await trx
          .selectFrom("record")
          .select("subject")
          .where("site", "=", site)
          .where("activity", "=", activity)
          .where("id", "=", record)
          .executeTakeFirst();
        const known = await trx.selectFrom("file").select("id").where("site", "=", site).where("id", "=", id).execute();
        const keys = row ? await openKeys(trx, [row.subject], site, vault) : undefined;
        return { subject: row?.subject, key: row && keys?.get(row.subject), queued: known.length > 0 };
      });
      if (opened.queued) return { queued: true, id };
      const { subject, key: own } = opened;
      if (subject === undefined || !own) return { queued: false, reason: "erased" };
      const sealed = own.seal(toPlace(activity, record, id), message);
      await place.write(id, once(sealed), sealed.length);
      try {
        await log.transaction(
          async (trx, append) => {
            // To hold on to a row is to write, for row-level security.
            await acting(trx, { act: "collect" });
            // The record may be gone by now. Then so is the person's wish to be written to.
            const still = await trx
              .selectFrom("record")
              .select("id")
              .where("site", "=", site)
              .where("activity", "=", activity)
              .where("id", "=", record)
              .forShare()
              .executeTakeFirst();
            if (!still) throw new AbideError("not-found", "The record that the mail is about is gone.");
            const at = clock();
            const row = { site, id, activity, record, field: `${mark}${template.kind}`, bytes: sealed.length, at };
            await trx.insertInto("file").values(row).execute();
            const detail = { activity, by: (by ?? itself).id, kind: template.kind, mail: id, record };
            const act = { type: "mail", at, policy: version.hash, subject };
            await audit(trx, append, site, [{ ...act, detail: { ...detail, template: template.name } }]);
          },
          { shared: true },
        );
      } catch (error) {
        // What fails here as well is found by the next sweep: nothing names it.
        await place.delete(id).catch(() => {});
        throw error;
      }
      return { queued: true, id };
    } catch {
      return failed;
    }
  };

  return {
    send,
    preview: async (template, record, values, by) => {
      try {
        const written = await write(template, record, values, by, "");
        return written.allowed ? { allowed: true, message: written.message } : written;
      } catch {
        return { allowed: false, reason: "failed" };
      }
    },
    list: async (kind, activity, record, by) => {
      const found = find(kind, activity);
      if (!found) return { allowed: false, reason: "undeclared" };
      const { purpose, address } = found;
      const read = await createReader(records, activity, purpose, by).read(record, [address]);
      if (!read.allowed) return read;
      try {
        const { db } = await store();
        const { rows, key } = await db.transaction().execute(async (trx) => {
          await acting(trx, { purpose });
          const rows = await trx
            .selectFrom("file")
            .innerJoin("record", (join) =>
              join
                .onRef("record.site", "=", "file.site")
                .onRef("record.activity", "=", "file.activity")
                .onRef("record.id", "=", "file.record"),
            )
            .select(["file.id", "record.subject"])
            .where("file.site", "=", site)
            .where("file.activity", "=", activity)
            .where("file.record", "=", record)
            .where("file.field", "=", `${mark}${kind}`)
            .orderBy("file.at")
            .orderBy("file.id")
            .execute();
          const subject = rows[0]?.subject;
          const keys = subject === undefined ? undefined : await openKeys(trx, [subject], site, vault);
          return { rows, key: subject === undefined ? undefined : keys?.get(subject) };
        });
        const messages: MailMessage[] = [];
        for (const { id } of rows) {
          if (!place) return { allowed: false, reason: "no-place" };
          const message = key?.unseal(toPlace(activity, record, id), await readAll(place.read(id)));
          if (message === undefined) return { allowed: false, reason: "erased" };
          messages.push(message as MailMessage);
        }
        return { allowed: true, messages };
      } catch {
        return { allowed: false, reason: "failed" };
      }
    },
    collected: async (activity, record) => {
      const failed: string[] = [];
      for (const template of templates) {
        if (template.on !== "collection" || template.activity !== activity) continue;
        const sent = await send(template, record, {}, { key: "collection" });
        if (!sent.queued) failed.push(template.name);
      }
      return failed;
    },
  };
}

const toPlace = (activity: string, record: string, id: string) => ({ activity, record, field: `${mark}${id}` });

/** The field that holds the address of whom the record is about. */
function toAddressField({ fields }: CompiledActivity): string | undefined {
  return Object.keys(fields).find((name) => fields[name]!.kind === "email");
}

function toLanguage(asked: Language, { words }: MailTemplate, { languages }: Compiled): Language {
  const has = (language: Language | undefined) => language !== undefined && Object.hasOwn(words, language);
  return [asked, asked.split("-")[0], ...languages].find(has) ?? Object.keys(words)[0]!;
}

/**
 * `text` as one line of a mail's head: a line break in a name would begin a header of its own, and a mark that turns text round
 * would make another address of it.
 */
export function toLine(text: unknown, most: number): string {
  const line = (typeof text === "string" ? text : "")
    .toWellFormed()
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  // By code points: half of a pair would be no character.
  return Array.from(line).slice(0, most).join("");
}

/** `text` with one kind of line break, and nothing invisible beside it. */
function toText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
}

/** Whether `address` is one and nothing beside: what a mail program would read a second one from is refused. */
function isAddress(address: string): boolean {
  return /^[^\s"(),:;<>@[\\\]\p{C}]{1,64}@[^\s"(),:;<>@[\\\]\p{C}]{1,255}$/u.test(address);
}

function toId(...parts: readonly string[]): string {
  const hash = sha256(new TextEncoder().encode(JSON.stringify(parts)));
  const hex = Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3})(.{4})(.{12})$/, "$1-$2-8$3-$4-$5");
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readAll(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Refuses to start with a template that the policies do not allow: types are gone at run time, and policies come from files. */
function verifyTemplates(
  templates: readonly MailTemplate[],
  versions: readonly Version[],
  from: Mailbox | undefined,
): void {
  const wrong: string[] = [];
  if (from && !isAddress(from.address)) wrong.push(`mail.from: "${from.address}" is no address.`);
  for (const [index, template] of templates.entries()) {
    const { name, kind, for: purpose, activity, reads, values, words, on } = template;
    const say = (what: string) => wrong.push(`mail ${name}: ${what}`);
    const policy = versions.find(({ policy }) => Object.hasOwn(policy.activities, activity))?.policy;
    const declared = policy?.activities[activity];
    const mail = policy && Object.hasOwn(policy.mail, kind) ? policy.mail[kind] : undefined;
    if (templates.findIndex((other) => other.name === name) !== index) say("there are two of this name.");
    if (!policy || !declared) say(`no policy declares the activity "${activity}".`);
    else if (!mail) say(`the policy declares no mail "${kind}".`);
    else if (mail.kind !== "transactional") say(`"${kind}" is promotional, and has a way out that this has not.`);
    else if (mail.purpose !== purpose) say(`"${kind}" is for "${mail.purpose}", not for "${purpose}".`);
    else {
      const address = toAddressField(declared);
      if (address === undefined) say(`"${activity}" has no e-mail address to write to.`);
      for (const field of [...(address === undefined ? [] : [address]), ...reads]) {
        if (!declared.fields[field]?.for.includes(mail.purpose)) {
          say(`"${field}" may not serve "${mail.purpose}", which this mail is for.`);
        }
      }
      for (const language of policy.languages) {
        if (!Object.hasOwn(words, language)) say(`it has no words in "${language}".`);
      }
    }
    if (on === "collection" && values.length > 0) say("what is sent by itself has no further values.");
  }
  if (wrong.length === 0) return;
  throw new AbideError(
    "policy-broken",
    `Mail cannot be sent as it is set up:\n${wrong.map((line) => `  ${line}`).join("\n")}`,
    {
      next: "Correct these in the list of templates that the engine is given.",
    },
  );
}
