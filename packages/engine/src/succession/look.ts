import type { Core } from "../core/core.ts";
import type { ObjectionLinks } from "./objection-link.ts";
import { isOpen, readObjectors } from "./objection.ts";
import { readProgress, type SuccessionProgress } from "./progress.ts";
import { findRow } from "./row.ts";

/** The content of the page behind a link in a notice. */
export interface SuccessionLook {
  readonly progress: SuccessionProgress;
  readonly subject: string;
  /** Whether they object to transfers. */
  readonly objects: boolean;
  /** Whether they can still keep their records out of it: until the archive has left. */
  readonly open: boolean;
  /** Whether something about them has left in it. */
  readonly transferred: boolean;
}

/** The succession behind a link, as the person of the link sees it; undefined where the link leads nowhere. */
export async function look(core: Core, links: ObjectionLinks, token: string): Promise<SuccessionLook | undefined> {
  const { site, db } = core;
  const known = await links.fromToken(token);
  if (!known) return undefined;
  const { id, subject } = known;
  const [row, progress] = [await findRow(db, site, id), await readProgress(core, id)];
  if (!row || !progress) return undefined;
  const objects = (await readObjectors(db, site, [subject])).has(subject);
  const gone = await db
    .selectFrom("disclosure")
    .select("id")
    .where("site", "=", site)
    .where("package", "=", id)
    .where("subject", "=", subject)
    .where("state", "=", "delivered")
    .executeTakeFirst();
  return { progress, subject, objects, open: await isOpen(db, site, row), transferred: gone !== undefined };
}
