import { spellDate, type Language } from "@abide/policy";
import { sql, type Transaction } from "kysely";
import type { Core } from "../core/core.ts";
import type { Notify } from "../disclosures/notify.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { Tables } from "../store/tables.ts";
import { readAnswers } from "./answer.ts";
import { isNoticeDelayed, type InTurn } from "./delay.ts";
import { openDetails } from "./details.ts";
import { spellGround, type LegalGround } from "./ground.ts";
import { change, noteStep, type LegalRequestRow } from "./step.ts";

/** Writes the notices of all requests that were fetched and are not delayed. Returns how many were written. */
export async function notifyAll(core: Core, notify: Notify, inTurn: InTurn): Promise<number> {
  const { site, db, clock } = core;
  const due = await db
    .selectFrom("legal_request")
    .innerJoin("package", (join) =>
      join.onRef("package.site", "=", "legal_request.site").onRef("package.id", "=", "legal_request.package"),
    )
    .select("legal_request.id")
    .where("legal_request.site", "=", site)
    .where("legal_request.state", "=", "disclosed")
    .where("downloaded_at", "is not", null)
    .where("noticed_at", "is", null)
    .where((eb) => eb.or([eb("delayed_until", "is", null), eb("delayed_until", "<=", clock())]))
    .execute();
  let noticed = 0;
  for (const { id } of due) noticed += await notifyOf(core, notify, inTurn, id);
  return noticed;
}

/** Writes the notices of a request. Returns how many were written. */
async function notifyOf(core: Core, notify: Notify, inTurn: InTurn, id: string): Promise<number> {
  const fetched = await readFetched(core, id);
  if (!fetched) return 0;
  const { row, values } = fetched;
  const people = await readPeople(core, row);
  let [noticed, unnoticed] = [0, 0];
  /** Writes to some. False where it is not to go on. */
  const tell = async (trx: Transaction<Tables>, some: readonly Concerned[], last: boolean): Promise<boolean> => {
    if (!(await isStillDue(core, trx, id))) return false;
    const sent = await Promise.all(
      some.map(({ subject, record, language }) => {
        const key = `legal-request ${id} ${subject}`;
        return notify({ about: "legal-request", activity: row.activity, record, language, values, key });
      }),
    );
    // It stays due, and the next run writes what is missing: those that are written already are the same notices.
    if (sent.some((one) => !one.queued && one.reason === "failed")) return false;
    noticed += sent.filter(({ queued }) => queued).length;
    unnoticed += sent.filter(({ queued }) => !queued).length;
    // In the same turn: a delay that comes after it is denied, since everybody knows.
    if (last) await end(core, id, noticed, unnoticed);
    return true;
  };
  for (let from = 0, going = true; going && from < people.length; from += 25) {
    const some = people.slice(from, from + 25);
    going = await inTurn((trx) => tell(trx, some, from + 25 >= people.length));
  }
  return noticed;
}

/** A request whose package was fetched, and what its notices say; undefined where it was not, or the request's key is gone. */
async function readFetched(core: Core, id: string) {
  const { site, db } = core;
  const found = await db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom("legal_request")
      .selectAll()
      .where("site", "=", site)
      .where("id", "=", id)
      .executeTakeFirst();
    const opened = row && (await openDetails(core, trx, row));
    return row && opened ? { row, details: opened.details } : undefined;
  });
  if (!found?.row.package) return undefined;
  const { row, details } = found;
  const [answer] = (await readAnswers(core, [found.row.package])).values();
  if (!answer?.downloaded_at) return undefined;
  const day = answer.downloaded_at.toISOString().slice(0, 10);
  const values = (language: Language) => ({
    authority: details.authority,
    disclosed: spellDate(day, language),
    fields: row.fields.join(" "),
    ground: spellGround(row.ground as LegalGround, language),
  });
  return { row, values };
}

/** Somebody whose data the package held, with one record of theirs. */
interface Concerned {
  readonly subject: string;
  readonly record: string;
  readonly language: Language;
}

async function readPeople({ site, db }: Core, row: LegalRequestRow): Promise<readonly Concerned[]> {
  const { rows } = await db.transaction().execute(async (trx) => {
    await setAccessContext(trx, { act: "legal-request" });
    return sql<Concerned>`
      select distinct on (d.subject) d.subject, d.record, coalesce(r.language, '') as language
      from disclosure d left join record r on r.site = d.site and r.activity = d.activity and r.id = d.record
      where d.site = ${site} and d.package = ${row.package} order by d.subject, d.record`.execute(trx);
  });
  return rows;
}

/** Whether the notices of a request are neither written nor delayed at this moment: a delay counts for everybody not told yet. */
async function isStillDue({ site, clock }: Core, trx: Transaction<Tables>, id: string): Promise<boolean> {
  const now = await trx
    .selectFrom("legal_request")
    .select(["delayed_until", "noticed_at"])
    .where("site", "=", site)
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return now.noticed_at === null && !isNoticeDelayed(now, clock());
}

/** Writes down that everybody was told who could be, with its entry in the log. */
const end = (core: Core, id: string, noticed: number, unnoticed: number): Promise<void> =>
  core.log.transaction(async (trx, append) => {
    const at = core.clock();
    const { numUpdatedRows } = await change(core, trx, id)
      .set({ noticed_at: at, noticed, unnoticed })
      .where("noticed_at", "is", null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const detail = { by: "site", noticed, outcome: "allowed", request: id, step: "notice", unnoticed };
    await noteStep(core, trx, append, at, detail);
  });
