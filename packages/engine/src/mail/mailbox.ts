import { openKeys } from "../subjects/keys.ts";
import { sql, type Selectable } from "kysely";
import { isId, toUuid } from "../http/id.ts";
import type { RecordsCore } from "../records/records.ts";
import { createGroupCommit } from "../store/group-commit.ts";
import type { MailboxTable } from "./tables.ts";
import type { SubjectKey } from "../vault/vault.ts";
import { isTestId } from "./stored-mail.ts";
import type { Arrived } from "./smtp/server.ts";

/** A mail that the mail server on this machine took. */
export interface Kept {
  readonly id: string;
  readonly at: Date;
  /** The message that it was, where it was one of ours. */
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
  readonly kept: readonly Kept[];
  /** Where to go on. */
  readonly next: string | undefined;
}

/** What the mail server on this machine took, sealed: a mail of ours under the key of whom it went to, so that erasing them takes it. */
export interface MailboxStore {
  /** Resolves once it is kept. The same Message-ID for the same recipient is kept once. */
  readonly take: (arrived: Arrived) => Promise<void>;
  /** A page of them, the newest first. */
  readonly list: (before?: string) => Promise<MailboxPage>;
  readonly open: (id: string) => Promise<Kept | undefined>;
  /** Drops what is older than 30 days. */
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Milliseconds that a mail is kept: long enough to look at, and no archive beside the records. */
const life = 30 * 86_400_000;
const page = 40;

interface Taking {
  readonly message: string | undefined;
  readonly mac: Uint8Array;
  readonly to: string;
  readonly source: string;
}

export function createMailbox({
  site,
  db,
  vault,
  clock,
}: Pick<RecordsCore, "site" | "db" | "vault" | "clock">): MailboxStore {
  /** Under this id the key lies of what is about nobody who is known here. */
  const own = toUuid(site, "mailbox");

  const openOwn = async (): Promise<SubjectKey> => {
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
  };

  const commits = createGroupCommit<Taking, void>({
    cap: 64,
    write: async (takings) => {
      const ids = takings.flatMap(({ message }) => message ?? []);
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
      for (const { message, mac, to, source } of takings) {
        const subject = message === undefined ? undefined : subjects.get(message);
        const key = subject === undefined ? await openOwn() : keys.get(subject);
        // Whoever it went to has been erased meanwhile: then it is not kept either.
        if (!key) continue;
        const id = crypto.randomUUID();
        const sealed = key.seal(toPlace(id), { to, source });
        const named = subject === undefined ? null : message!;
        rows.push({ site, id, at, message: named, subject: subject ?? own, mac, sealed, bytes: source.length });
      }
      if (rows.length > 0) {
        await db
          .insertInto("mailbox")
          .values(rows)
          .onConflict((on) => on.doNothing())
          .execute();
      }
      return takings.map(() => undefined);
    },
    alone: () => true,
  });

  const toKept = (rows: readonly Row[], keys: ReadonlyMap<string, SubjectKey>): Kept[] =>
    rows.flatMap(({ id, at, message, channel, subject, sealed }) => {
      const opened = keys.get(subject)?.unseal(toPlace(id), sealed) as Pick<Kept, "to" | "source"> | undefined;
      if (!opened) return [];
      const test = message === null && isTestId(toMessageId(opened.source));
      return [{ id, at, message: message ?? undefined, channel: channel ?? undefined, test, subject, ...opened }];
    });

  const select = async () => {
    return {
      db,
      rows: db
        .selectFrom("mailbox")
        .leftJoin("message", (join) =>
          join.onRef("message.site", "=", "mailbox.site").onRef("message.id", "=", "mailbox.message"),
        )
        .select(["mailbox.id", "mailbox.at", "mailbox.message", "message.channel", "mailbox.subject", "mailbox.sealed"])
        .where("mailbox.site", "=", site),
    };
  };

  return {
    take: async ({ to, source }) => {
      const text = Buffer.from(source).toString("latin1");
      const messageId = toMessageId(text);
      const message = /^<([0-9a-f-]{36})@/i.exec(messageId)?.[1]?.toLowerCase();
      await Promise.all(
        to.map((address) =>
          commits.add({
            message: message !== undefined && isId(message) ? message : undefined,
            // One without an id is told apart by all of it.
            mac: vault.index("mailbox", `${messageId === "" ? text : messageId}\n${address}`),
            to: address,
            source: text,
          }),
        ),
      );
    },
    list: async (before) => {
      const { db, rows } = await select();
      const [at, id] = (before ?? "").split(" ");
      const beyond = id !== undefined && isId(id) && !Number.isNaN(Date.parse(at!));
      const found = await rows
        .$if(beyond, (query) =>
          query.where(sql<boolean>`(mailbox.at, mailbox.id) < (${new Date(at!)}::timestamptz, ${id}::uuid)`),
        )
        .orderBy("mailbox.at", "desc")
        .orderBy("mailbox.id", "desc")
        .limit(page)
        .execute();
      const keys = await openKeys(db, [...new Set(found.map(({ subject }) => subject))], site, vault);
      const last = found.length === page ? found.at(-1) : undefined;
      return { kept: toKept(found, keys), next: last && `${last.at.toISOString()} ${last.id}` };
    },
    open: async (id) => {
      if (!isId(id)) return undefined;
      const { db, rows } = await select();
      const row = await rows.where("mailbox.id", "=", id).executeTakeFirst();
      return row && toKept([row], await openKeys(db, [row.subject], site, vault))[0];
    },
    sweep: async () => {
      const since = new Date(clock().getTime() - life);
      await db.deleteFrom("mailbox").where("site", "=", site).where("at", "<", since).execute();
    },
    close: () => commits.close(),
  };
}

type Row = Pick<Selectable<MailboxTable>, "id" | "at" | "message" | "subject" | "sealed"> & {
  readonly channel: string | null;
};

const toPlace = (id: string) => ({ activity: "mailbox", record: id, field: "message" });

/** The Message-ID in the head of `source`, or "" where there is none. */
function toMessageId(source: string): string {
  const end = source.search(/\r?\n\r?\n/);
  const head = (end < 0 ? source : source.slice(0, end)).replace(/\r?\n[ \t]+/g, " ");
  return /^message-id:\s*(<[^<>\r\n]{1,500}>)/im.exec(head)?.[1] ?? "";
}
