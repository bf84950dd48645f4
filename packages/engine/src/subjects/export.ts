import { CompiledQuery, type Transaction, type Kysely } from "kysely";
import type { Log } from "../audit/log.ts";
import type { Versions } from "../policies/versions.ts";
import { setAccessContext } from "../store/access-context.ts";
import type { Tables } from "../store/index.ts";
import { Conflict, retryOnConflict } from "../store/transact.ts";
import type { Vault } from "../vault/vault.ts";
import { openKeys } from "./keys.ts";
import type { Exported, Personal } from "./personal-data.ts";

export interface ExportOptions {
  readonly site: string;
  readonly log: Log;
  readonly db: Kysely<Tables>;
  readonly vault: Vault;
  readonly versions: Versions;
  readonly clock: () => Date;
  readonly personal: Personal;
}

/** Everything about `subject`, written down as an act before it is handed out; undefined where there is nobody, or not any more. */
export async function exportSubject(
  { site, log, db, vault, versions, clock, personal }: ExportOptions,
  subject: string,
  because: { readonly by: string; readonly reason?: string },
): Promise<Exported | undefined> {
  return retryOnConflict(async () => {
    const exported = await db.transaction().setIsolationLevel("repeatable read").execute(readAll);
    if (!exported) return undefined;
    const records = (exported as { readonly records?: readonly unknown[] }).records ?? [];
    const detail = { ...because, records: records.length, subject };
    return log.write({
      statements: [CompiledQuery.raw("select from subject_key where site = $1 and subject = $2", [site, subject])],
      events: [{ type: "export", at: clock(), policy: versions.current[0].hash, subject, detail }],
      check: ([known]) => {
        // Erased in the meantime: no entry about them is to be left that can be read.
        if (known!.rows.length === 0) throw new Conflict();
        return exported;
      },
    });
  });

  async function readAll(trx: Transaction<Tables>): Promise<Exported | undefined> {
    await setAccessContext(trx, { act: "export" });
    const found = await trx
      .selectFrom("subject")
      .select("at")
      .where("site", "=", site)
      .where("id", "=", subject)
      .where("erased_at", "is", null)
      .executeTakeFirst();
    const key = (await openKeys(trx, [subject], site, vault)).get(subject);
    if (!found || !key) return undefined;
    const sections = await personal.sections(trx, { site, id: subject, key });
    const members: { [member: string]: unknown } = { subject, since: found.at.toISOString() };
    for (const section of sections) Object.assign(members, section.members);
    const { records } = members as { readonly records?: readonly { readonly id: string }[] };
    if (records) {
      members["records"] = records.map((record) =>
        Object.assign({}, record, ...sections.map(({ ofRecords }) => ofRecords?.get(record.id))),
      );
    }
    return members as unknown as Exported;
  }
}
