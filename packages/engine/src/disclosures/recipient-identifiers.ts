import type { Kysely } from "kysely";
import type { Core } from "../core/core.ts";
import { toPlace } from "../outbox/message.ts";
import type { Tables } from "../store/tables.ts";
import { openKeys } from "../subjects/keys.ts";
import { openPart } from "../vault/parts.ts";
import type { SubjectKey } from "../vault/vault.ts";
import { toPseudonym } from "./delivery.ts";

/** What a recipient knows a person by. */
export interface KnownAt {
  readonly pseudonym: string;
  /** What the recipient called them, the newest first; nothing where it never said. */
  readonly remotes: readonly string[];
  readonly email: string | undefined;
  /** When an attempt that is under way at this moment is over at the latest. */
  readonly until: Date | undefined;
}

type KnownAtCore = Pick<Core, "site" | "vault" | "clock" | "versions">;

/**
 * What each recipient that received something about `subject`, or may have, knows them by: an attempt that was never answered can have
 * acted. It opens values, and so has to be read before the key is gone, in a transaction whose access context is set. With `only`, that
 * recipient alone.
 */
export async function readKnownAt(
  trx: Kysely<Tables>,
  core: KnownAtCore,
  subject: string,
  only?: string,
): Promise<ReadonlyMap<string, KnownAt>> {
  const { site, vault, clock } = core;
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
      pseudonym: toPseudonym(core, recipient, subject),
      remotes: [...new Set(remotes)],
      email: key && (await readAddress(trx, core, own, key)),
      until: leases.toSorted((a, b) => b.getTime() - a.getTime())[0],
    });
  }
  return known;
}

/** The newest address that was disclosed. */
async function readAddress(
  trx: Kysely<Tables>,
  { site, versions }: KnownAtCore,
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
