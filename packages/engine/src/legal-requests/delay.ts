import type { Actor } from "@abide/policy";
import { sql, type Transaction } from "kysely";
import type { Core } from "../core/core.ts";
import type { Tables } from "../store/tables.ts";
import { isSaid, reseal } from "./details.ts";
import type { NoticeDelay, Stepped } from "./legal-request.ts";
import { change, Denied, step, verifyOther, type LegalRequestRow } from "./step.ts";

/** Does `work` while no other process and nobody in this one writes notices or delays them. */
export type InTurn = <Result>(work: (trx: Transaction<Tables>) => Promise<Result>) => Promise<Result>;

/**
 * Writing notices and delaying them take turns. Messages are written in commits of their own, and a turn that is waited for holds nothing
 * that they need. In one process one after the other, so that one connection is held at most.
 */
export function createTurns({ site, db }: Core): InTurn {
  let turns: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = turns.then(async () => {
      return db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`legal notices of ${site}`}, 0))`.execute(trx);
        return work(trx);
      });
    });
    turns = turn.catch(() => {});
    return turn;
  };
}

/** Delays the notice of a request until a day, or moves that day. */
export const delayNotice = (core: Core, inTurn: InTurn, id: string, delay: NoticeDelay, by: Actor): Promise<Stepped> =>
  inTurn(() =>
    step(core, "delay", id, by, async (trx, row, mac) => {
      verifyDelay(delay, core.clock());
      // The people know already.
      if (row.noticed_at !== null) throw new Denied("settled");
      // Brought closer: one person alone could have the people told against the order that forbids it.
      if (isNoticeDelayed(row, core.clock()) && delay.until < row.delayed_until!) {
        verifyOther(row, by, mac);
        verifyOther(row, by, mac, "delayed");
      }
      const sealed = await reseal(core, trx, row, { delay: delay.reason });
      const delayed = { delayed: true, delayed_until: delay.until, delayed_by: by.id, delayed_mac: mac };
      await change(core, trx, id)
        .set({ ...delayed, sealed })
        .execute();
      return { until: delay.until.toISOString() };
    }),
  );

/** Denies a delay without a reason, and one that is over. */
export function verifyDelay({ reason, until }: NoticeDelay, now: Date): void {
  if (!isSaid(reason) || !(until.getTime() > now.getTime())) throw new Denied("wrong-delay");
}

/** Whether an authority forbids the notice of a request now. */
export const isNoticeDelayed = ({ delayed_until }: Pick<LegalRequestRow, "delayed_until">, now: Date): boolean =>
  delayed_until !== null && delayed_until.getTime() > now.getTime();
