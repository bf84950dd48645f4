import type { Version } from "@abide/policy";
import type { Selectable } from "kysely";
import type { Core } from "../core/core.ts";
import { AbideError } from "../http/error.ts";
import { createLoop } from "../jobs/loop.ts";
import { writeEach } from "../mail/bulk.ts";
import type { MailTemplate } from "../mail/mail.ts";
import type { Progress } from "../outbox/message.ts";
import { applyLonger } from "./apply-longer.ts";
import { toBatch } from "./batch.ts";
import { beginNotices } from "./begin.ts";
import type { NoticeTable } from "./tables.ts";
import { writePage } from "./write.ts";

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
  readonly templates: readonly MailTemplate[];
  /** The origin that links in the mails lead to. */
  readonly origin: string;
}

export function createChangeNotices(
  core: Core,
  { templates, origin }: ChangeNoticesOptions,
): ChangeNotices & {
  /** Makes a notice for each version in force that has none yet. */
  readonly begin: () => Promise<void>;
  readonly start: () => void;
  readonly close: () => Promise<void>;
} {
  const { site, db, logger } = core;
  const own = templates.filter(({ on }) => on === "change");

  const step = async (): Promise<boolean | number> => {
    const rows = await db
      .selectFrom("notice")
      .selectAll()
      .where("site", "=", site)
      .where("state", "=", "running")
      .orderBy("at")
      .execute();
    const more = await writeEach(rows, async (row) =>
      writePage(core, { templates: own, origin }, row, await readVersions(core, row)),
    );
    const written = await db
      .selectFrom("notice")
      .selectAll()
      .where("site", "=", site)
      .where("state", "=", "done")
      .where("applied_at", "is", null)
      .execute();
    for (const row of written) await applyLonger(core, own, row, await readVersions(core, row));
    return more;
  };

  const loop = createLoop({
    step,
    failed: (error) => logger("A notice of a change could not go on. It is tried again.", error),
  });

  return {
    begin: () => beginNotices(core, templates),
    start: loop.start,
    drain: loop.drain,
    close: loop.close,
    list: () => readList(core),
  };
}

/** The version before the change and the one that brought it. Throws where one cannot be read. */
async function readVersions(
  { versions }: Core,
  row: Selectable<NoticeTable>,
): Promise<readonly [before: Version, after: Version]> {
  const [before, after] = await Promise.all([versions.withHash(row.before ?? ""), versions.withHash(row.version)]);
  if (!before || !after) throw new AbideError("store-down", "A version of the policy could not be read.");
  return [before, after];
}

/** The newest 50 notices that somebody was to be told of. */
async function readList({ site, db, outbox }: Core): Promise<NoticeProgress[]> {
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
}
