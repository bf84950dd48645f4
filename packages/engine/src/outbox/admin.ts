import { CompiledQuery, sql, type Kysely, type RawBuilder, type Transaction } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Log } from "../audit/log.ts";
import { isId } from "../http/id.ts";
import type { Tables } from "../store/tables.ts";
import type { Changed, Channel } from "./message.ts";
import { farOff, isPutOffNow, type Queue } from "./queue.ts";

// What people of the company do to messages and channels, each in one commit with its entry in the log; what a feature does to a batch,
// in a commit of its own; and what is deleted once it is old.

export interface AdminOptions {
  readonly site: string;
  readonly log: Log;
  readonly clock: () => Date;
  /** Hash of the version in force. */
  readonly policy: string;
}

/** Makes a statement that is written together with new states of messages. */
export type OnState = (changed: readonly Changed[]) => CompiledQuery;

/** Does `work` in one commit with its entry in the log, and returns how many messages or channels it changed: none, no entry. */
function change(
  { site, log, clock, policy }: AdminOptions,
  type: string,
  detail: { readonly [member: string]: unknown },
  work: (trx: Transaction<Tables>, at: Date) => Promise<number>,
): Promise<number> {
  return log.transaction(async (trx, append) => {
    const at = clock();
    const count = await work(trx, at);
    if (count > 0) await audit(trx, append, site, [{ type, at, policy, detail: { ...detail, messages: count } }]);
    return count;
  });
}

// ── messages ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One message, or all of a channel. */
export type Retried = { readonly id: string } | { readonly channel: string };

/** Makes messages due that are failed, or wait for their next attempt. Returns how many. */
export async function retry(
  options: AdminOptions,
  onState: readonly OnState[],
  by: string,
  which: Retried,
): Promise<number> {
  const { site } = options;
  const [column, value] = Object.entries(which)[0] as ["id" | "channel", string];
  if (column === "id" && !isId(value)) return 0;
  return change(options, "message-retry", { by, ...which }, async (trx, at) => {
    // One of a paused batch stays put off: it would leave although somebody paused it.
    const due = sql<Date>`${at}::timestamptz + case when ${isPutOffNow(at)} then ${farOff} else interval '0' end`;
    const fresh = { state: "queued", due_at: due, ended_at: null, leased_until: null };
    const changed = await trx
      .updateTable("message")
      .set(fresh)
      .where("site", "=", site)
      .where(column, "=", value)
      .where(
        sql<boolean>`(state = 'failed' or (
          state = 'queued' and attempts > 0 and due_at > ${at} and due_at <= ${at}::timestamptz + interval '1 day'
          and (leased_until is null or leased_until <= ${at})
        ))`,
      )
      .returning("id")
      .execute();
    await writeStates(
      trx,
      onState,
      changed.map(({ id }) => ({ id, state: "queued", at })),
    );
    return changed.length;
  });
}

/** Gives a failed or queued message up for good. False where it has ended otherwise. */
export async function drop(
  options: AdminOptions,
  onState: readonly OnState[],
  channels: ReadonlyMap<string, Channel>,
  id: string,
  by: string,
): Promise<boolean> {
  if (!isId(id)) return false;
  const count = await change(options, "message-drop", { by, id }, async (trx, at) => {
    const changed = await trx
      .updateTable("message")
      .set({ state: "dropped", why: "dropped", ended_at: at, leased_until: null })
      .where("site", "=", options.site)
      .where("id", "=", id)
      .where("state", "in", ["failed", "queued"])
      .returning(["id", "subject", "batch", "channel"])
      .execute();
    await writeStates(
      trx,
      onState,
      changed.map(({ id }) => ({ id, state: "dropped", at })),
    );
    for (const { channel, batch, ...row } of changed) {
      const ended = { ...row, batch: batch ?? undefined, state: "dropped", at, why: "dropped" } as const;
      for (const statement of channels.get(channel)?.onEnded?.([{ ...ended, body: undefined }]) ?? [])
        await trx.executeQuery(statement);
    }
    return changed.length;
  });
  return count > 0;
}

async function writeStates(
  trx: Transaction<Tables>,
  onState: readonly OnState[],
  changed: readonly Changed[],
): Promise<void> {
  for (const write of onState) await trx.executeQuery(write(changed));
}

// ── channels ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Pauses a channel. One that is paused already stays paused by the person who did it first. */
export async function pauseChannel(options: AdminOptions, channel: string, by: string, why: string): Promise<void> {
  const { site } = options;
  await change(options, "channel-pause", { by, channel, why }, async (trx, at) => {
    const paused = { paused_at: at, paused_by: by, why: why.replace(/[\p{Cc}\s]+/gu, " ").slice(0, 300) };
    const { numInsertedOrUpdatedRows = 0n } = await trx
      .insertInto("channel")
      .values({ site, channel, ...paused })
      .onConflict((on) => on.columns(["site", "channel"]).doUpdateSet(paused).where("channel.paused_at", "is", null))
      .executeTakeFirst();
    return Number(numInsertedOrUpdatedRows);
  });
}

export async function resumeChannel(options: AdminOptions, channel: string, by: string): Promise<void> {
  await change(options, "channel-resume", { by, channel }, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable("channel")
      .set({ paused_at: null, paused_by: null, why: null })
      .where("site", "=", options.site)
      .where("channel", "=", channel)
      .where("paused_at", "is not", null)
      .executeTakeFirst();
    return Number(numUpdatedRows);
  });
}

// ── batches ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function pauseBatch(site: string, trx: Kysely<Tables>, batch: string): Promise<void> {
  await changeBatch(site, batch, sql`due_at = due_at + ${farOff}`).execute(trx);
}

export async function resumeBatch(site: string, trx: Kysely<Tables>, batch: string, now: Date): Promise<void> {
  const due = sql`case when ${isPutOffNow(now)} then due_at - ${farOff} else due_at end`;
  await changeBatch(site, batch, sql`due_at = ${due}`).execute(trx);
}

export async function dropBatch(
  site: string,
  trx: Kysely<Tables>,
  batch: string,
  why: string,
  now: Date,
): Promise<void> {
  const ended = sql`state = 'dropped', why = ${why}, ended_at = ${now}, leased_until = null`;
  await changeBatch(site, batch, ended).execute(trx);
}

/** The statement that changes every message of a batch that has not left and could. */
const changeBatch = (site: string, batch: string, changes: RawBuilder<unknown>) => sql`
  with those as (
    select id from message
    where site = ${site} and batch = ${batch} and state in ('queued', 'failed')
    order by id for update
  )
  update message set ${changes} from those where message.site = ${site} and message.id = those.id`;

// ── retention ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How long a message is kept after its end, in milliseconds: a year, as evidence of what was sent. */
const kept = 366 * 86_400_000;

/** Deletes messages that ended longer ago than that, with their attempts. Returns how many. */
export async function prune({ site, db, clock }: Queue): Promise<number> {
  const before = new Date(clock().getTime() - kept);
  let messages = 0;
  for (;;) {
    const some: CompiledQuery<{ messages: number }> = CompiledQuery.raw(
      `with old as (
        delete from message where site = $1 and id in (
          select id from message
          where site = $1 and state in ('delivered', 'denied', 'dropped') and ended_at < $2 and remote is null
          limit 5000
        ) returning id
      ), attempts as (
        delete from message_attempt using old where site = $1 and message = old.id
      )
      select count(*) as messages from old`,
      [site, before],
    );
    const [row] = (await db.executeQuery(some)).rows;
    messages += row!.messages;
    if (row!.messages < 5_000) return messages;
  }
}
