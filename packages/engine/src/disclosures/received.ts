import type { Actor } from "@abide/policy";
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
 * Who received what about `subject`, when and why, the newest first, after an erasure as well. With `telling`, the moment at which the
 * person is told, it does not name what was made for an authority while telling of it is forbidden, whatever became of it.
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
        select from package p join legal_request l on l.site = p.site and l.id = p.request
        where p.site = disclosure.site and p.id = disclosure.package and l.noticed_at is null
        and l.delayed_until > ${telling!}
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

/** The people outside who receive something by hand, as other features know them. */
export interface Addressees {
  /** Names of the company's people, by their ids. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
  /** Whether somebody of the company may know of requests of authorities. */
  readonly seesLegal: (by: Pick<Actor, "roles">) => boolean;
  /** Who received each package and each transfer. */
  readonly addressees: () => Promise<ReadonlyMap<string, ReceivedBy>>;
}

/** Who received a package or a transfer. */
export interface ReceivedBy {
  readonly name: string | undefined;
  /** Until when telling the people of it is forbidden. */
  readonly delayed?: string | undefined;
}
