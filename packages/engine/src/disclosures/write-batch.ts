import { decideUse, type Actor, type Version } from "@abide/policy";
import { CompiledQuery, sql } from "kysely";
import type { Core } from "../core/core.ts";
import { toSql, type Selection } from "../records/query.ts";
import { findTogether, keyColumns, keyOf, keySql } from "../records/search.ts";
import { packedColumns } from "../store/packed.ts";
import { Conflict, retryOnConflict } from "../store/transact.ts";
import { readFacts } from "../subjects/statements.ts";
import type { SubjectKey, WrappedKey } from "../vault/vault.ts";
import { toDeliveries, type WrittenDeliveries } from "./delivery.ts";
import { toDisclosures } from "./record.ts";
import type { Leaving, ScopeReason } from "./decide-leaving.ts";

/** Records of one commit. */
export const batchSize = 250;

/** What became of a page of records. */
export interface WrittenBatch {
  /** Ids of the messages. */
  readonly ids: readonly string[];
  /** Why each record that was found does not leave; undefined where it does. */
  readonly reasons: ReadonlyMap<string, ScopeReason | undefined>;
  /** The last record of a page that was full. */
  readonly last: string | undefined;
}

/** Writes messages for a page of records, with their disclosures and their entries in the log, in one commit. */
export function writeBatch(
  core: Core,
  asked: Leaving & { readonly by?: Actor | undefined; readonly key?: string | undefined },
  version: Version,
  which: Omit<Selection, "activity">,
  batch: string,
): Promise<WrittenBatch> {
  const { recipient, activity, purpose, fields, by, key = batch } = asked;
  return retryOnConflict(async () => {
    const found = await findPage(core, { activity, ...which }, purpose);
    const decideRow = await decideRows(core, found, purpose, version);
    const reasons = new Map(found.map((row) => [row.id, decideRow(row)]));
    const allowed = found.filter(({ id }) => reasons.get(id) === undefined);
    const keys = new Map<string, SubjectKey>();
    for (const { subject, key: wrapped } of allowed) {
      const key = wrapped && core.vault.open(subject, wrapped);
      if (key) keys.set(subject, key);
    }
    const deliveries = allowed.map(({ id, subject }) => ({ record: id, subject, key: `${key} ${id}`, fields }));
    const shared = { recipient, activity, purpose, by: by?.id ?? "site", batch };
    const ids = await writeFresh(core, toDeliveries(core, deliveries, shared, version), keys);
    return { ids, reasons, last: found.length === batchSize ? found.at(-1)!.id : undefined };
  });
}

interface FoundRecord {
  readonly id: string;
  readonly subject: string;
  /** In milliseconds. */
  readonly due_at: number | null;
  /** Undefined where the person was erased. */
  readonly key: WrappedKey | undefined;
}

const columns = packedColumns(
  { key_order: "unread", id: "text", subject: "text", due_at: "time?" },
  { later: { key: keyColumns } },
);

/** The first records of a selection, in the order of their ids. */
function findPage({ db, site, vault }: Core, selection: Selection, purpose: string): Promise<FoundRecord[]> {
  return findTogether({
    db,
    site,
    activity: selection.activity,
    purpose,
    act: "",
    limit: batchSize,
    order: "line.key_order",
    columns,
    lines: (take) => `
      select ${columns.select({
        key_order: "r.id",
        id: "r.id::text",
        subject: "r.subject::text",
        due_at: "r.due_at",
        ...keySql,
      })}
      from (
        select id, subject, due_at from record
        where ${toSql(selection, vault, take)} order by id limit ${batchSize}
      ) r
      left join ${keyOf} on true`,
    toRow: ({ id, subject, due_at, rest }) => ({ id, subject, due_at, key: rest.key }),
  });
}

/** A function that says why a record does not leave; undefined where it does. */
async function decideRows(
  { site, db, versions, clock }: Core,
  found: readonly FoundRecord[],
  purpose: string,
  { policy }: Version,
): Promise<(row: FoundRecord) => ScopeReason | undefined> {
  const subjects = [...new Set(found.map(({ subject }) => subject))];
  const facts = await readFacts(db, { site, policy, versions }, purpose, subjects);
  return (row) => {
    if (row.due_at !== null && row.due_at <= clock().getTime()) return "expired";
    if (!row.key) return "erased";
    const decision = decideUse(policy, purpose, facts.get(row.subject) ?? {});
    return decision.allowed ? undefined : decision.reason;
  };
}

/** Writes those that are not there yet, in one commit. Returns the ids of all. */
async function writeFresh(
  core: Core,
  { messages, disclosures, events }: WrittenDeliveries,
  keys: ReadonlyMap<string, SubjectKey>,
): Promise<readonly string[]> {
  const ids = messages.map(({ id }) => id);
  const known = await readKnown(core, ids);
  if (ids.every((id) => known.has(id))) return ids;
  await core.log.write({
    statements: [
      CompiledQuery.raw("select count(*) as known from subject_key where site = $1 and subject = any ($2::uuid[])", [
        core.site,
        [...keys.keys()],
      ]),
      ...core.outbox.toInserts(
        messages.filter(({ id }) => !known.has(id)),
        keys,
      ),
      toDisclosures(disclosures.filter(({ id }) => !known.has(id))),
    ],
    events: events.flatMap(({ message, event }) => (known.has(message) ? [] : event)),
    check: ([answer]) => {
      // Erased meanwhile: nothing about them may be written down any more.
      const [row] = answer!.rows as readonly { readonly known: number }[];
      if (row!.known !== keys.size) throw new Conflict();
    },
  });
  return ids;
}

/** Those of `ids` that are messages already. */
async function readKnown({ db, site }: Core, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("message")
    .select("id")
    .where("site", "=", site)
    .where(sql<boolean>`id = any (${ids}::uuid[])`)
    .execute();
  return new Set(rows.map(({ id }) => id));
}
