import { CompiledQuery, sql, type Kysely } from "kysely";
import type { AuditEvent } from "../audit/audit.ts";
import type { Writing } from "../audit/log.ts";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey, Vault } from "../vault/vault.ts";
import { toPlace, type Attempted, type Channel, type Ended, type MessageState } from "./message.ts";

// Messages of a site in the store: claimed under a lease, given back or recorded.

/** Where the messages of a site lie, and what opens them. */
export interface Queue {
  readonly site: string;
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  readonly clock: () => Date;
}

/** A message that this process has to itself until `until`. */
export interface Claimed {
  readonly id: string;
  readonly subject: string;
  readonly target: string | undefined;
  readonly batch: string | undefined;
  readonly attempt: number;
  /** Whether the process of the attempt before this one ended without an outcome. */
  readonly lost: boolean;
  readonly until: Date;
  readonly key: SubjectKey | undefined;
  /** Undefined where it cannot be opened. */
  readonly message: Parameters<Channel["deliver"]>[0] | undefined;
}

/** What is recorded of one attempt. */
export interface Outcome {
  readonly channel: Channel;
  readonly claimed: Claimed;
  readonly attempted: Attempted;
  readonly state: MessageState;
  readonly at: Date;
  readonly due: Date | undefined;
  readonly ms: number;
}

/** How far a message is put off while its batch is paused: it does not count as one that is due. */
export const farOff = sql`interval '100 years'`;

/** SQL for whether a message is put off because its batch is paused. */
const isPutOff = (message: string, now: string): string =>
  `${message}.due_at > ${now}::timestamptz + interval '50 years'`;

/** The same of a query's only table. */
export const isPutOffNow = (now: Date) => sql<boolean>`due_at > ${now}::timestamptz + interval '50 years'`;

/** How much longer than an attempt may take a message stays with the process that claimed it, in milliseconds. */
const grace = 30_000;

/** Which of the channels `names` have a message that is due. */
export async function readDue({ site, db, clock }: Queue, names: readonly string[]): Promise<string[]> {
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
}

/** Channels that somebody paused. */
export const readPaused = ({ site, db }: Pick<Queue, "site" | "db">) =>
  db.selectFrom("channel").selectAll().where("site", "=", site).where("paused_at", "is not", null).execute();

// ── claiming ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Claims at most `most` messages of a channel that are due, but for those to the targets `not`. */
export async function claim(
  queue: Queue,
  { name, patience = 30_000 }: Channel,
  not: readonly string[],
  most: number,
): Promise<Claimed[]> {
  const { site, db, vault, clock } = queue;
  const now = clock();
  const until = new Date(now.getTime() + 2 * patience + grace);
  const { rows } = await db.executeQuery(toClaim(site, name, now, until, not, most));
  return rows.map((row) => {
    const { id, subject, target, batch, attempts: attempt, lost, body, at, kek, wrapped } = row;
    const key = kek !== null && wrapped ? vault.open(subject, { kek, wrapped }) : undefined;
    const opened = key?.unseal(toPlace(id, "body"), body);
    const facts = { id, subject, target: target ?? undefined, batch: batch ?? undefined, attempt };
    const stillValid = () => isStillValid(queue, id, name, attempt);
    const message = { ...facts, channel: name, key: row.key, at: at.toISOString(), body: opened, stillValid };
    return { ...facts, lost, until, key, message: opened === undefined ? undefined : message };
  });
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
 * The statement that claims messages of a channel that are due: each whose turn it is, since one about the same person that was written
 * before goes first. Those that another process is claiming at this moment are passed over. `|| ''` and `offset 0` leave the
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
  return CompiledQuery.raw(
    `with next as (
      select l.id, l.attempts, l.leased_until from message l
      where l.site = $1 and l.channel = $2 and l.state = 'queued' and l.due_at <= $3
      -- A lease that no clock of today could have given is one of a clock that was wrong.
      and (l.leased_until is null or l.leased_until <= $3 or l.leased_until > $4::timestamptz + interval '1 hour')
      and coalesce(l.target, '') <> all ($5::text[])
      and not exists (
        select from message e
        where e.site || '' = $1 and e.channel || '' = $2 and e.subject = l.subject and e.state = 'queued' and e.seq < l.seq
        and (e.due_at <= $3 or e.attempts > 0 and not ${isPutOff("e", "$3")})
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
}

/** Whether a message that was claimed may still leave: not dropped, not claimed by another since, its batch and its channel not paused. */
async function isStillValid(
  { site, db, clock }: Queue,
  id: string,
  channel: string,
  attempt: number,
): Promise<boolean> {
  const valid = CompiledQuery.raw(
    `select from message
    where site = $1 and id = $2 and state = 'queued' and attempts = $3 and not ${isPutOff("message", "$4")}
    and not exists (select from channel where channel.site = $1 and channel.channel = $5 and paused_at is not null)`,
    [site, id, attempt, clock(), channel],
  );
  return (await db.executeQuery(valid)).rows.length > 0;
}

/** Gives back messages that were not begun: as if they had never been claimed. */
export async function release({ site, db }: Queue, claimed: readonly Claimed[]): Promise<void> {
  if (claimed.length === 0) return;
  const back = CompiledQuery.raw(
    `with those as (
      select message.id from message, unnest($2::uuid[], $3::integer[]) as given (id, n)
      where site = $1 and message.id = given.id and message.attempts = given.n and state = 'queued'
      -- In one order, as pausing a batch has it: otherwise each could wait for rows of the other.
      order by message.id for update of message
    )
    update message set leased_until = null, attempts = message.attempts - 1 from those
    where message.site = $1 and message.id = those.id`,
    [site, claimed.map(({ id }) => id), claimed.map((one) => one.attempt)],
  );
  await db.executeQuery(back);
}

// ── recording ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The statements and audit events that record `batch`. */
export function toRecord(batch: readonly Outcome[], site: string, policy: string): Writing<void> {
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
  return { statements: [toAttempts(batch, site), ...also], events };
}

/**
 * The statement that writes the attempts of `batch` and the new states of their messages. Another process may have claimed a message
 * meanwhile: then only a delivery counts, which is true whatever was written since.
 */
function toAttempts(batch: readonly Outcome[], site: string): CompiledQuery {
  const of = <Value>(pick: (outcome: Outcome) => Value): Value[] => batch.map(pick);
  return CompiledQuery.raw(
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
      due_at = case when ${isPutOff("message", "given.at")} then message.due_at else coalesce(given.due, message.due_at) end,
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
}

/** A reason without any address in it: it lies where everybody who has the store can read it. */
function toPlain(why: string): string {
  return why
    .slice(0, 2_000)
    .replace(/\S+@\S+/g, "…")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .slice(0, 300);
}
