import type { Kysely } from "kysely";
import { audit } from "./audit.ts";
import { AbideError } from "./error.ts";
import type { Log } from "./log.ts";
import type { HoldTable, Tables } from "./store/tables.ts";

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
  readonly db: () => Promise<Kysely<Tables>>;
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
        await trx.insertInto("hold").values(row).execute();
        const detail = { ...covers, by, ground, hold: row.id, until: until.toISOString() };
        await audit(trx, append, site, [{ type: "hold", at, policy, detail }]);
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
      const rows = await (
        await db()
      )
        .selectFrom("hold")
        .selectAll()
        .where("site", "=", site)
        .orderBy("at", "desc")
        .execute();
      return rows.map(toLegalHold);
    },
  };
}

/** The holds that are on at `at`. */
export async function readHolds(db: Kysely<Tables>, site: string, at: Date): Promise<HoldTable[]> {
  return db
    .selectFrom("hold")
    .selectAll()
    .where("site", "=", site)
    .where("ended_at", "is", null)
    .where("until", ">", at)
    .execute();
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
