import { sql, type Transaction } from "kysely";
import type { Connector } from "../connector/connector.ts";
import { openKeys } from "../hold.ts";
import { toPlace, type Letter, type Outbox } from "../outbox.ts";
import { openPart } from "../parts.ts";
import type { RecordsOptions } from "../records.ts";
import type { Tables } from "../store/tables.ts";
import type { SubjectKey } from "../vault/vault.ts";
import { beginErrand } from "./errand.ts";
import { toLaneName, toPseudonym, type Deleting } from "./lanes.ts";

export type Connectors = { readonly [recipient: string]: Connector };

/** Whom a recipient knows, under each of the names that it gave them. */
export interface Acquaintance {
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
  trx: Transaction<Tables>,
  records: RecordsOptions,
  subject: string,
  only?: string,
): Promise<Map<string, Acquaintance>> {
  const { site, vault, clock } = records;
  const rows = await trx
    .selectFrom("disclosure")
    .leftJoin("letter", (join) => join.onRef("letter.site", "=", "disclosure.site").onRef("letter.id", "=", "letter"))
    .select(["recipient", "disclosure.activity", "record", "fields", "letter.id", "remote", "leased_until"])
    .where("disclosure.site", "=", site)
    .where("disclosure.subject", "=", subject)
    .where("way", "=", "connector")
    .where((eb) => eb.or([eb("disclosure.state", "=", "delivered"), eb("letter.attempts", ">", 0)]))
    .where("disclosure.state", "<>", "deleted")
    .$if(only !== undefined, (query) => query.where("recipient", "=", only!))
    .orderBy("disclosure.at", "desc")
    .execute();
  const known = new Map<string, Acquaintance>();
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
  trx: Transaction<Tables>,
  { site, find }: RecordsOptions,
  rows: readonly { readonly activity: string; readonly record: string; readonly fields: readonly string[] }[],
  key: SubjectKey,
): Promise<string | undefined> {
  for (const { activity, record, fields } of rows) {
    const declared = find(activity)?.version.policy.activities[activity]?.fields ?? {};
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
 * Writes letters that delete `subject` at every recipient whose connector can, in the transaction of their erasure. What they are known
 * by there lies under the key of an errand, which goes as soon as the letter has done its work.
 */
export async function forgetAt(
  trx: Transaction<Tables>,
  { records, connectors, outbox }: { records: RecordsOptions; connectors: Connectors; outbox: Outbox },
  subject: string,
  at: Date,
): Promise<void> {
  const { site, vault } = records;
  for (const [recipient, { pseudonym, remotes, email, until }] of await readAcquaintances(trx, records, subject)) {
    const connector = Object.hasOwn(connectors, recipient) ? connectors[recipient] : undefined;
    // What no connector can delete is a matter for people: the console's page about this person says so.
    if (!connector?.can.delete || !connector.delete) continue;
    const names = remotes.length === 0 ? [undefined] : remotes;
    const letters: Letter<Deleting>[] = [];
    const keys = new Map<string, SubjectKey>();
    for (const [n, remote] of names.entries()) {
      const errand = await beginErrand(trx, site, vault, at);
      keys.set(errand.id, errand.key);
      letters.push({
        id: crypto.randomUUID(),
        lane: toLaneName(recipient),
        key: `erasure ${subject} ${n}`,
        subject: errand.id,
        // After what is under way: deleting before that has arrived would leave it there.
        due: until ?? at,
        body: { do: "delete", subject, known: { pseudonym, remote, email } },
      });
    }
    for (const statement of outbox.toInserts(letters, keys)) await trx.executeQuery(statement);
    // Erased twice, it is deleted once: the errands of letters that were there already have nothing to do.
    await sql`
      delete from subject_key where site = ${site} and subject = any (${[...keys.keys()]}::uuid[])
      and not exists (select from letter where letter.site = ${site} and letter.subject = subject_key.subject)`.execute(
      trx,
    );
  }
}
