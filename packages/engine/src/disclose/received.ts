import { sql, type Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";

/** That a recipient received, or is about to receive, fields of one record. */
export interface Disclosure {
  readonly id: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly activity: string;
  readonly record: string;
  /** Names of the fields, never their values. */
  readonly fields: readonly string[];
  /** Hash of the version that allowed it. */
  readonly version: string;
  /** `connector`, `package`, `legal-request` or `succession`. */
  readonly way: string;
  /** Who of the company did it, or `site`. */
  readonly by: string;
  readonly at: string;
  /** `queued`, `delivered`, `deleted` where the recipient said that it deleted it, or why it never left. */
  readonly state: string;
  readonly delivered: string | undefined;
  /** The package or the transfer that it left in. */
  readonly package: string | undefined;
}

/**
 * Who received what about `subject`, when and why, the newest first. It is known after an erasure as well. Where the person themselves is
 * told, at `telling`, what an authority received is left out as long as telling of it is forbidden.
 */
export async function readReceived(
  db: Kysely<Tables>,
  site: string,
  subject: string,
  telling?: Date,
): Promise<Disclosure[]> {
  const rows = await db
    .selectFrom("disclosure")
    .select(["id", "recipient", "purpose", "activity", "record", "fields", "version", "way", "by", "at", "state"])
    .select(["delivered_at", "package"])
    .where("site", "=", site)
    .where("subject", "=", subject)
    .$if(telling !== undefined, (query) =>
      query.where(sql<boolean>`not exists (
        select from legal_request l
        where l.site = disclosure.site and l.package = disclosure.package and l.noticed_at is null
        and l.barred_until > ${telling!}
      )`),
    )
    .orderBy("at", "desc")
    .orderBy("id")
    .execute();
  return rows.map(({ at, delivered_at, ...row }) => ({
    ...row,
    at: at.toISOString(),
    delivered: delivered_at?.toISOString(),
    package: row.package ?? undefined,
  }));
}
