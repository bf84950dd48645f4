import { spellDate, type Actor } from "@abide/policy";
import { sql, type Kysely } from "kysely";
import type { Core } from "../core/core.ts";
import type { Notify, Tells } from "../disclosures/notify.ts";
import type { Tables } from "../store/tables.ts";
import { readConcerned, type Concerned } from "./concerned.ts";
import type { ObjectionLinks } from "./objection-link.ts";
import { changeRow, findRow, openDetails, type Details, type SuccessionRow } from "./row.ts";
import { commitStep, refuse, toDone, type SuccessionStep } from "./step.ts";

/** How people are told: by which mails, and with which links. */
export interface Notices {
  readonly notify: Notify;
  readonly tells: Tells;
  readonly links: ObjectionLinks;
}

/** Notices that are written at the same time. */
export const noticesAtOnce = 25;

/** Tells everybody concerned, once. People who cannot be told are left out of the transfer. Broken off, it goes on where it was. */
export async function notifyConcerned(core: Core, notices: Notices, id: string, by: Actor): Promise<SuccessionStep> {
  const { site, db } = core;
  const step = { step: "notice", id, by: by.id };
  const row = await findRow(db, site, id);
  if (!row) return refuse(core, step, "not-found");
  if (row.state !== "planned" && row.state !== "noticing") return refuse(core, step, "settled");
  const details = await openDetails(core, row);
  if (!details) return refuse(core, step, "not-found");
  if (!row.activities.every((activity) => notices.tells("succession", activity)))
    return refuse(core, step, "no-template");
  if (row.state === "planned") {
    await commitStep(core, step, async (trx) => {
      await changeRow(trx, site, id).set({ state: "noticing" }).where("state", "=", "planned").execute();
      return {};
    });
  }
  for (;;) {
    const now = (await findRow(db, site, id))!;
    if (now.state !== "noticing") break;
    const next = await readConcerned(core, now, 200);
    if (!next) {
      await endNotices(core, id, by);
      break;
    }
    const { activity, found } = next;
    const states = await writeNotices(core, notices, now, details, activity, found);
    // The next run writes those that are missing; of one that was written already the key is the same, and nobody gets two.
    if (!states) return refuse(core, step, "failed");
    await keepStates(core, id, states, { activity, after: found.at(-1)!.id });
  }
  return toDone(core, id);
}

/** What became of the notice to each of these people who has none yet; undefined where one failed and has to be tried again. */
async function writeNotices(
  { site, db }: Core,
  { notify, links }: Notices,
  { id, effective_at }: SuccessionRow,
  { successor }: Details,
  activity: string,
  found: readonly Concerned[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const subjects = found.map(({ subject }) => subject);
  const written = await readNotified(db, site, id, subjects);
  // One record of each person: who cannot be reached by it may be by another activity's.
  const firsts = new Map<string, Concerned>();
  for (const record of found) {
    if (!written.has(record.subject) && !firsts.has(record.subject)) firsts.set(record.subject, record);
  }
  const states = new Map<string, string>();
  let failed = false;
  const write = async ({ id: record, subject, language }: Concerned) => {
    const objection = await links.toLink(id, subject);
    const sent = await notify({
      about: "succession",
      activity,
      record,
      language,
      values: (words) => ({
        effective: spellDate(effective_at.toISOString().slice(0, 10), words),
        objection,
        successor,
      }),
      key: `succession ${id} ${subject}`,
    });
    if (!sent.queued && sent.reason === "failed") failed = true;
    else states.set(subject, sent.queued ? "written" : sent.reason);
  };
  const all = [...firsts.values()];
  for (let from = 0; from < all.length; from += noticesAtOnce)
    await Promise.all(all.slice(from, from + noticesAtOnce).map((each) => write(each)));
  return failed ? undefined : states;
}

/** Writes down the states of notices, and the last record that was dealt with. */
async function keepStates(
  { site, db, clock }: Core,
  id: string,
  states: ReadonlyMap<string, string>,
  position: { readonly activity: string; readonly after: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const at = clock();
    const rows = [...states].map(([subject, state]) => ({ site, succession: id, subject, state, at }));
    if (rows.length > 0) {
      await trx
        .insertInto("succession_notice")
        .values(rows)
        // Who could not be reached by one record may be by another.
        .onConflict((conflict) =>
          conflict
            .columns(["site", "succession", "subject"])
            .doUpdateSet((eb) => ({ state: eb.ref("excluded.state"), at }))
            .where("succession_notice.state", "<>", "written"),
        )
        .execute();
    }
    await changeRow(trx, site, id).set(position).where("state", "=", "noticing").execute();
  });
}

/** Ends the notices, as everybody was told. From now on run the days after which it can be carried out. */
async function endNotices(core: Core, id: string, by: Actor): Promise<void> {
  await commitStep(core, { step: "noticed", id, by: by.id }, async (trx) => {
    await changeRow(trx, core.site, id)
      .set({ state: "noticed", noticed_at: core.clock(), activity: null, after: null })
      .where("state", "=", "noticing")
      .execute();
    return {};
  });
}

/** Those of `subjects` to whom the notice of a succession was written. */
export async function readNotified(
  db: Kysely<Tables>,
  site: string,
  id: string,
  subjects: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ subject: string }>`
    select subject from succession_notice where site = ${site} and succession = ${id}
    and state = 'written' and subject = any (${subjects}::uuid[])`.execute(db);
  return new Set(rows.map(({ subject }) => subject));
}
