import type { ReadReason } from "@abide/policy";
import type { AuditEvent } from "../audit/audit.ts";
import { packedColumns } from "../store/packed.ts";
import { retryOnConflict } from "../store/transact.ts";
import { decideRows, type ReaderContext } from "./access.ts";
import { toUpdate, type Change, type FoundRecord } from "./change-statement.ts";
import { toSql, type Selection } from "./query.ts";
import { findTogether, keyColumns, keyOf, keySql, partColumns, partSql, partsOf, said } from "./search.ts";

/** Records of one commit: enough to be quick, few enough that others wait for a moment only. */
const batch = 500;

export interface Changed {
  /** The records that were found, in the order of their ids, and what became of each. */
  readonly records: readonly {
    readonly id: string;
    readonly subject: string;
    readonly reason: ReadReason | undefined;
  }[];
  /** Whether there may be more. */
  readonly more: boolean;
}

const changeColumns = packedColumns(
  {
    key_order: "unread",
    id: "text",
    subject: "text",
    due_at: "time?",
    event_at: "time?",
    kept_for: "integer",
    revision: "integer",
    said: "boolean",
  },
  { later: { key: keyColumns }, each: { parts: partColumns } },
);

/**
 * Makes `change` to the first 500 records of a selection, with the entry in the log that `toEvent` makes. They are read, decided and
 * sealed before the log's turn comes, and written only if nobody changed them meanwhile. `revision` is the one that a single record has
 * to have.
 */
export function changeSome(
  reader: ReaderContext,
  { selection, revision }: { readonly selection: Selection; readonly revision?: number | undefined },
  change: Change,
  at: Date,
  toEvent: (changed: readonly FoundRecord[]) => AuditEvent,
): Promise<Changed> {
  const { core, activity, purpose } = reader;
  const { db, site, vault, log } = core;
  return retryOnConflict(async () => {
    const fields = change.values.map(([field]) => field).join(" ");
    const rows = await findTogether({
      db,
      site,
      activity,
      purpose,
      act: "collect",
      limit: batch,
      order: "line.key_order",
      columns: changeColumns,
      // What is sealed for other purposes as well: a field can lie there since the declaration was another.
      lines: (take) => `
        select ${changeColumns.select({
          key_order: "r.id",
          id: "r.id::text",
          subject: "r.subject::text",
          due_at: "r.due_at",
          event_at: "r.event_at",
          kept_for: "r.kept_for",
          revision: "r.revision",
          said: said("r.subject", "$1", "q.purpose"),
          ...keySql,
          ...partSql,
        })}
        from (
          select id, subject, due_at, event_at, kept_for, revision from record
          where ${toSql(selection, vault, take)} order by id limit ${batch}
        ) r
        left join ${keyOf} on true
        left join ${partsOf(take(fields, "text"))} on true`,
      toRow: ({ id, subject, due_at, event_at, kept_for, revision, said, rest }): FoundRecord => ({
        id,
        subject,
        due_at,
        event_at,
        kept_for,
        revision,
        said,
        values: rest,
      }),
    });
    const decideRow = await decideRows(reader, rows);
    const records = rows.map((row) => {
      const reason: ReadReason | undefined =
        decideRow(row) ??
        (revision !== undefined && row.revision !== revision ? "changed" : undefined) ??
        (row.values.key ? undefined : "erased");
      return { row, reason };
    });
    const changed = records.flatMap(({ row, reason }) => (reason === undefined ? row : []));
    if (changed.length > 0) {
      await log.write({
        statements: [toUpdate(reader, changed, change, at)],
        events: [toEvent(changed)],
      });
    }
    return {
      records: records.map(({ row: { id, subject }, reason }) => ({ id, subject, reason })),
      more: rows.length === batch,
    };
  });
}
