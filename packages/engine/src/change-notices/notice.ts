import type { Logger } from "../http/logger.ts";
import { compare, spellDate, toWords, type Change, type Compiled, type Version } from "@abide/policy";
import type { Selectable } from "kysely";
import { audit } from "../audit/audit.ts";
import { AbideError } from "../http/error.ts";
import type { Message, Outbox, Progress } from "../outbox/outbox.ts";
import { createReader, type RecordsCore } from "../records/records.ts";
import { lend, type Roles } from "../roles/roles.ts";
import { readSubjects } from "../records/rows.ts";
import { prolong, toKept } from "../records/retention.ts";
import type { NoticeTable } from "./tables.ts";
import { channels, type MailReference } from "../mail/stored-mail.ts";
import type { MailTemplate } from "../mail/mail.ts";
import { bulk, isFull, writeEach } from "../mail/bulk.ts";
import { createLoop } from "../jobs/loop.ts";

export interface NoticeProgress {
  /** Hash of the version that brought the change, and of the one before. */
  readonly version: string;
  readonly before: string;
  /** Id of the policy. */
  readonly policy: string;
  readonly state: "running" | "failed" | "done";
  readonly why: string | undefined;
  readonly at: string;
  readonly ended: string | undefined;
  /** How many people were written to, and how many could not be. */
  readonly people: number;
  readonly leftOut: number;
  readonly messages: Progress;
}

/** Mail about material changes of the policies: to everybody concerned, once for each person and version. It goes on by itself. */
export interface ChangeNotices {
  /** All of them, the newest first. */
  readonly list: () => Promise<NoticeProgress[]>;
  /** Writes what can be written now; by itself it goes on in the background. */
  readonly drain: () => Promise<void>;
}

export interface ChangeNoticesOptions {
  readonly records: RecordsCore;
  readonly roles: Roles;
  readonly templates: readonly MailTemplate[];
  readonly outbox: Outbox;
  readonly origin: string;
  readonly logger: Logger;
}

/**
 * The activities whose people a material change concerns, each with the changes that they are told of. What only a browser does is not
 * among them: there the banner asks again.
 */
export function toConcerned(before: Compiled, after: Compiled): Map<string, Change[]> {
  const concerned = new Map<string, Change[]>();
  const activities = Object.keys({ ...before.activities, ...after.activities });
  const serving = (purpose: string): string[] =>
    activities.filter((activity) =>
      [before, after].some(({ activities }) =>
        Object.values(activities[activity]?.fields ?? {}).some((field) => field.for.includes(purpose)),
      ),
    );
  for (const change of compare(before, after).changes) {
    if (change.material === false) continue;
    const [kind = "", key = ""] = change.path;
    for (const activity of toActivities(kind, key))
      concerned.set(activity, [...(concerned.get(activity) ?? []), change]);
  }
  return concerned;

  function toActivities(kind: string, key: string): readonly string[] {
    switch (kind) {
      case "activities":
        return [key];
      case "purposes":
        return serving(key);
      case "recipients":
        return activities.filter((activity) =>
          [before, after].some(({ recipients }) => Object.hasOwn(recipients[key]?.takes ?? {}, activity)),
        );
      case "mail":
        return [before, after].flatMap(({ mail }) => (mail[key] ? serving(mail[key].purpose) : []));
      case "links":
      case "optOuts":
      case "signals":
      case "trackers":
      case "widgets":
        return [];
      // Another controller concerns everybody, and so does what is unknown.
      default:
        return activities;
    }
  }
}

export function createChangeNotices(options: ChangeNoticesOptions): ChangeNotices & {
  /** Finds what has to be told, and begins. */
  readonly begin: () => Promise<void>;
  readonly start: () => void;
  readonly close: () => Promise<void>;
} {
  const { records, roles, outbox, origin, logger } = options;
  const { site, db, log, clock, versions } = records;
  const templates = options.templates.filter(({ on }) => on === "change");

  const readVersions = async (row: Selectable<NoticeTable>): Promise<readonly [Version, Version] | undefined> => {
    const [before, after] = await Promise.all([versions.withHash(row.before ?? ""), versions.withHash(row.version)]);
    return before && after && [before, after];
  };

  /** Makes a row for each version in force that nobody was told of yet. */
  const begin = async (): Promise<void> => {
    for (const version of versions.current) {
      const { policy, hash } = version;
      const known = await db
        .selectFrom("notice")
        .select("version")
        .where("site", "=", site)
        .where("version", "=", hash)
        .executeTakeFirst();
      if (known) continue;
      const published = await versions.published(policy.id);
      const at = published.findIndex((one) => one.hash === hash);
      const before = at === -1 ? undefined : published[at + 1]?.hash;
      const earlier = before === undefined ? undefined : await versions.withHash(before);
      // Without one before it nothing has changed for anybody.
      const concerned = earlier ? toConcerned(earlier.policy, policy) : new Map<string, Change[]>();
      const told = [...concerned.keys()].filter((activity) => templates.some((one) => one.activity === activity));
      // Of whom no address is known nobody can be written to.
      const silent = [...concerned.keys()].filter(
        (activity) =>
          !told.includes(activity) &&
          Object.values(policy.activities[activity]?.fields ?? {}).some(({ kind }) => kind === "email"),
      );
      if (options.templates.length > 0 && silent.length > 0) {
        logger(
          `There is no mail about changes for people of: ${silent.join(", ")}. They are not told of this one.`,
          undefined,
        );
      }
      const now = clock();
      const state = told.length > 0 ? "running" : "none";
      await log.transaction(async (trx, append) => {
        const row = {
          site,
          version: hash,
          policy: policy.id,
          before: before ?? null,
          state,
          activity: null,
          cursor: null,
        };
        const made = await trx
          .insertInto("notice")
          .values({ ...row, why: null, at: now, ended_at: state === "none" ? now : null })
          .onConflict((conflict) => conflict.doNothing())
          .returning("version")
          .executeTakeFirst();
        if (!made || state === "none") return;
        const detail = { activities: told, before, state, version: hash };
        await audit(trx, append, site, [{ type: "notice", at: now, policy: hash, detail }]);
      });
    }
  };

  const move = async (
    row: Selectable<NoticeTable>,
    to:
      | { readonly activity: string; readonly cursor: string | null }
      | { readonly state: string; readonly why?: string },
    messages: readonly Message[] = [],
    leftOut = 0,
  ): Promise<void> => {
    const at = clock();
    await log.transaction(async (trx, append) => {
      const now = await trx
        .selectFrom("notice")
        .select(["state", "activity", "cursor"])
        .where("site", "=", site)
        .where("version", "=", row.version)
        .forUpdate()
        .executeTakeFirst();
      // Another process was faster.
      if (now?.state !== "running" || now.activity !== row.activity || now.cursor !== row.cursor) return;
      const written = await outbox.insert(trx, messages);
      await trx
        .updateTable("notice")
        .set(({ eb }) => ({
          ...to,
          people: eb("people", "+", written),
          left_out: eb("left_out", "+", leftOut),
          ...("state" in to ? { ended_at: at } : {}),
        }))
        .where("site", "=", site)
        .where("version", "=", row.version)
        .execute();
      if (written === 0 && !("state" in to)) return;
      const detail = { messages: written, version: row.version, ...("state" in to ? to : {}) };
      await audit(trx, append, site, [{ type: "notice", at, policy: row.version, detail }]);
    });
    outbox.wake();
  };

  /** Writes the next batch of a notice. Whether there may be more to write at once. */
  const writeSome = async (row: Selectable<NoticeTable>): Promise<boolean | "full"> => {
    const found = await readVersions(row);
    if (!found) throw new AbideError("store-down", "A version of the policy could not be read.");
    const [before, after] = found;
    const concerned = toConcerned(before.policy, after.policy);
    const to = [...concerned.keys()].filter((name) => templates.some((one) => one.activity === name)).toSorted();
    const activity = row.activity ?? to[0];
    const template = templates.find((one) => one.activity === activity);
    if (activity === undefined || !template) {
      await move(row, { state: "done" });
      return true;
    }
    const id = toBatch(row.version);
    if (await isFull(db, site, id)) return "full";
    const purpose = template.for;
    const page = await createReader(records, activity, purpose, lend("notice", roles, purpose)).list({
      fields: [],
      sort: "oldest",
      limit: bulk,
      // Who came later has seen the new version.
      until: new Date(row.at.getTime() + 1).toISOString(),
      ...(row.cursor === null ? {} : { after: row.cursor }),
    });
    if (!page.allowed) {
      if (page.reason === "failed") throw new AbideError("store-down", "People to tell of a change could not be read.");
      await move(row, { state: "failed", why: page.reason });
      return true;
    }
    const subjects = await readSubjects(
      { db, site, vault: records.vault, purpose },
      activity,
      page.records.map(({ id }) => id),
    );
    const link = new URL(`${after.policy.path}/versions/${before.hash}/${after.hash}`, origin).href;
    // One person, one mail: of several records the first counts.
    const first = new Map<string, (typeof page.records)[number]>();
    for (const record of page.records) {
      const subject = subjects.get(record.id);
      if (subject !== undefined && !first.has(subject)) first.set(subject, record);
    }
    const messages = [...first].map(([subject, record]) => {
      const language = Object.hasOwn(template.words, record.language)
        ? record.language
        : (after.policy.languages[0] ?? "en");
      const values = {
        changes: toSentences(concerned.get(activity)!, language, after.policy),
        effective: spellDate(after.policy.effective, language),
        link,
      };
      const message: Message<MailReference> = {
        id: crypto.randomUUID(),
        channel: channels.transactional,
        key: `notice ${row.version} ${subject}`,
        subject,
        batch: id,
        body: { template: template.name, activity, record: record.id, values },
      };
      return message;
    });
    const next = page.next ?? undefined;
    const following = to[to.indexOf(activity) + 1];
    await move(
      row,
      next !== undefined
        ? { activity, cursor: next }
        : following !== undefined
          ? { activity: following, cursor: null }
          : { state: "done" },
      messages,
      page.records.length - subjects.size,
    );
    return true;
  };

  /**
   * Applies what a version stores for longer to those whom the mail about it reached, once all of it has left. Whom it did not reach
   * is kept for as long as they were told before. What is done twice changes nothing: broken off, it is begun again.
   */
  const apply = async (row: Selectable<NoticeTable>): Promise<void> => {
    const found = await readVersions(row);
    if (!found) throw new AbideError("store-down", "A version of the policy could not be read.");
    const [before, told] = found;
    const longer = Object.entries(told.policy.activities).flatMap(([activity, now]) => {
      const was = before.policy.activities[activity];
      return was && toKept(now) > toKept(was) && templates.some((one) => one.activity === activity) ? [activity] : [];
    });
    const those = db.selectFrom("message").where("site", "=", site).where("batch", "=", toBatch(row.version));
    if (longer.length > 0) {
      if (await those.select("id").where("state", "=", "queued").limit(1).executeTakeFirst()) return;
      for (let after = nobody; ;) {
        const reached = await those
          .select("subject")
          .distinct()
          .where("state", "=", "delivered")
          .where("subject", ">", after)
          .orderBy("subject")
          .limit(bulk)
          .execute();
        const subjects = reached.map(({ subject }) => subject);
        for (const activity of longer) await prolong(records, { activity, told, subjects });
        if (subjects.length < bulk) break;
        after = subjects.at(-1)!;
      }
    }
    await db
      .updateTable("notice")
      .set({ applied_at: clock() })
      .where("site", "=", site)
      .where("version", "=", row.version)
      .execute();
  };

  const step = async (): Promise<boolean | number> => {
    const rows = await db
      .selectFrom("notice")
      .selectAll()
      .where("site", "=", site)
      .where("state", "=", "running")
      .orderBy("at")
      .execute();
    const more = await writeEach(rows, writeSome);
    const written = await db
      .selectFrom("notice")
      .selectAll()
      .where("site", "=", site)
      .where("state", "=", "done")
      .where("applied_at", "is", null)
      .execute();
    for (const row of written) await apply(row);
    return more;
  };

  const loop = createLoop({
    step,
    failed: (error) => logger("A notice of a change could not go on. It is tried again.", error),
  });

  return {
    begin,
    start: loop.start,
    drain: loop.drain,
    close: loop.close,
    list: async () => {
      const rows = await db
        .selectFrom("notice")
        .selectAll()
        .where("site", "=", site)
        .where("state", "<>", "none")
        .orderBy("at", "desc")
        .limit(50)
        .execute();
      return Promise.all(
        rows.map(async (row) => ({
          version: row.version,
          before: row.before ?? "",
          policy: row.policy,
          state: row.state as NoticeProgress["state"],
          why: row.why ?? undefined,
          at: row.at.toISOString(),
          ended: row.ended_at?.toISOString(),
          people: row.people,
          leftOut: row.left_out,
          messages: await outbox.progress({ batch: toBatch(row.version) }),
        })),
      );
    },
  };
}

/** A mail is read, and the page behind its link has the rest. */
const longest = 8;

function toSentences(changes: readonly Change[], language: string, { languages }: Compiled): string {
  const sentences = changes.slice(0, longest).map(({ says }) => toWords(says, language, languages));
  return [...sentences, ...(changes.length > longest ? ["…"] : [])].join("\n");
}

/** Comes before every subject. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** The id that the messages of a version's notice have in common. */
function toBatch(hash: string): string {
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
