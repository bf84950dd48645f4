import { spellDate } from "@abide/policy";
import { sql } from "kysely";
import type { Core } from "../core/core.ts";
import type { Notify } from "../disclosures/notify.ts";
import { setAccessContext } from "../store/access-context.ts";
import { noticesAtOnce } from "./notice.ts";
import { openDetails, type Details, type SuccessionRow } from "./row.ts";
import { commitStep } from "./step.ts";

/** Nobody is told any more that a transfer does not take place once it was cancelled so long ago. */
const news = 30 * 86_400_000;

/** Tells people who were told of a transfer that it does not take place. Returns how many notices were written. */
export async function recall(core: Core, notify: Notify): Promise<number> {
  const { site, db, clock } = core;
  const cancelled = await db
    .selectFrom("succession")
    .selectAll()
    .where("site", "=", site)
    .where("state", "=", "cancelled")
    .where("ended_at", ">", new Date(clock().getTime() - news))
    .where("id", "in", (eb) =>
      eb.selectFrom("succession_notice").select("succession").where("site", "=", site).where("state", "=", "written"),
    )
    .execute();
  let written = 0;
  for (const row of cancelled) written += await recallOne(core, notify, row);
  return written;
}

async function recallOne(core: Core, notify: Notify, row: SuccessionRow): Promise<number> {
  const { site, clock } = core;
  const { id } = row;
  const details = await openDetails(core, row);
  if (!details) return 0;
  let recalled = 0;
  for (let failed = false; !failed;) {
    const people = await readTold(core, row, noticesAtOnce);
    if (people.length === 0) break;
    const results = await Promise.all(people.map((person) => writeRecall(notify, row, details, person)));
    const states = results.filter((each) => each !== undefined);
    failed = states.length < results.length;
    if (states.length === 0) break;
    const count = states.filter(({ state }) => state === "recalled").length;
    await commitStep(core, { step: "recall", id, by: "site" }, async (trx) => {
      for (const { subject, state } of states) {
        await trx
          .updateTable("succession_notice")
          .set({ state, at: clock() })
          .where("site", "=", site)
          .where("succession", "=", id)
          .where("subject", "=", subject)
          .execute();
      }
      return { recalled: count, unrecalled: states.length - count };
    });
    recalled += count;
  }
  return recalled;
}

interface Told {
  readonly subject: string;
  /** The records by which they can be reached now. */
  readonly records: readonly { readonly id: string; readonly activity: string; readonly language: string }[];
}

/** People to whom a notice was written and no cancellation yet. */
async function readTold({ site, db }: Core, { id, activities }: SuccessionRow, most: number): Promise<Told[]> {
  const { rows } = await db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "transfer" });
    return sql<{ subject: string; record: string | null; activity: string; language: string }>`
      select n.subject, r.id as record, r.activity, r.language from (
        select subject from succession_notice
        where site = ${site} and succession = ${id} and state = 'written' order by subject limit ${most}
      ) n left join record r on r.site = ${site} and r.subject = n.subject and r.activity = any (${activities})
      order by n.subject, r.activity, r.id`.execute(trx);
  });
  return [...Map.groupBy(rows, ({ subject }) => subject)].map(([subject, rows]) => ({
    subject,
    records: rows.flatMap(({ record, activity, language }) =>
      record === null ? [] : { id: record, activity, language },
    ),
  }));
}

/** What became of the notice to a person, by the first of their records that reaches them; undefined where it has to be tried again. */
async function writeRecall(
  notify: Notify,
  { id, effective_at }: SuccessionRow,
  { successor }: Details,
  { subject, records }: Told,
): Promise<{ readonly subject: string; readonly state: "recalled" | "unrecalled" } | undefined> {
  for (const { id: record, activity, language } of records) {
    const sent = await notify({
      about: "succession-cancelled",
      activity,
      record,
      language,
      values: (words) => ({ effective: spellDate(effective_at.toISOString().slice(0, 10), words), successor }),
      key: `succession-cancelled ${id} ${subject}`,
    });
    if (sent.queued) return { subject, state: "recalled" };
    // The next run tries it again; of one that was written already the key is the same, and nobody gets two.
    if (sent.reason === "failed") return undefined;
  }
  return { subject, state: "unrecalled" };
}
