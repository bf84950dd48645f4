import { sql } from "kysely";
import { isId } from "../http/id.ts";
import type { Attempt, ChannelState, FailedMessage, MessageState, Progress } from "./message.ts";
import { isPutOffNow, readPaused, type Queue } from "./queue.ts";

// What pages of the console show of the outbox.

/** How many messages of a channel or a batch are in each state. Default: of all. */
export async function readProgress(
  { site, db }: Queue,
  { channel, batch }: { readonly channel?: string; readonly batch?: string },
): Promise<Progress> {
  const rows = await db
    .selectFrom("message")
    .select(({ fn }) => ["state", fn.countAll<number>().as("count")])
    .where("site", "=", site)
    .$if(channel !== undefined, (query) => query.where("channel", "=", channel!))
    .$if(batch !== undefined, (query) => query.where("batch", "=", batch!))
    .groupBy("state")
    .execute();
  return toProgress(rows);
}

/** Which of the failed messages are read: at most `limit` after the one that was seen last. */
export interface FailedPage {
  readonly limit?: number;
  readonly before?: Pick<FailedMessage, "ended" | "id">;
}

/** Messages that were given up, the newest first. */
export async function readFailed(
  { site, db }: Queue,
  channel: string | undefined,
  { limit = 50, before }: FailedPage,
): Promise<FailedMessage[]> {
  const rows = await db
    .selectFrom("message")
    .select(["id", "channel", "subject", "target", "batch", "at", "ended_at", "attempts", "why"])
    .where("site", "=", site)
    .where("state", "=", "failed")
    .$if(channel !== undefined, (query) => query.where("channel", "=", channel!))
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(ended_at, id) < (${new Date(before!.ended)}::timestamptz, ${before!.id}::uuid)`),
    )
    .orderBy("ended_at", "desc")
    .orderBy("id", "desc")
    .limit(Math.max(1, Math.min(limit, 500)))
    .execute();
  return rows.map(({ at, ended_at, target, batch, why, ...row }) => ({
    ...row,
    target: target ?? undefined,
    batch: batch ?? undefined,
    at: at.toISOString(),
    ended: ended_at!.toISOString(),
    why: why ?? "",
  }));
}

/** The attempts of a message, the first one first. */
export async function readAttempts({ site, db }: Queue, id: string): Promise<Attempt[]> {
  if (!isId(id)) return [];
  const rows = await db
    .selectFrom("message_attempt")
    .select(["n", "at", "ms", "outcome", "status", "why"])
    .where("site", "=", site)
    .where("message", "=", id)
    .orderBy("n")
    .execute();
  return rows.map(({ n, at, ms, outcome, status, why }) => ({
    n,
    at: at.toISOString(),
    ms,
    outcome: outcome as Attempt["outcome"],
    status: status ?? undefined,
    why: why ?? undefined,
  }));
}

/** The channels that this process serves, that have messages, or that are paused, by their names. */
export async function readChannels(queue: Queue, served: ReadonlySet<string>): Promise<ChannelState[]> {
  const [counts, paused] = await Promise.all([readCounts(queue), readPaused(queue)]);
  const names = new Set([...served, ...counts.map(({ channel }) => channel), ...paused.map(({ channel }) => channel)]);
  return [...names].toSorted().map((channel) => {
    const own = counts.filter((row) => row.channel === channel);
    const queued = own.find(({ state }) => state === "queued");
    const stop = paused.find((row) => row.channel === channel);
    return {
      channel,
      ...toProgress(own),
      served: served.has(channel),
      waiting: queued?.waiting ?? 0,
      next: queued?.next?.toISOString(),
      why: queued?.why ?? undefined,
      paused: stop && {
        at: stop.paused_at!.toISOString(),
        by: stop.paused_by ?? "",
        why: stop.why ?? "",
      },
    };
  });
}

/** How many messages of each channel are in each state, and what is next of those that are queued. */
const readCounts = ({ site, db, clock }: Queue) =>
  db
    .selectFrom("message")
    .select(({ fn }) => ["channel", "state", fn.countAll<number>().as("count")])
    .select(sql<number>`count(*) filter (where state = 'queued' and attempts > 0)`.as("waiting"))
    .select(
      sql<Date | null>`min(due_at) filter (
        where state = 'queued' and not ${isPutOffNow(clock())}
      )`.as("next"),
    )
    .select(
      sql<string | null>`(array_agg(why order by due_at desc) filter (where state = 'queued' and attempts > 0))[1]`.as(
        "why",
      ),
    )
    .where("site", "=", site)
    .groupBy(["channel", "state"])
    .execute();

function toProgress(rows: readonly { readonly state: string; readonly count: number }[]): Progress {
  const count = (state: MessageState) => rows.find((row) => row.state === state)?.count ?? 0;
  return {
    queued: count("queued"),
    delivered: count("delivered"),
    failed: count("failed"),
    denied: count("denied"),
    dropped: count("dropped"),
  };
}
