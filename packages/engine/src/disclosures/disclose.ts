import type { BeforeErasure } from "../subjects/personal-data.ts";
import {
  decideUse,
  type ActivityName,
  type Actor,
  type FieldName,
  type Policy,
  type Receives,
  type Recipient,
  type Version,
  type Which,
} from "@abide/policy";
import { isTamperError } from "@abide/log";
import { CompiledQuery, sql, type Insertable } from "kysely";
import type { AuditEvent } from "../audit/audit.ts";
import type { Connector } from "../connectors/connector.ts";
import { toSend } from "../connectors/send.ts";
import { AbideError } from "../http/error.ts";
import type { OnCollected } from "../records/write.ts";
import { isId, toUuid } from "../http/id.ts";
import type { Message } from "../outbox/message.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { findDeclaring } from "../policies/versions.ts";
import { checkConditions, toConditions, toSql, type Conditions } from "../records/query.ts";
import type { RecordsCore } from "../records/records.ts";
import { findTogether, keyColumns, keyOf, keySql } from "../records/search.ts";
import type { Roles } from "../roles/roles.ts";
import { readFacts } from "../subjects/statements.ts";
import { setAccessContext } from "../store/access-context.ts";
import { packedColumns } from "../store/packed.ts";
import { isStoreDown } from "../store/index.ts";
import type { DisclosureTable } from "./tables.ts";
import { Conflict, retryOnConflict } from "../store/transact.ts";
import type { SubjectKey, WrappedKey } from "../vault/vault.ts";
import { createRecipientErasure, readAcquaintances } from "./recipient-erasure.ts";
import { createChannel, toChannelName, type Delivery, type Pace } from "./channel.ts";
import { decideLeaving, toWay, type ScopeReason } from "./scope.ts";
import { readReceived, type Disclosure } from "./received.ts";
import { toDisclosures, toStates } from "./record.ts";

/**
 * Why nothing leaves. `no-connector`: nothing here speaks to this recipient; a sealed package is the way then. Otherwise what the
 * declaration or the person says, or what happened to the record or the store.
 */
export type DiscloseReason = ScopeReason | "no-connector";

/** What became of a disclosure. Disclosed is not delivered: it is kept, and leaves when it can. */
export type Disclosed =
  | {
      readonly disclosed: true;
      /** One for each record. It is the id of its message, and what the recipient tells a repetition by. */
      readonly ids: readonly string[];
      /** `engine.outbox.progress({ batch })` counts them. */
      readonly batch: string;
      /** Records that were left out, and why. Of records that a condition found, those may not serve the purpose are not named. */
      readonly denied: readonly { readonly record: string; readonly reason: DiscloseReason }[];
    }
  | {
      readonly disclosed: false;
      readonly reason: DiscloseReason;
      /** What was written before the store went away: that leaves. */
      readonly ids: readonly string[];
    };

/** Recipients of a policy as they were declared. */
type RecipientsOf<P extends Policy> =
  P extends Receives<infer R> ? (unknown extends R ? { readonly [recipient: string]: Recipient } : R) : never;
type RecipientOf<P extends Policy, Name> =
  RecipientsOf<P> extends infer R ? (Name extends keyof R ? R[Name] : never) : never;
type TakesOf<P extends Policy, Name> =
  RecipientOf<P, Name> extends { readonly takes: infer T }
    ? T
    : // Of a policy that is not known in particular anything may be asked: what it declares is looked at when it runs.
      string extends keyof RecipientsOf<P>
      ? { readonly [activity: string]: readonly string[] }
      : { readonly [none in never]: never };

/** Names of the recipients that a policy declares. */
export type RecipientName<P extends Policy> = P extends Policy ? keyof RecipientsOf<P> & string : never;

/** Names of the activities that the recipient takes something of. */
export type TakenActivity<P extends Policy, Name extends string> = keyof TakesOf<P, Name> & ActivityName<P>;

/** Names of the purposes that the recipient serves. */
export type ServedPurpose<P extends Policy, Name extends string> =
  RecipientOf<P, Name> extends { readonly for: readonly (infer Use)[] } ? Use & string : never;

/** Names of the fields that the recipient takes and that may serve the purpose. */
export type TakenField<P extends Policy, Name extends string, Activity extends string, Use extends string> =
  TakesOf<P, Name> extends infer Takes
    ? Activity extends keyof Takes
      ? NonNullable<Takes[Activity]> extends readonly (infer Field)[]
        ? Field & FieldName<P, Activity, Use>
        : never
      : never
    : never;

/**
 * Hands records over to a recipient: the one way out. The declaration is asked when it compiles and again when it runs, then each
 * person, now and at the moment it leaves. With the same `key` a record is handed over once.
 *
 * @example
 * const done = await engine.disclose({
 *   recipient: "lever", activity: "careers", purpose: "recruitment", records: [id], fields: ["fullName", "email"],
 * });
 * if (!done.disclosed) show(done.reason);
 */
export type Disclose<P extends Policy> = <
  const Name extends RecipientName<P>,
  const Activity extends TakenActivity<P, Name>,
  const Use extends ServedPurpose<P, Name>,
  const Field extends TakenField<P, Name, Activity, Use>,
>(disclosure: {
  readonly recipient: Name;
  readonly activity: Activity;
  readonly purpose: Use;
  /** Ids of records, or what they have in common. */
  readonly records: readonly string[] | Which<P, Activity, Use>;
  readonly fields: readonly Field[];
  /** Who of the company does it; the website itself where it is left out. A purpose that a role holds is denied without. */
  readonly by?: Actor | undefined;
  readonly key?: string | undefined;
}) => Promise<Disclosed>;

/** A recipient that gets records by itself, as soon as they are collected. */
export type HandOver<P extends Policy = Policy> = P extends Policy
  ? {
      [Name in RecipientName<P>]: {
        [Activity in TakenActivity<P, Name>]: {
          readonly recipient: Name;
          readonly activity: Activity;
          readonly purpose: ServedPurpose<P, Name>;
          readonly when: "collection";
        };
      }[TakenActivity<P, Name>];
    }[RecipientName<P>]
  : never;

export interface DiscloseOptions<P extends Policy = Policy> {
  /** What speaks to each recipient. One that has none is reached by a sealed package alone. */
  readonly connectors?: { readonly [Name in RecipientName<P>]?: Connector };
  readonly on?: readonly HandOver<P>[];
  /** How fast and how long recipients are delivered to, where that is not as usual. */
  readonly pace?: { readonly [Name in RecipientName<P>]?: Pace };
}

/** What a recipient holds about somebody, as it says itself. */
export type HeldThere =
  | { readonly exported: true; readonly data: readonly unknown[] }
  | { readonly exported: false; readonly reason: "no-connector" | "cannot" | "not-found" | "failed" };

/** Who received what. */
export interface Disclosures {
  /** Who received what about the person, when and why, also by packages; the newest first. Known after an erasure as well. */
  readonly received: (subject: string) => Promise<Disclosure[]>;
  /** One recipient, asked about a person. */
  readonly at: (recipient: string) => {
    readonly export: (
      subject: string,
      because: { readonly by: string; readonly reason?: string },
    ) => Promise<HeldThere>;
  };
}

/** What is asked for, past the types. */
export interface Disclosing {
  readonly recipient: string;
  readonly activity: string;
  readonly purpose: string;
  readonly records: readonly string[] | Conditions;
  readonly fields: readonly string[];
  readonly by?: Actor | undefined;
  readonly key?: string | undefined;
}

export interface DisclosuresOptions {
  readonly records: RecordsCore;
  readonly outbox: Outbox;
  readonly roles: Roles;
  readonly versions: readonly Version[];
  readonly disclose: DiscloseOptions | undefined;
}

/** Disclosures as they run: what callers see of them is typed by the declaration. */
export interface RunTimeDisclosures {
  readonly disclose: (disclosing: Disclosing) => Promise<Disclosed>;
  /** Of who may not see requests of authorities, `telling` leaves out what telling of is forbidden. */
  readonly received: (subject: string, telling?: Date) => Promise<Disclosure[]>;
  readonly exportAt: (
    recipient: string,
    subject: string,
    because: { readonly by: string; readonly reason?: string },
  ) => Promise<HeldThere>;
  /** Hands over what is collected, in its own commit. */
  readonly onCollected: OnCollected;
  /** Has people who are erased deleted at recipients as well. */
  readonly eraseAtRecipients: BeforeErasure | undefined;
  /** What speaks to each recipient. */
  readonly connectors: { readonly [recipient: string]: Connector };
}

/** Records of one commit. */
const page = 250;

const foundColumns = packedColumns(
  { key_order: "unread", id: "text", subject: "text", due_at: "time?" },
  { later: { key: keyColumns } },
);

interface Found {
  readonly id: string;
  readonly subject: string;
  /** In milliseconds. */
  readonly due_at: number | null;
  /** Undefined where the person was erased. */
  readonly key: WrappedKey | undefined;
}

/** The one door that records leave by. */
export function createDisclosures({
  records,
  outbox,
  roles,
  versions,
  disclose,
}: DisclosuresOptions): RunTimeDisclosures {
  const { site, db, vault, log, clock } = records;
  const connectors = (disclose?.connectors ?? {}) as { readonly [recipient: string]: Connector };
  const paces = (disclose?.pace ?? {}) as { readonly [recipient: string]: Pace };
  const on = (disclose?.on ?? []).map((one) => verifyHandOver(one, versions, connectors));
  for (const [recipient, connector] of Object.entries(connectors)) {
    if (!versions.some(({ policy }) => Object.hasOwn(policy.recipients, recipient)))
      throw new AbideError("policy-broken", `"${recipient}" has a connector and is no recipient of any policy.`, {
        next: "Declare it among `recipients`, or take its connector away.",
      });
    if (versions.some(({ policy }) => toWay(policy.recipients[recipient]?.category ?? "affiliate") !== "package"))
      throw new AbideError("policy-broken", `"${recipient}" has a connector, and is an authority or a successor.`, {
        next: "Take it away: a request is answered by two people, and a successor receives an archive once people were told.",
      });
    const takes = versions.flatMap(({ policy }) => Object.values(policy.recipients[recipient]?.takes ?? {}).flat());
    const more = (connector.sends ?? []).filter((field) => !takes.includes(field));
    if (more.length > 0)
      throw new AbideError(
        "policy-broken",
        `The connector of "${recipient}" maps what it does not take: ${more.join(", ")}.`,
        {
          next: "Declare the fields among its `takes`, or leave them out of the connector's `map`.",
        },
      );
    outbox.serve(createChannel({ records, roles, recipient, connector, pace: paces[recipient] }));
  }
  outbox.onState((changed) => toStates(records.site, changed));

  const denied = (reason: DiscloseReason, ids: readonly string[] = []): Disclosed => ({
    disclosed: false,
    reason,
    ids,
  });

  /** A no is written down as well. */
  const refuse = async (asked: Disclosing, reason: DiscloseReason, version: Version | undefined) => {
    const { activity, purpose, fields, by, recipient } = asked;
    const line = {
      policy: (version ?? versions[0]!).hash,
      activity: activity.slice(0, 60),
      purpose: purpose.slice(0, 60),
      fields: fields.slice(0, 50).map((field) => field.slice(0, 60)),
      by: by?.id ?? "site",
      subjects: 0,
      outcome: `not disclosed to ${recipient.slice(0, 60)}: ${reason}`,
    };
    return records.accessLog.add(line).then(
      () => denied(reason),
      () => denied("failed"),
    );
  };

  const decide = (asked: Disclosing, version: Version | undefined): DiscloseReason | undefined => {
    const { recipient, purpose, activity, by } = asked;
    if (!version) return "undeclared";
    const reason = decideLeaving(version.policy, asked);
    if (reason !== undefined) return reason;
    if (records.roleFor(purpose, by?.roles ?? []) === "other-role") return "not-staff";
    if (!Object.hasOwn(connectors, recipient)) return "no-connector";
    if (isList(asked.records)) return undefined;
    const { policy } = version;
    return checkConditions({ policy, activity, purpose }, asked.records, { everything: "refused" });
  };

  /** A page of the records that are asked for: of `those`, where they are named one by one. */
  const find = async (
    { activity, purpose, records: which }: Disclosing,
    those: readonly string[] | undefined,
    after: string | undefined,
  ): Promise<Found[]> => {
    const selection = { activity, ...(isList(which) ? { ids: those } : toConditions(which)), afterId: after };
    return findTogether({
      db,
      site,
      activity,
      purpose,
      act: "",
      limit: page,
      order: "line.key_order",
      columns: foundColumns,
      lines: (take) => `
        select ${foundColumns.select({
          key_order: "r.id",
          id: "r.id::text",
          subject: "r.subject::text",
          due_at: "r.due_at",
          ...keySql,
        })}
        from (
          select id, subject, due_at from record
          where ${toSql(selection, vault, take)} order by id limit ${page}
        ) r
        left join ${keyOf} on true`,
      toRow: ({ id, subject, due_at, key }) => ({ id, subject, due_at, key: key() }),
    });
  };

  /** What each of `found` says to it now. */
  const decideAll = async (found: readonly Found[], { purpose }: Disclosing, version: Version) => {
    const { policy } = version;
    const subjects = [...new Set(found.map(({ subject }) => subject))];
    const facts = await readFacts(db, { site, policy, versions: records.versions }, purpose, subjects);
    return (row: Found): DiscloseReason | undefined => {
      if (row.due_at !== null && row.due_at <= clock().getTime()) return "expired";
      if (!row.key) return "erased";
      const decision = decideUse(policy, purpose, facts.get(row.subject) ?? {});
      return decision.allowed ? undefined : decision.reason;
    };
  };

  /** Messages with what is written down about them, in one commit. Returns their ids. */
  const write = (
    asked: Disclosing,
    version: Version,
    those: readonly string[] | undefined,
    after: string | undefined,
    batch: string,
  ) =>
    retryOnConflict(async () => {
      const found = await find(asked, those, after);
      const decideRow = await decideAll(found, asked, version);
      const reasons = new Map(found.map((row) => [row.id, decideRow(row)]));
      const allowed = found.filter(({ id }) => reasons.get(id) === undefined);
      const keys = new Map<string, SubjectKey>();
      for (const { subject, key: wrapped } of allowed) {
        const key = wrapped && vault.open(subject, wrapped);
        if (key) keys.set(subject, key);
      }
      const { recipient, activity, purpose, fields, by, key = batch } = asked;
      const deliveries = allowed.map(({ id, subject }): NewDelivery => ({
        record: id,
        subject,
        key: `${key} ${id}`,
        fields,
      }));
      const shared = { recipient, activity, purpose, by: by?.id ?? "site", batch };
      const { messages, disclosures, events } = toWritten(deliveries, shared, version);
      const ids = messages.map(({ id }) => id);
      const known = await readKnown(ids);
      const fresh = ids.filter((id) => !known.has(id));
      if (fresh.length > 0) {
        const isFresh = ({ message }: { readonly message: string }) => !known.has(message);
        await log.write({
          statements: [
            CompiledQuery.raw(
              "select count(*) as known from subject_key where site = $1 and subject = any ($2::uuid[])",
              [site, [...keys.keys()]],
            ),
            ...outbox.toInserts(
              messages.filter(({ id }) => !known.has(id)),
              keys,
            ),
            toDisclosures(disclosures.filter((row) => !known.has(row.id))),
          ],
          events: events.filter(isFresh).map(({ event }) => event),
          check: ([answer]) => {
            // Erased meanwhile: nothing about them may be written down any more.
            const [row] = answer!.rows as readonly { readonly known: number }[];
            if (row!.known !== keys.size) throw new Conflict();
          },
        });
      }
      return { ids, reasons, last: found.length === page ? found.at(-1)!.id : undefined };
    });

  const readKnown = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    if (ids.length === 0) return new Set();
    const rows = await db
      .selectFrom("message")
      .select("id")
      .where("site", "=", site)
      .where(sql<boolean>`id = any (${ids}::uuid[])`)
      .execute();
    return new Set(rows.map(({ id }) => id));
  };

  const toWritten = (deliveries: readonly NewDelivery[], shared: Shared, version: Version): Written => {
    const { recipient, activity, purpose, by, batch } = shared;
    const channel = toChannelName(recipient);
    const at = clock();
    const written = deliveries.map(({ record, subject, key, fields }) => {
      // Whoever writes it again need not know whether it is there.
      const id = toUuid(site, channel, key);
      const detail = {
        activity,
        by,
        fields: [...fields],
        message: id,
        purpose,
        recipient,
        record,
        subject,
        way: "connector",
      };
      return {
        message: {
          id,
          channel,
          key,
          subject,
          batch,
          body: { do: "deliver", activity, record, purpose, fields },
        } as const,
        disclosure: {
          site,
          id,
          recipient,
          purpose,
          activity,
          record,
          subject,
          fields: [...fields],
          version: version.hash,
          way: "connector",
          by,
          at,
          state: "queued",
          delivered_at: null,
          message: id,
          package: null,
        },
        event: { message: id, event: { type: "disclosure", at, policy: version.hash, subject, detail } },
      };
    });
    return {
      messages: written.map(({ message }) => message),
      disclosures: written.map(({ disclosure }) => disclosure),
      events: written.map(({ event }) => event),
    };
  };

  return {
    connectors,
    disclose: async (given) => {
      // What is decided on is what leaves, whatever becomes of the caller's own.
      const { recipient, activity, purpose, records: named } = given;
      const asked = {
        ...given,
        recipient: toName(recipient),
        activity: toName(activity),
        purpose: toName(purpose),
        fields: Array.from(given.fields, toName),
        records: isList(named) ? [...named] : toConditions({ ...named }),
      };
      const version = records.versions.declaring(asked.activity);
      const reason = decide(asked, version);
      if (reason !== undefined || !version) return refuse(asked, reason ?? "undeclared", version);
      const batch = crypto.randomUUID();
      const ids: string[] = [];
      const left: { readonly record: string; readonly reason: DiscloseReason }[] = [];
      try {
        const { records: which } = asked;
        if (isList(which)) {
          const named = [...new Set(which)].toSorted();
          for (let from = 0; from < named.length; from += page) {
            const those = named.slice(from, from + page);
            const written = await write(asked, version, those.filter(isId), undefined, batch);
            ids.push(...written.ids);
            for (const record of those) {
              const reason = written.reasons.has(record) ? written.reasons.get(record) : "not-found";
              if (reason !== undefined) left.push({ record, reason });
            }
          }
        } else {
          let after: string | undefined;
          do {
            const written: Page = await write(asked, version, undefined, after, batch);
            ids.push(...written.ids);
            after = written.last;
          } while (after !== undefined);
        }
      } catch (error) {
        if (isTamperError(error)) throw error;
        return denied("failed", ids);
      }
      if (ids.length > 0) outbox.wake();
      else if (left[0]) return refuse(asked, left[0].reason, version);
      return { disclosed: true, ids, batch, denied: left };
    },
    received: async (subject, telling) => {
      if (!isId(subject)) return [];
      return readReceived(db, site, subject, telling);
    },
    exportAt: async (recipient, subject, because) => {
      const connector = Object.hasOwn(connectors, recipient) ? connectors[recipient] : undefined;
      if (!connector) return { exported: false, reason: "no-connector" };
      const { can, export: ask, hosts, inside } = connector;
      if (!can.export || !ask) return { exported: false, reason: "cannot" };
      if (!isId(subject)) return { exported: false, reason: "not-found" };
      try {
        const known = await db.transaction().execute(async (trx) => {
          await setAccessContext(trx, { act: "export" });
          return (await readAcquaintances(trx, records, subject, recipient)).get(recipient);
        });
        if (!known) return { exported: false, reason: "not-found" };
        // Before anything is fetched: what could not be written down did not happen.
        const detail = { ...because, recipient, subject };
        const event = { type: "export", at: clock(), policy: versions[0]!.hash, subject, detail };
        await log.write({ statements: [], events: [event] });
        const send = toSend(hosts, { inside });
        const { pseudonym, remotes, email } = known;
        const data: unknown[] = [];
        for (const remote of remotes.length === 0 ? [undefined] : remotes) {
          const who = { id: crypto.randomUUID(), pseudonym, remote, email };
          const held = await ask(who, send, AbortSignal.timeout(30_000));
          if (held !== undefined) data.push(held);
        }
        return { exported: true, data };
      } catch (error) {
        if (isTamperError(error) || isStoreDown(error)) throw error;
        return { exported: false, reason: "failed" };
      }
    },
    onCollected: (created) => {
      const statements: CompiledQuery[] = [];
      const events: AuditEvent[] = [];
      for (const { recipient, activity, purpose } of on) {
        const own = created.filter((one) => one.input.activity === activity);
        if (own.length === 0) continue;
        const { version } = own[0]!.input;
        const deliveries = own.flatMap(({ id, subject, input }): NewDelivery[] => {
          const taken = version.policy.recipients[recipient]?.takes?.[activity] ?? [];
          const fields = taken.filter(
            (field) =>
              input.values[field] !== undefined &&
              decideLeaving(version.policy, { recipient, purpose, activity, fields: [field] }) === undefined,
          );
          return fields.length === 0 ? [] : [{ record: id, subject, key: `collection ${id}`, fields }];
        });
        const shared = { recipient, activity, purpose, by: "site", batch: undefined };
        const written = toWritten(deliveries, shared, version);
        const keys = new Map(own.map(({ subject, key }) => [subject, key]));
        if (deliveries.length === 0) continue;
        statements.push(...outbox.toInserts(written.messages, keys), toDisclosures(written.disclosures));
        events.push(...written.events.map(({ event }) => event));
      }
      return Promise.resolve({ statements, events });
    },
    eraseAtRecipients: createRecipientErasure(records, connectors, outbox),
  };
}

/** What became of a page of records. */
interface Page {
  readonly ids: readonly string[];
  /** Why each that was found does not leave; undefined where it does. */
  readonly reasons: ReadonlyMap<string, DiscloseReason | undefined>;
  /** The last one of a page that was full. */
  readonly last: string | undefined;
}

interface NewDelivery {
  readonly record: string;
  readonly subject: string;
  readonly key: string;
  readonly fields: readonly string[];
}

interface Shared {
  readonly recipient: string;
  readonly activity: string;
  readonly purpose: string;
  readonly by: string;
  readonly batch: string | undefined;
}

interface Written {
  readonly messages: readonly Message<Delivery>[];
  readonly disclosures: readonly (Insertable<DisclosureTable> & { readonly id: string })[];
  readonly events: readonly { readonly message: string; readonly event: AuditEvent }[];
}

/** What is no text is no name: it could be another one each time it is asked. */
const toName = (name: unknown): string => (typeof name === "string" ? name : "");

const isList = (which: readonly string[] | Conditions): which is readonly string[] => Array.isArray(which);

/** A hand-over that the declaration allows, or an error that says what is wrong with it: at the start, and not with the first record. */
function verifyHandOver(
  one: { readonly recipient: string; readonly activity: string; readonly purpose: string },
  versions: readonly Version[],
  connectors: { readonly [recipient: string]: Connector },
) {
  const { recipient, activity, purpose } = one;
  const what = `Records of "${activity}" cannot be handed over to "${recipient}" for "${purpose}"`;
  const policy = findDeclaring(versions, activity)?.policy;
  const fields = policy?.recipients[recipient]?.takes?.[activity] ?? [];
  const serving = fields.filter(
    (field) => policy && decideLeaving(policy, { recipient, purpose, activity, fields: [field] }) === undefined,
  );
  if (serving.length === 0)
    throw new AbideError("policy-broken", `${what}: the policy declares no field for that.`, {
      next: "Let the recipient take fields of the activity that may serve the purpose, and be for the purpose.",
    });
  if (!Object.hasOwn(connectors, recipient))
    throw new AbideError("policy-broken", `${what}: nothing speaks to this recipient.`, {
      next: "Give it a connector in `disclose.connectors`.",
    });
  return one;
}
