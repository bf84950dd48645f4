import type { BeforeErasure } from "../subjects/personal-data.ts";
import { openKeys } from "../subjects/keys.ts";
import { CompiledQuery, sql, type Kysely } from "kysely";
import type { Connector } from "../connectors/connector.ts";
import { toPlace, type Message } from "../outbox/message.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { openPart } from "../vault/parts.ts";
import type { RecordsCore } from "../records/records.ts";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey, WrappedKey } from "../vault/vault.ts";
import { toChannelName, toPseudonym, type Deletion } from "./channel.ts";

export type Connectors = { readonly [recipient: string]: Connector };

/** Whom a recipient knows, under each of the names that it gave them. */
export interface KnownAt {
  readonly pseudonym: string;
  /** What the recipient called them, the newest first; nothing where it never said. */
  readonly remotes: readonly string[];
  readonly email: string | undefined;
  /** When an attempt that is under way at this moment is over at the latest. */
  readonly until: Date | undefined;
}

/**
 * What `subject` is known by at each recipient that received something about them, or may have: an attempt that was never answered can
 * have acted. It opens values, and so has to be asked before the key is gone, in a transaction that says what it is for.
 */
export async function readAcquaintances(
  trx: Kysely<Tables>,
  records: RecordsCore,
  subject: string,
  only?: string,
): Promise<Map<string, KnownAt>> {
  const { site, vault, clock } = records;
  const rows = await trx
    .selectFrom("disclosure")
    .leftJoin("message", (join) =>
      join.onRef("message.site", "=", "disclosure.site").onRef("message.id", "=", "message"),
    )
    .select(["recipient", "disclosure.activity", "record", "fields", "message.id", "remote", "leased_until"])
    .where("disclosure.site", "=", site)
    .where("disclosure.subject", "=", subject)
    .where("way", "=", "connector")
    .where((eb) => eb.or([eb("disclosure.state", "=", "delivered"), eb("message.attempts", ">", 0)]))
    .where("disclosure.state", "<>", "deleted")
    .$if(only !== undefined, (query) => query.where("recipient", "=", only!))
    .orderBy("disclosure.at", "desc")
    .execute();
  const known = new Map<string, KnownAt>();
  if (rows.length === 0) return known;
  const key = (await openKeys(trx, [subject], site, vault)).get(subject);
  for (const [recipient, own] of Map.groupBy(rows, (row) => row.recipient)) {
    const remotes = own.flatMap(({ id, remote }) => {
      const opened = remote && id !== null ? key?.unseal(toPlace(id, "remote"), remote) : undefined;
      return typeof opened === "string" ? opened : [];
    });
    const leases = own.flatMap(({ leased_until }) => (leased_until && leased_until > clock() ? leased_until : []));
    known.set(recipient, {
      pseudonym: toPseudonym(records, recipient, subject),
      remotes: [...new Set(remotes)],
      email: key && (await readAddress(trx, records, own, key)),
      until: leases.toSorted((a, b) => b.getTime() - a.getTime())[0],
    });
  }
  return known;
}

/** The newest address that was handed over. */
async function readAddress(
  trx: Kysely<Tables>,
  { site, versions }: RecordsCore,
  rows: readonly { readonly activity: string; readonly record: string; readonly fields: readonly string[] }[],
  key: SubjectKey,
): Promise<string | undefined> {
  for (const { activity, record, fields } of rows) {
    const declared = versions.declaring(activity)?.policy.activities[activity]?.fields ?? {};
    const field = fields.find((name) => declared[name]?.kind === "email");
    if (field === undefined) continue;
    const parts = await trx
      .selectFrom("record_value")
      .select(["part", "sealed"])
      .where("site", "=", site)
      .where("activity", "=", activity)
      .where("record", "=", record)
      .execute();
    for (const part of parts) {
      const value = openPart(key, { activity, record }, part)[field];
      if (typeof value === "string") return value;
    }
  }
  return undefined;
}

/**
 * Has erased people deleted at every recipient whose connector can; undefined where none can. What somebody is known by at a recipient
 * lies under a data key, which goes as soon as its message has done its work.
 */
export function createRecipientErasure(
  records: RecordsCore,
  connectors: Connectors,
  outbox: Outbox,
): BeforeErasure | undefined {
  const { site, vault } = records;
  // What no connector can delete is a matter for people: the console's page about a person says so.
  const able = Object.keys(connectors).filter(
    (recipient) => connectors[recipient]!.can.delete && connectors[recipient]!.delete,
  );
  if (able.length === 0) return undefined;
  return async (trx, subjects, at) => {
    const rows = await trx
      .selectFrom("disclosure")
      .select("subject")
      .distinct()
      .where("site", "=", site)
      .where(sql<boolean>`subject = any (${subjects}::uuid[])`)
      .where("way", "=", "connector")
      .where("recipient", "in", able)
      .execute();
    const messages: Message<Deletion>[] = [];
    const keys = new Map<string, SubjectKey>();
    const dataKeys: (WrappedKey & { readonly subject: string; readonly of: string })[] = [];
    for (const { subject } of rows) {
      for (const [recipient, known] of await readAcquaintances(trx, records, subject)) {
        if (!able.includes(recipient)) continue;
        const { pseudonym, remotes, email, until } = known;
        for (const [n, remote] of (remotes.length === 0 ? [undefined] : remotes).entries()) {
          const id = crypto.randomUUID();
          const { key, row } = vault.create(id);
          keys.set(id, key);
          dataKeys.push({ subject: id, of: subject, ...row });
          messages.push({
            id: crypto.randomUUID(),
            channel: toChannelName(recipient),
            key: `erasure ${subject} ${n}`,
            subject: id,
            // After what is under way: deleting before that has arrived would leave it there.
            due: until ?? at,
            body: { do: "delete", subject, known: { pseudonym, remote, email } },
          });
        }
      }
    }
    if (dataKeys.length === 0) return [];
    const ids = dataKeys.map(({ subject }) => subject);
    return [
      CompiledQuery.raw(
        `with people as (
          insert into subject (site, id, at) select $1, id, $3 from unnest($2::uuid[]) as given (id)
        )
        insert into subject_key (site, subject, kek, wrapped)
        select $1, * from unnest($2::uuid[], $4::uuid[], $5::bytea[]) as given (subject, kek, wrapped)`,
        [site, ids, at, dataKeys.map(({ kek }) => kek), dataKeys.map(({ wrapped }) => wrapped)],
      ),
      ...outbox.toInserts(messages, keys),
      // Who is still here after all, and who was erased before, needs no data key.
      CompiledQuery.raw(
        `with idle as (
          select given.data_key from unnest($2::uuid[], $3::uuid[]) as given (data_key, subject)
          where exists (select from subject_key k where k.site = $1 and k.subject = given.subject)
          or not exists (select from message l where l.site = $1 and l.subject = given.data_key)
        ), messages as (
          delete from message using idle where message.site = $1 and message.subject = idle.data_key
        ), keys as (
          delete from subject_key using idle where subject_key.site = $1 and subject_key.subject = idle.data_key
        )
        delete from subject using idle where subject.site = $1 and subject.id = idle.data_key`,
        [site, ids, dataKeys.map(({ of }) => of)],
      ),
    ];
  };
}
