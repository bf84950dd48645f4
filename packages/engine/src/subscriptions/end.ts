import { sql } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Core } from "../core/core.ts";
import { setAccessContext } from "../store/access-context.ts";
import { toEndStatus, type Subscription } from "./subscription.ts";

/** Ends the records of people who have taken their consent back, in whichever way. Returns how many. */
export async function endWithdrawn(core: Core, list: readonly Subscription[]): Promise<number> {
  let ended = 0;
  for (const subscription of list) ended += await endOf(core, subscription);
  return ended;
}

async function endOf({ site, log, versions, clock }: Core, { activity, purpose }: Subscription): Promise<number> {
  const { policy, hash } = versions.declaring(activity)!;
  const status = toEndStatus(policy, activity);
  const at = clock();
  return log.transaction(async (trx, append) => {
    await setAccessContext(trx, { act: "subscription" });
    const { rows } = await sql<{ id: string }>`
      update record set status = ${status}, revision = revision + 1, event_at = ${at},
        due_at = ${at}::timestamptz + kept_for * interval '1 second'
      where site = ${site} and activity = ${activity} and status <> ${status} and exists (
        select from statement s where s.site = record.site and s.subject = record.subject
          and s.purpose = ${purpose} and s.kind in ('withdrawal', 'objection') and s.ended_at is null
      ) returning id`.execute(trx);
    if (rows.length > 0) {
      const detail = { activity, by: "subscription", records: rows.length, status };
      await audit(trx, append, site, [{ type: "update", at, policy: hash, detail }]);
    }
    return rows.length;
  });
}
