import type { CompiledQuery, Kysely } from "kysely";
import type { AuditEvent } from "../audit/audit.ts";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey } from "../vault/vault.ts";
import {
  drop,
  dropBatch,
  pauseBatch,
  pauseChannel,
  prune,
  resumeBatch,
  resumeChannel,
  retry,
  type OnState,
  type Retried,
} from "./admin.ts";
import type { Attempt, Channel, ChannelState, FailedMessage, Message, Progress } from "./message.ts";
import { readAttempts, readChannels, readFailed, readProgress, type FailedPage } from "./overview.ts";
import { createWorker, type WorkerOptions } from "./worker.ts";
import { insertMessages, openSubjectKeys, toInserts } from "./write.ts";

/** Where everything waits that is to leave. What is written to it is kept: recorded once it was delivered, and tried again until then. */
export interface Outbox {
  /**
   * Statements that write `messages`, for a transaction of the log that writes what caused them as well, so that both are there or
   * neither. One whose subject has no key among `keys` is left out: its subject was erased.
   */
  readonly toInserts: (messages: readonly Message[], keys: ReadonlyMap<string, SubjectKey>) => CompiledQuery[];
  /** Writes them in a transaction that is under way, under the keys that it finds. Returns how many were new. */
  readonly insert: (trx: Kysely<Tables>, messages: readonly Message[]) => Promise<number>;
  /** Writes them in a commit of its own, with `events` in the log. Returns how many were new. */
  readonly write: (messages: readonly Message[], events?: readonly AuditEvent[]) => Promise<number>;
  /** Statements that are written together with the new states of messages that somebody retries or drops, whatever their channel. */
  readonly onState: (write: OnState) => void;
  /** Says how messages of a channel are delivered. */
  readonly serve: <Body>(channel: Channel<Body>) => void;
  /** Begins to deliver by itself. */
  readonly start: () => void;
  /** Looks at once for what is due, where it was started. To be called after the commit of what `toInserts` or `insert` wrote. */
  readonly wake: () => void;
  /** Waits for what is under way; what has not been begun is left for others. */
  readonly close: () => Promise<void>;
  /** Delivers everything that is due now. */
  readonly drain: () => Promise<void>;
  readonly progress: (of?: { readonly channel?: string; readonly batch?: string }) => Promise<Progress>;
  /** Messages that were given up, the newest first. `before` is the last one that was seen. */
  readonly failed: (channel?: string, page?: FailedPage) => Promise<FailedMessage[]>;
  readonly attempts: (id: string) => Promise<Attempt[]>;
  /** Tries a message again from now on that is failed, or waits for its next attempt. False where it does neither (any more). */
  readonly retry: (id: string, by: string) => Promise<boolean>;
  /** The same for every message of a channel. Returns how many. */
  readonly retryAll: (channel: string, by: string) => Promise<number>;
  /** Gives a failed or queued message up for good. False where it has ended otherwise. */
  readonly drop: (id: string, by: string) => Promise<boolean>;
  /**
   * Puts every message of a batch off until it is resumed, also one that is under way and comes back, and one that somebody retries.
   * Messages that are written meanwhile are not put off.
   */
  readonly pauseBatch: (trx: Kysely<Tables>, batch: string) => Promise<void>;
  readonly resumeBatch: (trx: Kysely<Tables>, batch: string) => Promise<void>;
  /** Gives every message of a batch up for good that was not delivered: one that is under way may still arrive, and then counts. */
  readonly dropBatch: (trx: Kysely<Tables>, batch: string, why: string) => Promise<void>;
  /** Nothing of the channel is begun any more, in any process, until it is resumed. */
  readonly pause: (channel: string, by: string, why: string) => Promise<void>;
  readonly resume: (channel: string, by: string) => Promise<void>;
  readonly channels: () => Promise<ChannelState[]>;
  /**
   * Deletes messages that came to their end a year ago, with their attempts. One with the recipient's own id for somebody stays for as
   * long as the person: it takes that id to delete them there.
   */
  readonly prune: () => Promise<number>;
}

/** Delivering takes all that the outbox needs. */
export type OutboxOptions = WorkerOptions;

/**
 * The outbox of a site. Any number of processes may deliver: each claims messages under a lease, and those of a killed one are claimed
 * again when the lease is over. A message that was delivered and whose outcome was not committed any more is delivered again, with the
 * same id: recipients tell a repetition by that.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { site, db, log, clock } = options;
  const channels = new Map<string, Channel>();
  /** Channels that somebody paused, as far as this process knows. */
  const paused = new Set<string>();
  const onState: OnState[] = [];
  const { start, wake, close, drain } = createWorker(options, channels, paused);

  const retryNow = async (by: string, which: Retried): Promise<number> => {
    const count = await retry(options, onState, by, which);
    if (count > 0) wake();
    return count;
  };

  return {
    toInserts: (messages, keys) => toInserts(options, messages, keys),
    insert: (trx, messages) => insertMessages(options, trx, messages),
    write: async (messages, events = []) => {
      if (messages.length === 0 && events.length === 0) return 0;
      const statements = toInserts(options, messages, await openSubjectKeys(options, db, messages));
      const written = await log.write({
        statements,
        events,
        read: (answers) => answers.reduce((sum, { numAffectedRows }) => sum + Number(numAffectedRows ?? 0n), 0),
      });
      wake();
      return written;
    },
    onState: (write) => void onState.push(write),
    serve: (channel) => {
      channels.set(channel.name, channel as Channel);
      wake();
    },
    start,
    wake,
    close,
    drain,
    progress: (of = {}) => readProgress(options, of),
    failed: (channel, page = {}) => readFailed(options, channel, page),
    attempts: (id) => readAttempts(options, id),
    retry: async (id, by) => (await retryNow(by, { id })) > 0,
    retryAll: (channel, by) => retryNow(by, { channel }),
    drop: (id, by) => drop(options, onState, channels, id, by),
    pauseBatch: (trx, batch) => pauseBatch(site, trx, batch),
    resumeBatch: (trx, batch) => resumeBatch(site, trx, batch, clock()),
    dropBatch: (trx, batch, why) => dropBatch(site, trx, batch, why, clock()),
    pause: async (channel, by, why) => {
      // Before the commit: until then this process would begin what it has claimed.
      paused.add(channel);
      await pauseChannel(options, channel, by, why);
    },
    resume: async (channel, by) => {
      await resumeChannel(options, channel, by);
      paused.delete(channel);
      wake();
    },
    channels: () => readChannels(options, new Set(channels.keys())),
    prune: () => prune(options),
  };
}
