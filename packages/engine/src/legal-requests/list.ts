import type { Core } from "../core/core.ts";
import { openDataKeys } from "../subjects/data-key.ts";
import { hasLapsed, readAnswers, type Answer } from "./answer.ts";
import { isNoticeDelayed } from "./delay.ts";
import { toPlace } from "./details.ts";
import type { LegalGround } from "./ground.ts";
import type { LegalDetails, LegalRequest, LegalState } from "./legal-request.ts";
import type { LegalRequestRow } from "./step.ts";

/** The newest 500 requests. */
export async function readList(core: Core): Promise<readonly LegalRequest[]> {
  const { site, db, vault, clock } = core;
  const { rows, keys } = await db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom("legal_request")
      .selectAll()
      .where("site", "=", site)
      .orderBy("at", "desc")
      .limit(500)
      .execute();
    const keys = await openDataKeys(
      trx,
      rows.map(({ data_key }) => data_key),
      site,
      vault,
    );
    return { rows, keys };
  });
  const answers = await readAnswers(
    core,
    rows.flatMap((row) => row.package ?? []),
  );
  return rows.map((row) => {
    const details = keys.get(row.data_key)?.unseal(toPlace(row.id), row.sealed) as LegalDetails | undefined;
    return toLegalRequest(row, details, answers.get(row.package ?? ""), clock());
  });
}

function toLegalRequest(
  row: LegalRequestRow,
  details: LegalDetails | undefined,
  answer: Answer | undefined,
  now: Date,
): LegalRequest {
  const { id, recipient, purpose, activity, fields, by } = row;
  return {
    id,
    state: row.state as LegalState,
    recipient,
    ground: row.ground as LegalGround,
    received: row.received_at.toISOString(),
    due: row.due_at.toISOString(),
    purpose,
    activity,
    fields,
    details,
    registeredBy: by,
    approvedBy: row.approved_by ?? undefined,
    disclosedBy: row.disclosed_by ?? undefined,
    refusedBy: row.refused_by ?? undefined,
    registeredAt: row.at.toISOString(),
    approvedAt: row.approved_at?.toISOString(),
    disclosedAt: row.disclosed_at?.toISOString(),
    refusedAt: row.refused_at?.toISOString(),
    fetched: answer?.downloaded_at?.toISOString(),
    lapsed: answer !== undefined && hasLapsed(answer, now),
    subjects: row.subjects ?? undefined,
    package: row.package ?? undefined,
    notice: row.noticed_at ? "sent" : isNoticeDelayed(row, now) ? "delayed" : answer?.downloaded_at ? "due" : "not-yet",
    delayedUntil: row.delayed_until?.toISOString(),
    delayedBy: row.delayed_by ?? undefined,
    noticed: row.noticed ?? undefined,
    unnoticed: row.unnoticed ?? undefined,
  };
}
