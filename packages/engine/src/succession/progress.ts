import { sql } from "kysely";
import type { Addressee } from "../archive/age.ts";
import type { Core } from "../core/core.ts";
import { setAccessContext } from "../store/access-context.ts";
import { successionPurpose } from "./objection.ts";
import { findRow, openDetails } from "./row.ts";

export type SuccessionState = "planned" | "noticing" | "noticed" | "executing" | "executed" | "cancelled";

/** How far a succession has come. */
export interface SuccessionProgress {
  readonly id: string;
  readonly state: SuccessionState;
  readonly recipient: string;
  readonly successor: string | undefined;
  readonly contact: Addressee | undefined;
  readonly activities: readonly string[];
  readonly by: string;
  readonly at: string;
  readonly effective: string;
  readonly noticeDays: number;
  /** When everybody had been written to. */
  readonly noticed: string | undefined;
  readonly executed: string | undefined;
  /** People with records in these activities, and those of them who were told, who could not be, and who object. */
  readonly people: number;
  readonly told: number;
  readonly untold: number;
  readonly objections: number;
  readonly records: number;
  readonly transferred: number;
  readonly withheld: number;
  readonly parts: number;
  readonly bytes: number;
  /** SHA-256 of the manifest: told to the successor by another way than the archive. */
  readonly manifest: string | undefined;
}

type Counts = "bytes" | "objections" | "parts" | "people" | "records" | "told" | "transferred" | "untold";

/** States of notices to people who were told; `recalled` and `unrecalled`: a cancellation was told to them as well, or could not be. */
const toldStates = ["written", "recalled", "unrecalled"];

/** How far a succession has come; undefined where there is none of this id. */
export async function readProgress(core: Core, id: string): Promise<SuccessionProgress | undefined> {
  const { site, db } = core;
  const row = await findRow(db, site, id);
  if (!row) return undefined;
  const details = await openDetails(core, row);
  const { rows } = await db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "transfer" });
    return sql<{ [count in Counts]: number }>`
      with concerned as (
        select id, subject from record where site = ${site} and activity = any (${row.activities})
      )
      select
        (select count(*)::int from concerned) as records,
        (select count(distinct subject)::int from concerned) as people,
        (select count(*)::int from succession_notice where site = ${site} and succession = ${id} and state = any (${toldStates}::text[])) as told,
        (select count(*)::int from succession_notice where site = ${site} and succession = ${id} and state <> all (${toldStates}::text[])) as untold,
        (select count(distinct subject)::int from statement where site = ${site} and purpose = ${successionPurpose}
          and kind = 'objection' and ended_at is null and subject in (select subject from concerned)) as objections,
        (select count(*)::int from succession_part where site = ${site} and succession = ${id} and n > 0) as parts,
        (select coalesce(sum(records), 0)::int from succession_part where site = ${site} and succession = ${id}) as transferred,
        (select coalesce(sum(bytes), 0)::float8 from succession_part where site = ${site} and succession = ${id}) as bytes
      `.execute(trx);
  });
  return {
    id,
    state: row.state as SuccessionState,
    recipient: row.recipient,
    successor: details?.successor,
    contact: details?.contact,
    activities: row.activities,
    by: row.by,
    at: row.at.toISOString(),
    effective: row.effective_at.toISOString(),
    noticeDays: row.notice_days,
    noticed: row.noticed_at?.toISOString(),
    executed: row.executed_at?.toISOString(),
    withheld: row.withheld,
    manifest: row.manifest ?? undefined,
    ...rows[0]!,
  };
}

/** The newest fifty. */
export async function listProgress(core: Core): Promise<readonly SuccessionProgress[]> {
  const { site, db } = core;
  const rows = await db
    .selectFrom("succession")
    .select("id")
    .where("site", "=", site)
    .orderBy("at", "desc")
    .limit(50)
    .execute();
  return (await Promise.all(rows.map(({ id }) => readProgress(core, id)))).filter((each) => each !== undefined);
}
