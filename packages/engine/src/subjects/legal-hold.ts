import { sql, type Kysely, type Transaction } from "kysely";
import { audit } from "../audit/audit.ts";
import { AbideError } from "../http/error.ts";
import { isId } from "../http/id.ts";
import type { Log } from "../audit/log.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { HoldTable } from "./tables.ts";
import type { Tables } from "../store/tables.ts";

/** What a legal hold covers: one person, one record, or everything of an activity. */
export type Covers =
  | { readonly subject: string }
  | { readonly activity: string; readonly record: string }
  | { readonly activity: string };

/** A legal hold (GDPR 17(3)(e)): what it covers is kept beyond its time, and for nothing but that, until it ends. */
export interface LegalHold {
  readonly id: string;
  readonly subject: string | null;
  readonly activity: string | null;
  readonly record: string | null;
  /** Empty once the person is erased: it may name them. */
  readonly ground: string;
  readonly by: string;
  readonly at: string;
  readonly until: string;
  readonly ended: string | undefined;
}

export interface LegalHolds {
  /** Places a hold. It needs a ground and an end: one without an end would be a way to keep for ever. */
  readonly hold: (
    covers: Covers,
    because: { readonly ground: string; readonly until: Date; readonly by: string },
  ) => Promise<LegalHold>;
  /** Ends a hold before its time. One that has ended stays as it is; false where there is none. */
  readonly release: (id: string, by: string) => Promise<boolean>;
  /** Every hold, the newest first, those that have ended as well. */
  readonly list: () => Promise<readonly LegalHold[]>;
}

interface LegalHoldOptions {
  readonly site: string;
  readonly log: Log;
  readonly db: Kysely<Tables>;
  readonly clock: () => Date;
  /** Hash of the version in force. */
  readonly policy: string;
}

export function createLegalHolds({ site, log, db, clock, policy }: LegalHoldOptions): LegalHolds {
  return {
    hold: async (covers, { ground, until, by }) => {
      const at = clock();
      if (ground.trim() === "") {
        throw new AbideError("refused", "A legal hold needs a ground.", {
          next: "Name the claim or the duty that it serves.",
        });
      }
      if (!(until.getTime() > at.getTime())) {
        throw new AbideError("refused", "A legal hold has to end after now.", {
          next: "Give the day on which it ends.",
        });
      }
      const row: HoldTable = {
        site,
        id: crypto.randomUUID(),
        subject: null,
        activity: null,
        record: null,
        ...covers,
        ground,
        by,
        at,
        until,
        ended_at: null,
      };
      await log.transaction(async (trx, append) => {
        const subject = await findCovered(trx, site, covers);
        await trx.insertInto("hold").values(row).execute();
        const detail = { ...covers, by, ground, hold: row.id, until: until.toISOString() };
        await audit(trx, append, site, [{ type: "hold", at, policy, detail, ...(subject ? { subject } : {}) }]);
      });
      return toLegalHold(row);
    },
    release: async (id, by) => {
      if (!/^[0-9a-f-]{36}$/i.test(id)) return false;
      const at = clock();
      return log.transaction(async (trx, append) => {
        const { numUpdatedRows } = await trx
          .updateTable("hold")
          .set({ ended_at: at })
          .where("site", "=", site)
          .where("id", "=", id)
          .where("ended_at", "is", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await audit(trx, append, site, [{ type: "hold-end", at, policy, detail: { by, hold: id } }]);
        return true;
      });
    },
    list: async () => {
      const rows = await db.selectFrom("hold").selectAll().where("site", "=", site).orderBy("at", "desc").execute();
      return rows.map(toLegalHold);
    },
  };
}

/**
 * The person that a hold is about; undefined where it is about an activity. A hold that would cover nothing is refused: a wrong id is not
 * to look like a hold.
 */
async function findCovered(trx: Transaction<Tables>, site: string, covers: Covers): Promise<string | undefined> {
  if ("subject" in covers) {
    if (isId(covers.subject)) {
      const known = await trx
        .selectFrom("subject_key")
        .select("subject")
        .where("site", "=", site)
        .where("subject", "=", covers.subject)
        .executeTakeFirst();
      if (known) return known.subject;
    }
    throw new AbideError("not-found", "There is nobody with this id, or not any more.", {
      next: "Look the person up by the e-mail address.",
    });
  }
  if (!("record" in covers)) return undefined;
  if (isId(covers.record)) {
    await setAccessContext(trx, { act: "rights" });
    const known = await trx
      .selectFrom("record")
      .select("subject")
      .where("site", "=", site)
      .where("activity", "=", covers.activity)
      .where("id", "=", covers.record)
      .executeTakeFirst();
    if (known) return known.subject;
  }
  throw new AbideError("not-found", "There is no record with this id under this activity, or not any more.", {
    next: "Take the id from the list of records.",
  });
}

/** When the holds end that are on `subject` or on anything of them, the last of them last. The access context of `trx` is set. */
export async function readHoldsOn(trx: Kysely<Tables>, site: string, subject: string, at: Date): Promise<Date[]> {
  const { rows } = await sql<{ until: Date }>`
    select until from hold
    where site = ${site} and ended_at is null and until > ${at} and (hold.subject = ${subject} or exists (
      select from record where record.site = ${site} and record.subject = ${subject} and (
        hold.record = record.id or (hold.activity = record.activity and hold.record is null and hold.subject is null)
      )
    )) order by until`.execute(trx);
  return rows.map(({ until }) => until);
}

/** SQL for whether a hold is on a row of `record` at that time. */
export const heldNow = (site: string, at: string): string =>
  `exists (
    select from hold
    where hold.site = ${site} and hold.ended_at is null and hold.until > ${at} and (
      hold.subject = record.subject or hold.record = record.id
      or (hold.activity = record.activity and hold.record is null and hold.subject is null)
    )
  )`;

function toLegalHold({ id, subject, activity, record, ground, by, at, until, ended_at }: HoldTable): LegalHold {
  const ended = ended_at?.toISOString();
  return { id, subject, activity, record, ground, by, at: at.toISOString(), until: until.toISOString(), ended };
}
