import { spellDate, toWords, type Change, type Compiled, type Version } from "@abide/policy";
import type { Selectable } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { AbideError } from "../http/error.ts";
import { bulk, isFull } from "../mail/bulk.ts";
import type { MailTemplate } from "../mail/mail.ts";
import { channels, type MailReference } from "../mail/stored-mail.ts";
import type { Message } from "../outbox/message.ts";
import { createReader } from "../records/records.ts";
import { readSubjects } from "../records/rows.ts";
import { lend } from "../roles/roles.ts";
import { toBatch } from "./batch.ts";
import { toConcerned } from "./concerned.ts";
import type { NoticeTable } from "./tables.ts";

/**
 * Writes the messages of a notice for the next page of records. Returns whether there may be more to write at once, or "full" while too
 * many messages wait.
 */
export async function writePage(
  core: Core,
  { templates, origin }: { readonly templates: readonly MailTemplate[]; readonly origin: string },
  row: Selectable<NoticeTable>,
  [before, after]: readonly [before: Version, after: Version],
): Promise<boolean | "full"> {
  const { site, db, vault, roles } = core;
  const concerned = toConcerned(before.policy, after.policy);
  const to = [...concerned.keys()].filter((name) => templates.some((one) => one.activity === name)).toSorted();
  const activity = row.activity ?? to[0];
  const template = templates.find((one) => one.activity === activity);
  if (activity === undefined || !template) {
    await move(core, row, { state: "done" });
    return true;
  }
  if (await isFull(db, site, toBatch(row.version))) return "full";
  const purpose = template.for;
  const page = await createReader(core, activity, purpose, lend("notice", roles, purpose)).list({
    fields: [],
    sort: "oldest",
    limit: bulk,
    // People who came later have seen the new version.
    until: new Date(row.at.getTime() + 1).toISOString(),
    ...(row.cursor === null ? {} : { after: row.cursor }),
  });
  if (!page.allowed) {
    if (page.reason === "failed") throw new AbideError("store-down", "People to tell of a change could not be read.");
    await move(core, row, { state: "failed", why: page.reason });
    return true;
  }
  const subjects = await readSubjects(
    { db, site, vault, purpose },
    activity,
    page.records.map(({ id }) => id),
  );
  // One person, one mail: of several records the first counts.
  const first = new Map<string, MailedRecord>();
  for (const record of page.records) {
    const subject = subjects.get(record.id);
    if (subject !== undefined && !first.has(subject)) first.set(subject, record);
  }
  const link = new URL(`${after.policy.path}/versions/${before.hash}/${after.hash}`, origin).href;
  const changes = concerned.get(activity)!;
  const messages = [...first].map(([subject, record]) =>
    toMessage({ template, version: after, changes, link }, subject, record),
  );
  const next = page.next ?? undefined;
  const following = to[to.indexOf(activity) + 1];
  await move(
    core,
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
}

/** Moves a notice on to its next page, or ends it, and writes `messages` in the same commit. */
async function move(
  { site, log, outbox, clock }: Core,
  row: Selectable<NoticeTable>,
  to: { readonly activity: string; readonly cursor: string | null } | { readonly state: string; readonly why?: string },
  messages: readonly Message[] = [],
  leftOut = 0,
): Promise<void> {
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
}

// ── one mail ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The record that a mail goes out about: to the address in it, in its language. */
interface MailedRecord {
  readonly id: string;
  readonly language: string;
}

/** What the mails of an activity have in common. */
interface Mailing {
  readonly template: MailTemplate;
  /** The version that brought the change. */
  readonly version: Version;
  readonly changes: readonly Change[];
  readonly link: string;
}

function toMessage(
  { template, version: { hash, policy }, changes, link }: Mailing,
  subject: string,
  record: MailedRecord,
): Message<MailReference> {
  const language = Object.hasOwn(template.words, record.language) ? record.language : (policy.languages[0] ?? "en");
  const values = {
    changes: toSentences(changes, language, policy),
    effective: spellDate(policy.effective, language),
    link,
  };
  return {
    id: crypto.randomUUID(),
    channel: channels.transactional,
    key: `notice ${hash} ${subject}`,
    subject,
    batch: toBatch(hash),
    body: { template: template.name, activity: template.activity, record: record.id, values },
  };
}

/** Changes that a mail names: it is read, and the page behind its link has the rest. */
const longest = 8;

function toSentences(changes: readonly Change[], language: string, { languages }: Compiled): string {
  const sentences = changes.slice(0, longest).map(({ says }) => toWords(says, language, languages));
  return [...sentences, ...(changes.length > longest ? ["…"] : [])].join("\n");
}
