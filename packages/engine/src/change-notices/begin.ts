import type { Change, Compiled, Version } from "@abide/policy";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import type { MailTemplate } from "../mail/mail.ts";
import { toConcerned } from "./concerned.ts";

/** Makes a notice for each version in force that has none yet: one that is to be written, or "none" where nobody is to be told. */
export async function beginNotices(core: Core, templates: readonly MailTemplate[]): Promise<void> {
  const { site, db, versions } = core;
  for (const version of versions.current) {
    const known = await db
      .selectFrom("notice")
      .select("version")
      .where("site", "=", site)
      .where("version", "=", version.hash)
      .executeTakeFirst();
    if (!known) await beginNotice(core, templates, version);
  }
}

async function beginNotice(core: Core, templates: readonly MailTemplate[], { policy, hash }: Version): Promise<void> {
  const { site, log, versions, clock } = core;
  const published = await versions.published(policy.id);
  const at = published.findIndex((one) => one.hash === hash);
  const before = at === -1 ? undefined : published[at + 1]?.hash;
  const earlier = before === undefined ? undefined : await versions.withHash(before);
  // Without one before it nothing has changed for anybody.
  const concerned = earlier ? toConcerned(earlier.policy, policy) : new Map<string, Change[]>();
  const told = [...concerned.keys()].filter((activity) =>
    templates.some((one) => one.on === "change" && one.activity === activity),
  );
  const silent = [...concerned.keys()].filter((activity) => !told.includes(activity));
  if (templates.length > 0) warnOf(core, policy, silent);
  const now = clock();
  const state = told.length > 0 ? "running" : "none";
  await log.transaction(async (trx, append) => {
    const row = { site, version: hash, policy: policy.id, before: before ?? null, state, activity: null, cursor: null };
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

/** Tells the logger of activities whose people a change concerns and that have no mail about it: an owner may have forgotten one. */
function warnOf({ logger }: Core, policy: Compiled, activities: readonly string[]): void {
  // Without an address of theirs nobody can be written to, whatever mails there are.
  const silent = activities.filter((activity) =>
    Object.values(policy.activities[activity]?.fields ?? {}).some(({ kind }) => kind === "email"),
  );
  if (silent.length === 0) return;
  logger(
    `There is no mail about changes for people of: ${silent.join(", ")}. They are not told of this one.`,
    undefined,
  );
}
