import type { Selectable } from "kysely";
import type { Addressee } from "../archive/age.ts";
import type { Core } from "../core/core.ts";
import { openDataKeys } from "../subjects/data-key.ts";
import type { SubjectKey } from "../vault/vault.ts";
import { isOver } from "./find.ts";
import { toEdition } from "./link.ts";
import type { PackageFacts, PackageState } from "./package.ts";
import { toAddresseePlace } from "./secret.ts";
import type { PackageTable } from "./tables.ts";

/** The newest 200 packages, the newest first. */
export function listPackages({ db, site, vault, clock }: Core): Promise<readonly PackageFacts[]> {
  return db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom("package")
      .selectAll()
      .where("site", "=", site)
      .orderBy("at", "desc")
      .limit(200)
      .execute();
    const keys = await openDataKeys(
      trx,
      rows.map(({ data_key }) => data_key),
      site,
      vault,
    );
    return rows.map((row) => toPackageFacts(row, keys.get(row.data_key), clock()));
  });
}

function toPackageFacts(row: Selectable<PackageTable>, key: SubjectKey | undefined, now: Date): PackageFacts {
  const { id, way, recipient, purpose, activity, fields, records, subjects, manifest, by, opened } = row;
  // The job may not have come by yet.
  const expired = (row.state === "ready" || row.state === "downloaded") && isOver(row, now);
  return {
    id,
    way,
    recipient,
    purpose,
    activity,
    fields,
    records,
    subjects,
    manifest,
    by,
    opened,
    state: expired ? "expired" : (row.state as PackageState),
    request: row.request ?? undefined,
    adviser: key?.unseal(toAddresseePlace(id), row.sealed) as Addressee | undefined,
    bytes: row.bytes,
    at: row.at.toISOString(),
    expires: row.expires_at.toISOString(),
    downloaded: row.downloaded_at?.toISOString(),
    edition: toEdition(row),
    ended: (row.ended_at ?? (expired ? row.expires_at : undefined))?.toISOString(),
  };
}
