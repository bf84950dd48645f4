import type { Logger } from "../http/logger.ts";
import { openKeys } from "../subjects/keys.ts";
import { isTamperError } from "@abide/log";
import { CompiledQuery, sql, type Insertable, type Kysely, type RawBuilder, type Transaction } from "kysely";
import { audit, type AuditEvent } from "../audit/audit.ts";
import { toCode } from "../http/error.ts";
import { isId } from "../http/id.ts";
import type { Cache, Limit, Limits } from "../limits/limits.ts";
import type { Log, Writing } from "../audit/log.ts";
import { createGroupCommit } from "../store/group-commit.ts";
import { isStoreDown } from "../store/index.ts";
import { toInsert, type Columns } from "../store/insert.ts";
import type { MessageTable } from "./tables.ts";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey, Vault } from "../vault/vault.ts";

/**
 * Something that is to leave: durable from the commit that wrote it, delivered in the background, again and again with growing pauses
 * until it is delivered or given up. Disclosures and mail both leave in this way.
 */
export interface Message<Body = unknown> {
  /** Given by whoever writes it: the recipient's idempotency key, the Message-ID of a mail. */
  readonly id: string;
  /** Messages of a channel have one kind of delivery: `disclosure lever`, `mail transactional`. */
  readonly channel: string;
  /** The same key in the same channel is the same message: writing it again changes nothing. */
  readonly key: string;
  /** Whom it is about. Messages of a channel about the same person are delivered in the order they were written. */
  readonly subject: string;
  /** What deliveries are slowed down by: the domain of an address. */
  readonly target?: string | undefined;
  /** Many that belong together: a campaign, a succession. */
  readonly batch?: string | undefined;
  /** Not before. Now where it is left out. */
  readonly due?: Date | undefined;
  /** What delivering needs to know: names, ids and purposes. Sealed under the subject's key; values are read when it is delivered. */
  readonly body: Body;
}

/** What became of one attempt. `why` is for people who read the console: it names no person and no address. */
export type Attempted =
  /** `remote` is what the recipient calls it: kept, sealed, to delete or to correct it there. */
  | { readonly outcome: "delivered"; readonly remote?: string | undefined; readonly status?: number | undefined }
  /** Tried again: after so many seconds where the recipient said so. */
  | {
      readonly outcome: "retry";
      readonly why: string;
      readonly after?: number | undefined;
      readonly status?: number | undefined;
    }
  /** Given up: it stays in the list of failed messages until somebody retries or drops it. */
  | { readonly outcome: "failed"; readonly why: string; readonly status?: number | undefined }
  /** The decision, asked again at the last moment, says no: an objection, a withdrawal, an erasure. */
  | { readonly outcome: "denied"; readonly why: string };

/** What became of one that was not begun after all: it goes back, as if it had never been taken on. */
export interface Withheld {
  readonly outcome: "withheld";
}

const messageStates = ["queued", "delivered", "failed", "denied", "dropped"] as const;
export type MessageState = (typeof messageStates)[number];

/** How messages of a kind are delivered. */
export interface Channel<Body = unknown> {
  readonly name: string;
  /** How many are under way at once. 4 where it is left out. */
  readonly parallel?: number;
  /** Milliseconds that one attempt may take; then it counts as "retry". 30,000 where it is left out. */
  readonly patience?: number;
  /** Seconds to wait before attempt n + 1. Doubling from 30 seconds to 6 hours, with jitter, where it is left out. */
  readonly pause?: (attempts: number) => number;
  /** Given up after so many attempts. 20, more than two days, where it is left out. */
  readonly most?: number;
  /** Messages a second to one target, of all processes that share their limits; without limit where it is left out. */
  readonly rate?: { readonly perSecond: number };
  /**
   * A throw counts as "retry". `stillValid()` asks again before sending: not dropped, not held back, its channel not paused, here or in
   * another process. What is asked last, and withheld where it says no, sends nothing after a cancellation.
   */
  readonly deliver: (
    message: Message<Body> & {
      readonly attempt: number;
      readonly at: string;
      readonly stillValid: () => Promise<boolean>;
    },
    signal: AbortSignal,
  ) => Promise<Attempted | Withheld>;
  /** Statements that are written together with the outcome of messages that have come to their end. */
  readonly onEnded?: (ended: readonly Ended<Body>[]) => readonly CompiledQuery[];
}

/** A message whose state somebody changed. */
export interface Changed {
  readonly id: string;
  readonly state: MessageState;
  readonly at: Date;
}

/** A message that has come to its end, whichever: what is written together with that. */
export interface Ended<Body = unknown> {
  readonly id: string;
  readonly subject: string;
  readonly batch: string | undefined;
  readonly state: Exclude<MessageState, "queued">;
  readonly at: Date;
  readonly why: string | undefined;
  /** Undefined where the subject's key is gone. */
  readonly body: Body | undefined;
}

export type Progress = { readonly [state in MessageState]: number };

/** One attempt, as it was recorded. `lost` is one whose process ended before it could say what became of it. */
export interface Attempt {
  readonly n: number;
  readonly at: string;
  readonly ms: number;
  readonly outcome: Attempted["outcome"] | "lost";
  readonly status: number | undefined;
  readonly why: string | undefined;
}

export interface FailedMessage {
  readonly id: string;
  readonly channel: string;
  readonly subject: string;
  readonly target: string | undefined;
  readonly batch: string | undefined;
  /** When it was written. */
  readonly at: string;
  /** When it was given up. */
  readonly ended: string;
  readonly attempts: number;
  readonly why: string;
}

export interface ChannelState extends Progress {
  readonly channel: string;
  /** Whether this process knows how to deliver its messages. */
  readonly served: boolean;
  /** Of those that are queued, how many were tried at least once. */
  readonly waiting: number;
  /** When the next of those that are queued is due; those that are held back are not. */
  readonly next: string | undefined;
  /** What became of the last attempt of those that wait. */
  readonly why: string | undefined;
  readonly paused: { readonly at: string; readonly by: string; readonly why: string } | undefined;
}

/** Where everything waits that is to leave. Whoever writes to it has it kept; what was delivered is recorded, and what was not is tried again. */
export interface Outbox {
  /**
   * Statements that write `messages`, for a transaction of the log that writes what caused them as well, so that both are there or
   * neither. One whose subject has no key among `keys` is left out: there is nobody to write about any more.
   */
  readonly toInserts: (messages: readonly Message[], keys: ReadonlyMap<string, SubjectKey>) => CompiledQuery[];
  /** Writes them in a transaction that is under way, under the keys that it finds. Returns how many were new. */
  readonly insert: (trx: Kysely<Tables>, messages: readonly Message[]) => Promise<number>;
  /** Writes them in a commit of its own, with `events` in the log. Returns how many were new. */
  readonly write: (messages: readonly Message[], events?: readonly AuditEvent[]) => Promise<number>;
  /** Statements that are written together with the new states of messages that somebody retries or drops, whatever their channel. */
  readonly onState: (write: (changed: readonly Changed[]) => CompiledQuery) => void;
  /** Says how messages of a channel are delivered. */
  readonly serve: <Body>(channel: Channel<Body>) => void;
  /** Begins to deliver by itself. */
  readonly start: () => void;
  /** Looks at once for what is due, where it was started: whoever used `toInserts` or `insert` calls it after the commit. */
  readonly wake: () => void;
  /** Waits for what is under way; what has not been begun is left for others. */
  readonly close: () => Promise<void>;
  /** Delivers everything that is due now. */
  readonly drain: () => Promise<void>;
  readonly progress: (of?: { readonly channel?: string; readonly batch?: string }) => Promise<Progress>;
  /** Messages that were given up, the newest first. `before` is the last one that was seen. */
  readonly failed: (
    channel?: string,
    page?: { readonly limit?: number; readonly before?: Pick<FailedMessage, "ended" | "id"> },
  ) => Promise<FailedMessage[]>;
  readonly attempts: (id: string) => Promise<Attempt[]>;
  /** Tries a message again from now on that is failed, or waits for its next attempt. False where it does neither (any more). */
  readonly retry: (id: string, by: string) => Promise<boolean>;
  /** The same for every message of a channel. Returns how many. */
  readonly retryAll: (channel: string, by: string) => Promise<number>;
  /** Gives a failed or queued message up for good. False where it has ended otherwise. */
  readonly drop: (id: string, by: string) => Promise<boolean>;
  /**
   * Holds every message of a batch back, also what is on its way and comes back, and what somebody retries, until it is freed.
   * Messages that are written meanwhile are not held.
   */
  readonly pauseBatch: (trx: Kysely<Tables>, batch: string) => Promise<void>;
  readonly resumeBatch: (trx: Kysely<Tables>, batch: string) => Promise<void>;
  /** Gives every message of a batch up for good that was not delivered: what is on its way may still arrive, and then counts. */
  readonly dropBatch: (trx: Kysely<Tables>, batch: string, why: string) => Promise<void>;
  /** Nothing of the channel is begun any more, in any process, until it is resumed. */
  readonly pause: (channel: string, by: string, why: string) => Promise<void>;
  readonly resume: (channel: string, by: string) => Promise<void>;
  readonly channels: () => Promise<ChannelState[]>;
  /**
   * Forgets messages that came to their end a year ago, with their attempts. What a recipient called somebody is kept for as long as
   * they are: it takes that to delete them there.
   */
  readonly prune: () => Promise<number>;
}

export interface OutboxOptions {
  readonly site: string;
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  readonly log: Log;
  readonly limits: Limits;
  readonly cache: Cache;
  readonly clock: () => Date;
  /** Hash of the version in force. */
  readonly policy: string;
  readonly logger: Logger;
  /** Milliseconds between two looks for what is due. */
  readonly every?: number;
}

/** A message that this process has taken on until `until`. */
interface Claimed {
  readonly id: string;
  readonly subject: string;
  readonly target: string | undefined;
  readonly batch: string | undefined;
  readonly attempt: number;
  /** Whether the attempt before this one was never heard of again. */
  readonly lost: boolean;
  readonly until: Date;
  readonly key: SubjectKey | undefined;
  /** Undefined where it cannot be opened. */
  readonly message: Parameters<Channel["deliver"]>[0] | undefined;
}

interface Outcome {
  readonly channel: Channel;
  readonly claimed: Claimed;
  readonly attempted: Attempted;
  readonly state: MessageState;
  readonly at: Date;
  readonly due: Date | undefined;
  readonly ms: number;
}

/** How long a message is kept after its end, in milliseconds: a year, as evidence of what was sent. */
const kept = 366 * 86_400_000;

/** How far a message is put off that is held back: nobody waits for it as for one that is due. */
const farOff = sql`interval '100 years'`;

/** SQL for whether a message is held back. */
const isHeld = (message: string, now: string): string =>
  `${message}.due_at > ${now}::timestamptz + interval '50 years'`;

const isHeldNow = (now: Date) => sql<boolean>`due_at > ${now}::timestamptz + interval '50 years'`;

/** How much longer than an attempt may take a message stays with the process that took it, in milliseconds. */
const grace = 30_000;

/**
 * The outbox of a site. Any number of processes may deliver: each takes messages for a while, and what a killed one had taken is taken
 * again when that while is over. A message that was delivered and whose outcome was not committed any more is delivered again, with the
 * same id: recipients tell a repetition by that.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { site, db, vault, log, limits, cache, clock, policy, logger, every = 2_000 } = options;
  const channels = new Map<string, Channel>();
  const listeners: Parameters<Outbox["onState"]>[0][] = [];
  const runs = new Map<string, Promise<number>>();
  const rates = new Map<string, Limit>();
  /**
   * Targets that get nothing until then, by channel, as far as this process knows; `""` stands for messages without one. Others learn of
   * them from the cache.
   */
  const blocked = new Map<string, Map<string, number>>();
  /** Channels that somebody stopped, as far as this process knows: what it has taken on and not begun goes back. */
  const stopped = new Set<string>();
  const closing = new AbortController();
  let started = false;
  let looked = 0;
  let timer: NodeJS.Timeout | undefined;

  const outcomes = createGroupCommit<Outcome, void>({
    cap: 256,
    write: async (batch) => {
      await log.write(toRecord(batch, site, policy));
      return batch.map(() => undefined);
    },
    alone: (error) => !isTamperError(error) && !isStoreDown(error),
  });

  const toInserts: Outbox["toInserts"] = (messages, keys) => {
    const at = clock();
    const rows = messages.flatMap((message): Insertable<MessageTable>[] => {
      const { id, channel, key, subject, target, batch, due, body } = message;
      const own = keys.get(subject);
      if (!own) return [];
      const sealed = own.seal(toPlace(id, "body"), body);
      const fresh = { attempts: 0, state: "queued", leased_until: null, why: null, remote: null, ended_at: null };
      const to = { target: target ?? null, batch: batch ?? null, due_at: due ?? at };
      return [{ site, id, channel, key, subject, body: sealed, at, ...to, ...fresh }];
    });
    return rows.length === 0 ? [] : [toInsert("message", columns, rows, "on conflict do nothing")];
  };

  const wake = (): void => {
    if (!started || closing.signal.aborted) return;
    clearTimeout(timer);
    // Where a thousand are written in a second, one look after them is enough.
    timer = setTimeout(() => void look(), Math.max(0, looked + 50 - performance.now()));
  };

  /** Runs every channel that has something due, then sleeps until there may be more. */
  const look = async (): Promise<void> => {
    let wait = every;
    looked = performance.now();
    try {
      await refreshStopped();
      for (const name of await readDue([...channels.keys()])) {
        const channel = channels.get(name)!;
        if (runs.has(name)) continue;
        // Of a channel that is at work nobody waits for the end: the others are looked at all the same.
        void run(channel).then(
          (count) => count > 0 && wake(),
          (error: unknown) =>
            logger(`Messages of the channel "${name}" could not be looked for. It is tried again.`, error),
        );
      }
      const soonest = Math.min(...[...blocked.values()].flatMap((targets) => [...targets.values()]));
      wait = Math.min(wait, Math.max(20, soonest - clock().getTime()));
    } catch (error) {
      logger("The outbox cannot reach the store. It is tried again.", error);
    }
    if (!started || closing.signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), wait);
    timer.unref();
  };

  const refreshStopped = async (): Promise<void> => {
    const paused = await readPaused(db, site);
    stopped.clear();
    for (const { channel } of paused) stopped.add(channel);
  };

  const readDue = async (names: readonly string[]): Promise<string[]> => {
    if (names.length === 0) return [];
    const due: CompiledQuery<{ channel: string }> = CompiledQuery.raw(
      `select those.channel from unnest($2::text[]) as those (channel)
      where exists (
        select from message where site = $1 and message.channel = those.channel and state = 'queued' and due_at <= $3
        and (leased_until is null or leased_until <= $3 or leased_until > $3::timestamptz + interval '1 day')
      )`,
      [site, names, clock()],
    );
    return (await db.executeQuery(due)).rows.map(({ channel }) => channel);
  };

  /** Delivers what is due in a channel. Returns how many messages were taken on. */
  const run = (channel: Channel): Promise<number> => {
    let running = runs.get(channel.name);
    if (!running) {
      running = deliverDue(channel).finally(() => runs.delete(channel.name));
      runs.set(channel.name, running);
    }
    return running;
  };

  const deliverDue = async (channel: Channel): Promise<number> => {
    // Another process may have resumed it.
    if (stopped.has(channel.name)) await refreshStopped();
    if (stopped.has(channel.name)) return 0;
    const { parallel = 4 } = channel;
    const ready: Claimed[] = [];
    const recordings = new Set<Promise<void>>();
    let claiming: Promise<void> | undefined;
    let [size, count, dry] = [parallel * 2, 0, false];
    const more = async (): Promise<void> => {
      const claimed = await claim(channel, size);
      count += claimed.length;
      dry = claimed.length < size;
      // As much as keeps everybody busy while the next are fetched, and no more than a process may lose.
      size = Math.min(size * 2, Math.max(parallel * 8, 64));
      ready.push(...(await admit(channel, claimed)));
    };
    const next = async (): Promise<Claimed | undefined> => {
      for (;;) {
        if (ready.length <= parallel && !dry && !claiming && !closing.signal.aborted) {
          claiming = more().finally(() => (claiming = undefined));
          claiming.catch(() => {});
        }
        const first = ready.shift();
        if (first || !claiming) return first;
        await claiming;
      }
    };
    const worker = async (): Promise<void> => {
      for (let claimed = await next(); claimed; claimed = await next()) {
        if (closing.signal.aborted || stopped.has(channel.name) || isOver(claimed, channel)) {
          ready.push(claimed);
          return;
        }
        const outcome = await tryOnce(channel, claimed);
        const recorded = outcome ? attempt(channel, outcome) : giveBack(channel, claimed);
        const recording = recorded.finally(() => recordings.delete(recording));
        recordings.add(recording);
        if (recordings.size >= 256) await recording;
      }
    };
    const settled = await Promise.allSettled(Array.from({ length: parallel }, worker));
    await release(ready);
    await Promise.all(recordings);
    const failed = settled.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    return count;
  };

  /** Whether so little of its while is left that another process might take it before it is done. */
  const isOver = ({ until }: Claimed, { patience = 30_000 }: Channel): boolean =>
    until.getTime() - clock().getTime() < patience;

  const claim = async (channel: Channel, most: number): Promise<Claimed[]> => {
    const { name, patience = 30_000 } = channel;
    const now = clock();
    const until = new Date(now.getTime() + 2 * patience + grace);
    const not = [...(blocked.get(name) ?? [])].flatMap(([target, end]) => (end > now.getTime() ? target : []));
    const { rows } = await db.executeQuery(toClaim(site, name, now, until, not, most));
    return rows.map((row) => {
      const { id, subject, target, batch, attempts: attempt, lost, body, at, kek, wrapped } = row;
      const key = kek !== null && wrapped ? vault.open(subject, { kek, wrapped }) : undefined;
      const opened = key?.unseal(toPlace(id, "body"), body);
      const facts = { id, subject, target: target ?? undefined, batch: batch ?? undefined, attempt };
      const stillValid = () => isStillValid(id, name, attempt);
      const message = { ...facts, channel: name, key: row.key, at: at.toISOString(), body: opened, stillValid };
      return { ...facts, lost, until, key, message: opened === undefined ? undefined : message };
    });
  };

  /** Whether a message that was taken on may still leave: still ours, in nobody's way, its channel not paused. */
  const isStillValid = async (id: string, channel: string, attempt: number): Promise<boolean> => {
    const standing = CompiledQuery.raw(
      `select from message
      where site = $1 and id = $2 and state = 'queued' and attempts = $3 and not ${isHeld("message", "$4")}
      and not exists (select from channel where channel.site = $1 and channel.channel = $5 and paused_at is not null)`,
      [site, id, attempt, clock(), channel],
    );
    return (await db.executeQuery(standing)).rows.length > 0;
  };

  /** Those of `claimed` whose target may be written to now. The others are given back, and their targets left alone for a moment. */
  const admit = async (channel: Channel, claimed: readonly Claimed[]): Promise<readonly Claimed[]> => {
    const targets = Map.groupBy(claimed, ({ target = "" }) => target);
    /** How many messages each target may be sent now. */
    const room = new Map<string, number>();
    try {
      await learnBlocked(channel, [...targets.keys()]);
      const admitted = [...targets].map(async ([target, { length }]) => {
        if (!toBlocked(channel).has(target)) room.set(target, await takeAll(channel, target, length));
      });
      await Promise.all(admitted);
    } catch (error) {
      await release(claimed);
      throw error;
    }
    const [those, others]: [Claimed[], Claimed[]] = [[], []];
    for (const one of claimed) {
      const left = room.get(one.target ?? "") ?? 0;
      room.set(one.target ?? "", left - 1);
      (left > 0 ? those : others).push(one);
    }
    await release(others);
    return those;
  };

  /** How many of `most` messages may go to `target` now, by the rate of the channel. */
  const takeAll = async (channel: Channel, target: string, most: number): Promise<number> => {
    if (!channel.rate) return most;
    const { perSecond } = channel.rate;
    let rate = rates.get(channel.name);
    if (!rate) {
      // In an outage nothing is claimed; what was claimed just before goes back.
      const name = `messages ${channel.name}`;
      rate = limits.limit({ name, burst: Math.max(1, perSecond), every: 1 / perSecond, inOutage: "refuse" });
      rates.set(channel.name, rate);
    }
    for (let taken = 0; taken < most; taken++) {
      if ((await rate.take(target)) === undefined) continue;
      // By then there is room for a second's messages.
      await block(channel, target, Math.max(1, 1 / perSecond));
      return taken;
    }
    return most;
  };

  const toBlockedKey = ({ name }: Channel, target: string) => `blocked ${name}\n${target}`;

  /** Finds out which of `targets` another process has to leave alone: so does this one. */
  const learnBlocked = async (channel: Channel, targets: readonly string[]): Promise<void> => {
    const ends = await cache.get(targets.map((target) => toBlockedKey(channel, target)));
    for (const target of targets) {
      const end = Number(ends.get(toBlockedKey(channel, target)));
      if (end > clock().getTime()) toBlocked(channel).set(target, end);
    }
  };

  /** The targets of a channel that get nothing now. */
  const toBlocked = ({ name }: Channel): Map<string, number> => {
    let targets = blocked.get(name);
    if (!targets) blocked.set(name, (targets = new Map()));
    const now = clock().getTime();
    for (const [known, end] of targets) if (end <= now) targets.delete(known);
    return targets;
  };

  const block = async (channel: Channel, target: string, seconds: number): Promise<void> => {
    const end = clock().getTime() + seconds * 1000;
    toBlocked(channel).set(target, end);
    // Where the store is away this process keeps to it nevertheless, and the others are told so by the recipient themselves.
    await cache.put(toBlockedKey(channel, target), String(end), seconds).catch(() => {});
  };

  /** Gives back what was not begun: as if it had never been taken. */
  const release = async (claimed: readonly Claimed[]): Promise<void> => {
    if (claimed.length === 0) return;
    const back = CompiledQuery.raw(
      `with those as (
        select message.id from message, unnest($2::uuid[], $3::integer[]) as given (id, n)
        where site = $1 and message.id = given.id and message.attempts = given.n and state = 'queued'
        -- In one order, as whoever holds a batch back: neither waits for the other.
        order by message.id for update of message
      )
      update message set leased_until = null, attempts = message.attempts - 1 from those
      where message.site = $1 and message.id = those.id`,
      [site, claimed.map(({ id }) => id), claimed.map((one) => one.attempt)],
    );
    await db.executeQuery(back);
  };

  const giveBack = async (channel: Channel, claimed: Claimed): Promise<void> => {
    try {
      await release([claimed]);
    } catch (error) {
      logger(
        `A message of the channel "${channel.name}" could not be given back. It is looked at again once its while is over.`,
        error,
      );
    }
  };

  /** Undefined where it was not begun after all. */
  const tryOnce = async (channel: Channel, claimed: Claimed): Promise<Outcome | undefined> => {
    const { most = 20, patience = 30_000, pause = toPause } = channel;
    const { message, attempt } = claimed;
    const tries = ((attempt - 1) % most) + 1;
    const begun = performance.now();
    let attempted: Attempted | Withheld;
    if (!claimed.key) attempted = { outcome: "denied", why: "erased" };
    else if (!message) attempted = { outcome: "failed", why: "damaged" };
    // Whoever delivers it ends the process each time: it must not go on for ever.
    else if (claimed.lost && tries === 1) attempted = { outcome: "failed", why: "lost" };
    else attempted = await within(patience, closing.signal, (signal) => channel.deliver(message, signal));
    if (attempted.outcome === "withheld") return undefined;
    const at = clock();
    const ms = Math.round(performance.now() - begun);
    if (attempted.outcome !== "retry") {
      return { channel, claimed, attempted, state: attempted.outcome, at, due: undefined, ms };
    }
    const { after, status } = attempted;
    const wait = after === undefined || Number.isNaN(after) ? pause(tries) : Math.min(Math.max(after, 0), 86_400);
    if (after !== undefined && status !== undefined && busy.includes(status))
      await block(channel, claimed.target ?? "", wait);
    const state = tries >= most ? "failed" : "queued";
    return { channel, claimed, attempted, state, at, due: new Date(at.getTime() + wait * 1000), ms };
  };

  const attempt = async (channel: Channel, outcome: Outcome): Promise<void> => {
    try {
      await outcomes.add(outcome);
    } catch (error) {
      logger(
        `What became of a message of the channel "${channel.name}" could not be recorded. It is tried again.`,
        error,
      );
    }
  };

  /** A change by somebody of the company, with its entry in the log. Where nothing changed, nothing is written. */
  const change = (
    type: string,
    detail: { readonly [member: string]: unknown },
    work: (trx: Transaction<Tables>, at: Date) => Promise<number>,
  ): Promise<number> =>
    log.transaction(async (trx, append) => {
      const at = clock();
      const count = await work(trx, at);
      if (count > 0) await audit(trx, append, site, [{ type, at, policy, detail: { ...detail, messages: count } }]);
      return count;
    });

  const tell = async (trx: Transaction<Tables>, changed: readonly Changed[]): Promise<void> => {
    for (const write of listeners) await trx.executeQuery(write(changed));
  };

  const retry = async (by: string, which: { readonly id: string } | { readonly channel: string }): Promise<number> => {
    const [column, value] = Object.entries(which)[0] as ["id" | "channel", string];
    if (column === "id" && !isId(value)) return 0;
    const count = await change("message-retry", { by, ...which }, async (trx, at) => {
      // Of a batch that is held back it leaves when that is freed.
      const due = sql<Date>`${at}::timestamptz + case when ${isHeldNow(at)} then ${farOff} else interval '0' end`;
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
      await tell(
        trx,
        changed.map(({ id }) => ({ id, state: "queued", at })),
      );
      return changed.length;
    });
    if (count > 0) wake();
    return count;
  };

  /** Changes every message of a batch that has not left and could. */
  const ofBatch = (batch: string, changes: RawBuilder<unknown>) => sql`
    with those as (
      select id from message
      where site = ${site} and batch = ${batch} and state in ('queued', 'failed')
      order by id for update
    )
    update message set ${changes} from those where message.site = ${site} and message.id = those.id`;

  /** Keys of everybody whom `messages` are about. */
  const openOwn = (db: Kysely<Tables>, messages: readonly Message[]) =>
    openKeys(db, [...new Set(messages.map(({ subject }) => subject))], site, vault);

  return {
    toInserts,
    insert: async (trx, messages) => {
      let written = 0;
      for (const statement of toInserts(messages, await openOwn(trx, messages))) {
        written += Number((await trx.executeQuery(statement)).numAffectedRows ?? 0n);
      }
      return written;
    },
    write: async (messages, events = []) => {
      if (messages.length === 0 && events.length === 0) return 0;
      const statements = toInserts(messages, await openOwn(db, messages));
      const written = await log.write({
        statements,
        events,
        read: (answers) => answers.reduce((sum, { numAffectedRows }) => sum + Number(numAffectedRows ?? 0n), 0),
      });
      wake();
      return written;
    },
    onState: (write) => void listeners.push(write),
    serve: (channel) => {
      channels.set(channel.name, channel as Channel);
      wake();
    },
    start: () => {
      started = true;
      wake();
    },
    wake,
    close: async () => {
      started = false;
      clearTimeout(timer);
      closing.abort();
      await Promise.allSettled(runs.values());
      await outcomes.close();
    },
    drain: async () => {
      for (;;) {
        const counts = await Promise.all([...channels.values()].map(run));
        // A message that waited for one before it is due only now.
        if (counts.every((count) => count === 0) || closing.signal.aborted) return;
      }
    },
    progress: async ({ channel, batch } = {}) => {
      const rows = await db
        .selectFrom("message")
        .select(({ fn }) => ["state", fn.countAll<number>().as("count")])
        .where("site", "=", site)
        .$if(channel !== undefined, (query) => query.where("channel", "=", channel!))
        .$if(batch !== undefined, (query) => query.where("batch", "=", batch!))
        .groupBy("state")
        .execute();
      return toProgress(rows);
    },
    failed: async (channel, { limit = 50, before } = {}) => {
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
    },
    attempts: async (id) => {
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
    },
    retry: async (id, by) => (await retry(by, { id })) > 0,
    retryAll: (channel, by) => retry(by, { channel }),
    drop: async (id, by) => {
      if (!isId(id)) return false;
      const count = await change("message-drop", { by, id }, async (trx, at) => {
        const changed = await trx
          .updateTable("message")
          .set({ state: "dropped", why: "dropped", ended_at: at, leased_until: null })
          .where("site", "=", site)
          .where("id", "=", id)
          .where("state", "in", ["failed", "queued"])
          .returning(["id", "subject", "batch", "channel"])
          .execute();
        await tell(
          trx,
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
    },
    pauseBatch: async (trx, batch) => {
      await ofBatch(batch, sql`due_at = due_at + ${farOff}`).execute(trx);
    },
    resumeBatch: async (trx, batch) => {
      const due = sql`case when ${isHeldNow(clock())} then due_at - ${farOff} else due_at end`;
      await ofBatch(batch, sql`due_at = ${due}`).execute(trx);
    },
    dropBatch: async (trx, batch, why) => {
      const ended = sql`state = 'dropped', why = ${why}, ended_at = ${clock()}, leased_until = null`;
      await ofBatch(batch, ended).execute(trx);
    },
    pause: async (channel, by, why) => {
      stopped.add(channel);
      await change("channel-pause", { by, channel, why }, async (trx, at) => {
        const paused = { paused_at: at, paused_by: by, why: why.replace(/[\p{Cc}\s]+/gu, " ").slice(0, 300) };
        const { numInsertedOrUpdatedRows = 0n } = await trx
          .insertInto("channel")
          .values({ site, channel, ...paused })
          .onConflict((on) =>
            on.columns(["site", "channel"]).doUpdateSet(paused).where("channel.paused_at", "is", null),
          )
          .executeTakeFirst();
        return Number(numInsertedOrUpdatedRows);
      });
    },
    resume: async (channel, by) => {
      await change("channel-resume", { by, channel }, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("channel")
          .set({ paused_at: null, paused_by: null, why: null })
          .where("site", "=", site)
          .where("channel", "=", channel)
          .where("paused_at", "is not", null)
          .executeTakeFirst();
        return Number(numUpdatedRows);
      });
      stopped.delete(channel);
      wake();
    },
    prune: async () => {
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
    },
    channels: async () => {
      const [counts, paused] = await Promise.all([
        db
          .selectFrom("message")
          .select(({ fn }) => ["channel", "state", fn.countAll<number>().as("count")])
          .select(sql<number>`count(*) filter (where state = 'queued' and attempts > 0)`.as("waiting"))
          .select(
            sql<Date | null>`min(due_at) filter (
              where state = 'queued' and not ${isHeldNow(clock())}
            )`.as("next"),
          )
          .select(
            sql<
              string | null
            >`(array_agg(why order by due_at desc) filter (where state = 'queued' and attempts > 0))[1]`.as("why"),
          )
          .where("site", "=", site)
          .groupBy(["channel", "state"])
          .execute(),
        readPaused(db, site),
      ]);
      const names = new Set([
        ...channels.keys(),
        ...counts.map(({ channel }) => channel),
        ...paused.map(({ channel }) => channel),
      ]);
      return [...names].toSorted().map((channel) => {
        const own = counts.filter((row) => row.channel === channel);
        const queued = own.find(({ state }) => state === "queued");
        const stop = paused.find((row) => row.channel === channel);
        return {
          channel,
          ...toProgress(own),
          served: channels.has(channel),
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
    },
  };
}

/** Answers that are about the recipient and not about the message: it is left alone for as long as it asks for. */
const busy: readonly number[] = [421, 429, 503];

/** Seconds before attempt n + 1: doubling from 30 seconds to 6 hours, a fifth more or less, so that many do not come back together. */
function toPause(attempts: number): number {
  return Math.min(30 * 2 ** (attempts - 1), 21_600) * (0.8 + 0.4 * Math.random());
}

/** What `deliver` makes of it. What it throws, and an answer that does not come in time, is tried again. */
async function within(
  patience: number,
  closing: AbortSignal,
  deliver: (signal: AbortSignal) => Promise<Attempted | Withheld>,
): Promise<Attempted | Withheld> {
  const ending = new AbortController();
  const { promise: late, resolve } = Promise.withResolvers<Attempted>();
  const end = (why: string) => () => {
    ending.abort(new Error(why));
    resolve({ outcome: "retry", why });
  };
  const timer = setTimeout(end("no answer in time"), patience);
  // Somebody waits for the end: what is under way gets a few seconds more.
  let last: NodeJS.Timeout | undefined;
  const hurry = () => void (last = setTimeout(end("ended"), Math.min(5_000, patience)));
  closing.addEventListener("abort", hurry, { once: true });
  try {
    const attempted = await Promise.race([deliver(ending.signal), late]);
    // What says nothing that is known must not end a message.
    return isAttempted(attempted) ? attempted : { outcome: "retry", why: "no outcome" };
  } catch (error) {
    return { outcome: "retry", why: toCode(error) };
  } finally {
    clearTimeout(timer);
    clearTimeout(last);
    closing.removeEventListener("abort", hurry);
  }
}

const isAttempted = (attempted: unknown): boolean =>
  ["delivered", "retry", "failed", "denied", "withheld"].includes((attempted as Attempted | undefined)?.outcome ?? "");

/** A reason without any address in it: it lies where whoever has the store can read it. */
function toPlain(why: string): string {
  return why
    .slice(0, 2_000)
    .replace(/\S+@\S+/g, "…")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .slice(0, 300);
}

interface ClaimedRow {
  readonly id: string;
  readonly key: string;
  readonly subject: string;
  readonly target: string | null;
  readonly batch: string | null;
  readonly attempts: number;
  readonly lost: boolean;
  readonly body: Uint8Array;
  readonly at: Date;
  readonly kek: string | null;
  readonly wrapped: Uint8Array | null;
}

/**
 * The statement that takes on messages of a channel that are due: each whose turn it is, since one about the same person that was written
 * before goes first. Those that others are taking at this moment are passed over. `|| ''` and `offset 0` leave the
 * planner one way to the message before, by its person.
 */
function toClaim(
  site: string,
  channel: string,
  now: Date,
  until: Date,
  not: readonly string[],
  most: number,
): CompiledQuery<ClaimedRow> {
  const statement: CompiledQuery<ClaimedRow> = CompiledQuery.raw(
    `with next as (
      select l.id, l.attempts, l.leased_until from message l
      where l.site = $1 and l.channel = $2 and l.state = 'queued' and l.due_at <= $3
      -- A lease that no clock of today could have given is one of a clock that was wrong.
      and (l.leased_until is null or l.leased_until <= $3 or l.leased_until > $4::timestamptz + interval '1 hour')
      and coalesce(l.target, '') <> all ($5::text[])
      and not exists (
        select from message e
        where e.site || '' = $1 and e.channel || '' = $2 and e.subject = l.subject and e.state = 'queued' and e.seq < l.seq
        and (e.due_at <= $3 or e.attempts > 0 and not ${isHeld("e", "$3")})
        offset 0
      )
      and not exists (select from channel where channel.site = $1 and channel.channel = $2 and paused_at is not null)
      order by l.due_at, l.seq limit $6
      for update of l skip locked
    ), lost as (
      insert into message_attempt (site, message, n, at, ms, outcome)
      select $1, id, attempts, leased_until, 0, 'lost' from next where leased_until is not null
      on conflict do nothing
    ), taken as (
      update message set leased_until = $4, attempts = message.attempts + 1 from next
      where message.site = $1 and message.id = next.id
      returning message.id, key, subject, seq, target, batch, message.attempts, body, at,
        next.leased_until is not null as lost
    )
    select taken.*, kek, wrapped
    from taken left join subject_key on subject_key.site = $1 and subject_key.subject = taken.subject
    order by seq`,
    [site, channel, now, until, not, most],
  );
  return statement;
}

/**
 * What records `batch`. Another process may have taken a message meanwhile: then only a delivery counts, which is true whatever was
 * written since.
 */
function toRecord(batch: readonly Outcome[], site: string, policy: string): Writing<void> {
  const of = <Value>(pick: (outcome: Outcome) => Value): Value[] => batch.map(pick);
  const record = CompiledQuery.raw(
    `with given as (
      select * from unnest(
        $2::uuid[], $3::integer[], $4::timestamptz[], $5::integer[], $6::text[], $7::integer[], $8::text[], $9::text[],
        $10::timestamptz[], $11::bytea[]
      ) as given (id, n, at, ms, outcome, status, why, state, due, remote)
    ), noted as (
      insert into message_attempt (site, message, n, at, ms, outcome, status, why)
      select $1, id, n, at, ms, outcome, status, why from given
      on conflict (site, message, n) do update set
        at = excluded.at, ms = excluded.ms, outcome = excluded.outcome, status = excluded.status, why = excluded.why
    )
    update message set
      state = given.state,
      due_at = case when ${isHeld("message", "given.at")} then message.due_at else coalesce(given.due, message.due_at) end,
      leased_until = null,
      why = given.why,
      remote = coalesce(given.remote, message.remote),
      ended_at = case when given.state <> 'queued' then given.at end
    from given
    where message.site = $1 and message.id = given.id and (
      message.state = 'queued' and message.attempts = given.n
      or message.state <> 'delivered' and given.state = 'delivered'
    )`,
    [
      site,
      of(({ claimed }) => claimed.id),
      of(({ claimed }) => claimed.attempt),
      of(({ at }) => at),
      of(({ ms }) => ms),
      of(({ attempted }) => attempted.outcome),
      of(({ attempted }) => ("status" in attempted ? (attempted.status ?? null) : null)),
      of(({ attempted }) => ("why" in attempted ? toPlain(attempted.why) : null)),
      of(({ state }) => state),
      of(({ due }) => due ?? null),
      of(({ claimed, attempted }) =>
        attempted.outcome === "delivered" && attempted.remote !== undefined
          ? (claimed.key?.seal(toPlace(claimed.id, "remote"), attempted.remote) ?? null)
          : null,
      ),
    ],
  );
  const events: AuditEvent[] = [];
  const also: CompiledQuery[] = [];
  for (const [channel, own] of Map.groupBy(batch, (outcome) => outcome.channel)) {
    const ended = own.flatMap(({ claimed, attempted, state, at }): Ended[] => {
      if (state === "queued") return [];
      const { id, subject, batch, message } = claimed;
      const why = "why" in attempted ? toPlain(attempted.why) : undefined;
      return [{ id, subject, batch, state, at, why, body: message?.body }];
    });
    if (ended.length === 0) continue;
    also.push(...(channel.onEnded?.(ended) ?? []));
    const those = Object.fromEntries(
      [...Map.groupBy(ended, ({ state }) => state)].map(([state, messages]) => [state, messages.map(({ id }) => id)]),
    );
    events.push({ type: "delivery", at: own[0]!.at, policy, detail: { channel: channel.name, ...those } });
  }
  return { statements: [record, ...also], events };
}

const readPaused = (db: Kysely<Tables>, site: string) =>
  db.selectFrom("channel").selectAll().where("site", "=", site).where("paused_at", "is not", null).execute();

/** Where something of a message belongs. */
export function toPlace(message: string, field: "body" | "remote") {
  return { activity: "message", record: message, field };
}

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

const columns: Columns<"message"> = {
  site: "text",
  id: "uuid",
  channel: "text",
  key: "text",
  subject: "uuid",
  target: "text",
  batch: "uuid",
  body: "bytea",
  due_at: "timestamptz",
  attempts: "integer",
  state: "text",
  leased_until: "timestamptz",
  why: "text",
  remote: "bytea",
  at: "timestamptz",
  ended_at: "timestamptz",
};
