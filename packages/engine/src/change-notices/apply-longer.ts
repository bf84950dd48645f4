import type { Version } from "@abide/policy";
import type { Selectable } from "kysely";
import type { Core } from "../core/core.ts";
import { bulk } from "../mail/bulk.ts";
import type { MailTemplate } from "../mail/mail.ts";
import { prolong, toKept } from "../records/retention.ts";
import { toBatch } from "./batch.ts";
import type { NoticeTable } from "./tables.ts";

/**
 * Applies what a version stores for longer to those whom the mail about it reached, once all of it has left. Records of people whom it did
 * not reach are kept for as long as they were told before. Done twice it changes nothing: broken off, it is begun again.
 */
export async function applyLonger(
  core: Core,
  templates: readonly MailTemplate[],
  row: Selectable<NoticeTable>,
  [before, told]: readonly [before: Version, told: Version],
): Promise<void> {
  const { site, db, clock } = core;
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
      for (const activity of longer) await prolong(core, { activity, told, subjects });
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
}

/** Comes before every subject. */
const nobody = "00000000-0000-0000-0000-000000000000";
