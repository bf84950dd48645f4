import type { Core } from "../core/core.ts";
import { toSql } from "../records/query.ts";
import { findTogether } from "../records/search.ts";
import { packedColumns } from "../store/packed.ts";
import type { Position } from "./row.ts";

/** A record of an activity that is transferred, without its values; times in milliseconds. */
export interface Concerned {
  readonly id: string;
  readonly subject: string;
  readonly source: string;
  readonly language: string;
  readonly event_at: number | null;
  readonly due_at: number | null;
}

const columns = packedColumns({
  key_order: "unread",
  id: "text",
  subject: "text",
  source: "text",
  language: "text",
  event_at: "time?",
  due_at: "time?",
});

/** At most `most` records of one activity, beyond the last that was dealt with; undefined where there are none any more. */
export async function readConcerned(
  { site, db, vault, clock }: Core,
  position: Position,
  most: number,
): Promise<{ readonly activity: string; readonly found: readonly Concerned[] } | undefined> {
  const first = Math.max(0, position.activity === null ? 0 : position.activities.indexOf(position.activity));
  for (const activity of position.activities.slice(first)) {
    const afterId = activity === position.activity && position.after !== null ? position.after : undefined;
    const selection = { activity, anyPurpose: true, keptAt: clock(), afterId };
    const found = await findTogether({
      db,
      site,
      activity,
      purpose: "",
      act: "transfer",
      limit: most,
      order: "line.key_order",
      columns,
      lines: (take) => `
        select ${columns.select({
          key_order: "id",
          id: "id::text",
          subject: "subject::text",
          source: "source",
          language: "language",
          event_at: "event_at",
          due_at: "due_at",
        })} from record
        where ${toSql(selection, vault, take)} order by record.id limit ${most}`,
      toRow: (line): Concerned => {
        const { id, subject, source, language, event_at, due_at } = line;
        return { id, subject, source, language, event_at, due_at };
      },
    });
    if (found.length > 0) return { activity, found };
  }
  return undefined;
}
