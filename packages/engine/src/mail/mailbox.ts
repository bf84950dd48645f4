import { sql, type Kysely, type Selectable } from "kysely";
import type { Core } from "../core/core.ts";
import { isId, toUuid } from "../http/id.ts";
import { createGroupCommit } from "../store/group-commit.ts";
import type { Tables } from "../store/tables.ts";
import { openKeys } from "../subjects/keys.ts";
import type { SubjectKey } from "../vault/vault.ts";
import type { Arrived } from "./smtp/server.ts";
import { isTestId } from "./stored-mail.ts";
import type { MailboxTable } from "./tables.ts";

/** A mail that the mail server on this machine took. */
export interface KeptMail {
  readonly id: string;
  readonly at: Date;
  /** The message of ours that it is; undefined for other mail. */
  readonly message: string | undefined;
  /** The channel that it left by. */
  readonly channel: string | undefined;
  /** Whether somebody of the company sent it to themselves, to see it. */
  readonly test: boolean;
  readonly subject: string;
  readonly to: string;
  /** The message as it came, a byte to a character. */
  readonly source: string;
}

export interface MailboxPage {
  readonly kept: readonly KeptMail[];
  /** The `before` of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/**
 * Mail that the mail server on this machine took, sealed: a mail of ours under the key of its recipient, so that erasing the recipient
 * erases it.
 */
export interface MailboxStore {
  /** Resolves once it is kept. The same Message-ID for the same recipient is kept once. */
  readonly take: (arrived: Arrived) => Promise<void>;
  /** A page of them, the newest first. */
  readonly list: (before?: string) => Promise<MailboxPage>;
  readonly open: (id: string) => Promise<KeptMail | undefined>;
  /** Deletes mail that is older than 30 days. */
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Milliseconds that a mail is kept: long enough to look at, and no archive beside the records. */
const life = 30 * 86_400_000;
const page = 40;

export type MailboxCore = Pick<Core, "site" | "db" | "vault" | "clock">;

export function createMailbox(core: MailboxCore): MailboxStore {
  const { site, db, vault, clock } = core;
  const commits = createGroupCommit<Taken, void>({
    cap: 64,
    write: async (taken) => {
      await insertMails(core, taken);
      return taken.map(() => undefined);
    },
    alone: () => true,
  });
  return {
    take: async ({ to, source }) => {
      const text = Buffer.from(source).toString("latin1");
      const messageId = toMessageId(text);
      const message = /^<([0-9a-f-]{36})@/i.exec(messageId)?.[1]?.toLowerCase();
      await Promise.all(
        to.map((address) =>
          commits.add({
            message: message !== undefined && isId(message) ? message : undefined,
            // Mail without a Message-ID is told apart by its whole text.
            mac: vault.index("mailbox", `${messageId === "" ? text : messageId}\n${address}`),
            to: address,
            source: text,
          }),
        ),
      );
    },
    list: async (before) => {
      const [at, id] = (before ?? "").split(" ");
      const beyond = id !== undefined && isId(id) && !Number.isNaN(Date.parse(at!));
      const found = await selectMails(db, site)
        .$if(beyond, (query) =>
          query.where(sql<boolean>`(mailbox.at, mailbox.id) < (${new Date(at!)}::timestamptz, ${id}::uuid)`),
        )
        .orderBy("mailbox.at", "desc")
        .orderBy("mailbox.id", "desc")
        .limit(page)
        .execute();
      const keys = await openKeys(db, [...new Set(found.map(({ subject }) => subject))], site, vault);
      const last = found.length === page ? found.at(-1) : undefined;
      return { kept: unsealMails(found, keys), next: last && `${last.at.toISOString()} ${last.id}` };
    },
    open: async (id) => {
      if (!isId(id)) return undefined;
      const row = await selectMails(db, site).where("mailbox.id", "=", id).executeTakeFirst();
      return row && unsealMails([row], await openKeys(db, [row.subject], site, vault))[0];
    },
    sweep: async () => {
      const since = new Date(clock().getTime() - life);
      await db.deleteFrom("mailbox").where("site", "=", site).where("at", "<", since).execute();
    },
    close: () => commits.close(),
  };
}

/** A mail for one recipient that is about to be written. */
interface Taken {
  readonly message: string | undefined;
  readonly mac: Uint8Array;
  readonly to: string;
  readonly source: string;
}

/** Writes mails, each sealed under the key of its recipient: ours by their message, all others under the mailbox's own. */
async function insertMails(core: MailboxCore, taken: readonly Taken[]): Promise<void> {
  const { site, db, vault, clock } = core;
  const ids = taken.flatMap(({ message }) => message ?? []);
  const messages = await db
    .selectFrom("message")
    .select(["id", "subject"])
    .where("site", "=", site)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  const subjects = new Map(messages.map(({ id, subject }) => [id, subject]));
  const keys = await openKeys(db, [...new Set(subjects.values())], site, vault);
  const at = clock();
  const rows: MailboxTable[] = [];
  for (const { message, mac, to, source } of taken) {
    const subject = message === undefined ? undefined : subjects.get(message);
    const key = subject === undefined ? await openOwnKey(core) : keys.get(subject);
    // A recipient who has been erased meanwhile has no key: the mail is not kept either.
    if (!key) continue;
    const id = crypto.randomUUID();
    const sealed = key.seal(toPlace(id), { to, source });
    const named = subject === undefined ? null : message!;
    rows.push({ site, id, at, message: named, subject: subject ?? toOwn(site), mac, sealed, bytes: source.length });
  }
  if (rows.length === 0) return;
  await db
    .insertInto("mailbox")
    .values(rows)
    .onConflict((on) => on.doNothing())
    .execute();
}

/** The id that the mailbox's own key lies under: mail to addresses that nobody here is known by is sealed with it. */
const toOwn = (site: string): string => toUuid(site, "mailbox");

/** The mailbox's own key, made with the first mail that needs it. */
async function openOwnKey({ site, db, vault, clock }: MailboxCore): Promise<SubjectKey> {
  const own = toOwn(site);
  const known = (await openKeys(db, [own], site, vault)).get(own);
  if (known) return known;
  const { row } = vault.create(own);
  await db.transaction().execute(async (trx) => {
    const at = clock();
    await trx
      .insertInto("subject")
      .values({ site, id: own, at, erased_at: null })
      .onConflict((on) => on.doNothing())
      .execute();
    await trx
      .insertInto("subject_key")
      .values({ site, subject: own, ...row })
      .onConflict((on) => on.doNothing())
      .execute();
  });
  return (await openKeys(db, [own], site, vault)).get(own)!;
}

const selectMails = (db: Kysely<Tables>, site: string) =>
  db
    .selectFrom("mailbox")
    .leftJoin("message", (join) =>
      join.onRef("message.site", "=", "mailbox.site").onRef("message.id", "=", "mailbox.message"),
    )
    .select(["mailbox.id", "mailbox.at", "mailbox.message", "message.channel", "mailbox.subject", "mailbox.sealed"])
    .where("mailbox.site", "=", site);

type Row = Pick<Selectable<MailboxTable>, "id" | "at" | "message" | "subject" | "sealed"> & {
  readonly channel: string | null;
};

/** The mails of `rows`, without those whose key is gone. */
function unsealMails(rows: readonly Row[], keys: ReadonlyMap<string, SubjectKey>): KeptMail[] {
  return rows.flatMap(({ id, at, message, channel, subject, sealed }) => {
    const opened = keys.get(subject)?.unseal(toPlace(id), sealed) as Pick<KeptMail, "to" | "source"> | undefined;
    if (!opened) return [];
    const test = message === null && isTestId(toMessageId(opened.source));
    return [{ id, at, message: message ?? undefined, channel: channel ?? undefined, test, subject, ...opened }];
  });
}

const toPlace = (id: string) => ({ activity: "mailbox", record: id, field: "message" });

/** The Message-ID in the head of `source`, or "" where there is none. */
function toMessageId(source: string): string {
  const end = source.search(/\r?\n\r?\n/);
  const head = (end < 0 ? source : source.slice(0, end)).replace(/\r?\n[ \t]+/g, " ");
  return /^message-id:\s*(<[^<>\r\n]{1,500}>)/im.exec(head)?.[1] ?? "";
}
