import type { Tables } from "../store/tables.ts";
import { CompiledQuery, sql, type Kysely } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Log } from "../audit/log.ts";
import type { Versions } from "../policies/versions.ts";
import { setAccessContext, toAccessContext } from "../store/access-context.ts";
import { pipeline } from "../store/transact.ts";
import type { Personal } from "../subjects/personal-data.ts";

export interface StaffRetention {
  readonly site: string;
  readonly log: Log;
  readonly db: Kysely<Tables>;
  readonly clock: () => Date;
  readonly versions: Versions;
  readonly personal: Personal;
}

/** Deletes items of the company's people that are over their time: sessions, factors half set up, invitations. */
export async function applyStaffRetention({ site, log, db, clock, versions, personal }: StaffRetention): Promise<void> {
  const now = clock();
  const over = CompiledQuery.raw("select from staff_item where site = $1 and expires_at <= $2 limit 1", [site, now]);
  const [, found] = await pipeline(db, [toAccessContext({ act: "retention" }), over]);
  if (found!.rows.length === 0) return;
  await log.transaction(async (trx, append, ask) => {
    await setAccessContext(trx, { act: "retention" });
    const gone = await trx
      .deleteFrom("staff_item")
      .where("site", "=", site)
      .where("expires_at", "<=", now)
      .returning(["model", "id", "subject", "expires_at"])
      .execute();
    if (gone.length === 0) return;
    await sql`
      delete from staff_index where site = ${site} and (model, id) in (
        select * from unnest(${gone.map(({ model }) => model)}::text[], ${gone.map(({ id }) => id)}::text[])
      )`.execute(trx);
    const subjects = [...new Set(gone.map(({ subject }) => subject))];
    await ask(personal.toErasure(subjects, now, { unlessKept: true }));
    const oldest = gone.map(({ expires_at }) => expires_at!.toISOString()).sort()[0];
    const detail = { activity: "staff", end: "erase", oldest, records: gone.length };
    await audit(trx, append, site, [{ type: "expiry", at: now, policy: versions.current[0].hash, detail }]);
  });
}
