import { CompiledQuery, sql, type Kysely } from "kysely";
import type { Connector } from "../connectors/connector.ts";
import type { Core } from "../core/core.ts";
import type { Message } from "../outbox/message.ts";
import type { Tables } from "../store/tables.ts";
import type { BeforeErasure } from "../subjects/personal-data.ts";
import type { SubjectKey, WrappedKey } from "../vault/vault.ts";
import { toChannelName, type Deletion } from "./delivery.ts";
import { readKnownAt, type KnownAt } from "./recipient-identifiers.ts";

/**
 * Has erased people deleted at every recipient whose connector can; undefined where none can. The names that a recipient knows somebody
 * by are sealed under a data key, which goes as soon as its message has done its work.
 */
export function createRecipientErasure(
  core: Core,
  connectors: { readonly [recipient: string]: Connector },
): BeforeErasure | undefined {
  // Where a connector cannot delete, people have to ask: the console's page about a person says so.
  const able = Object.keys(connectors).filter(
    (recipient) => connectors[recipient]!.can.delete && connectors[recipient]!.delete,
  );
  if (able.length === 0) return undefined;
  return async (trx, subjects, at) => {
    const deletions: NewDeletion[] = [];
    for (const subject of await findReceived(trx, core.site, able, subjects)) {
      for (const [recipient, known] of await readKnownAt(trx, core, subject)) {
        if (able.includes(recipient)) deletions.push(...toDeletions(core, recipient, subject, known, at));
      }
    }
    if (deletions.length === 0) return [];
    const dataKeys = deletions.map(({ dataKey }) => dataKey);
    const keys = new Map(deletions.map(({ dataKey, key }) => [dataKey.id, key]));
    return [
      toDataKeys(core.site, dataKeys, at),
      ...core.outbox.toInserts(
        deletions.map(({ message }) => message),
        keys,
      ),
      toIdleEnds(core.site, dataKeys),
    ];
  };
}

/** Those of `subjects` about whom one of the recipients received something. */
async function findReceived(
  trx: Kysely<Tables>,
  site: string,
  recipients: readonly string[],
  subjects: readonly string[],
): Promise<string[]> {
  const rows = await trx
    .selectFrom("disclosure")
    .select("subject")
    .distinct()
    .where("site", "=", site)
    .where(sql<boolean>`subject = any (${subjects}::uuid[])`)
    .where("way", "=", "connector")
    .where("recipient", "in", recipients)
    .execute();
  return rows.map(({ subject }) => subject);
}

interface NewDataKey extends WrappedKey {
  readonly id: string;
  /** The person whose names it seals. */
  readonly of: string;
}

interface NewDeletion {
  readonly message: Message<Deletion>;
  readonly dataKey: NewDataKey;
  readonly key: SubjectKey;
}

/** A message for each name that a recipient gave somebody, or one without where it gave none, each under a data key of its own. */
function toDeletions(
  { vault }: Pick<Core, "vault">,
  recipient: string,
  subject: string,
  { pseudonym, remotes, email, until }: KnownAt,
  at: Date,
): NewDeletion[] {
  return (remotes.length === 0 ? [undefined] : remotes).map((remote, n) => {
    const id = crypto.randomUUID();
    const { key, row } = vault.create(id);
    return {
      key,
      dataKey: { id, of: subject, ...row },
      message: {
        id: crypto.randomUUID(),
        channel: toChannelName(recipient),
        key: `erasure ${subject} ${n}`,
        subject: id,
        // After what is under way: deleting before that has arrived would leave it there.
        due: until ?? at,
        body: { do: "delete", subject, known: { pseudonym, remote, email } },
      },
    };
  });
}

const toDataKeys = (site: string, keys: readonly NewDataKey[], at: Date): CompiledQuery =>
  CompiledQuery.raw(
    `with people as (
      insert into subject (site, id, at) select $1, id, $3 from unnest($2::uuid[]) as given (id)
    )
    insert into subject_key (site, subject, kek, wrapped)
    select $1, * from unnest($2::uuid[], $4::uuid[], $5::bytea[]) as given (subject, kek, wrapped)`,
    [site, keys.map(({ id }) => id), at, keys.map(({ kek }) => kek), keys.map(({ wrapped }) => wrapped)],
  );

/** The statement that deletes data keys that are not needed: their person was not erased after all, or had been erased before. */
const toIdleEnds = (site: string, keys: readonly NewDataKey[]): CompiledQuery =>
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
    [site, keys.map(({ id }) => id), keys.map(({ of }) => of)],
  );
