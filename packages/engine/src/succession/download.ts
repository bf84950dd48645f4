import type { Actor } from "@abide/policy";
import { toStream, toTar, type Entry } from "../archive/tar.ts";
import type { Core } from "../core/core.ts";
import { endQueued } from "../disclosures/record.ts";
import { toChunks } from "../http/body.ts";
import { AbideError } from "../http/error.ts";
import { Conflict } from "../store/transact.ts";
import { openDataKeys } from "../subjects/data-key.ts";
import type { Kept } from "../vault/files.ts";
import type { SubjectKey } from "../vault/vault.ts";
import { manifestName, toPartName } from "./format.ts";
import { isOutdated, restart } from "./outdated.ts";
import { findRow, toPartPlace, type SuccessionRow } from "./row.ts";
import { commitStep, Refused } from "./step.ts";
import { destroyArchive, manifestPart } from "./stored-parts.ts";

/** The archive; undefined where there is none, or something in it may not leave any more: then it is restarted or destroyed. */
export async function download(core: Core, id: string, by: Actor): Promise<ReadableStream<Uint8Array> | undefined> {
  const { site, db, clock } = core;
  const row = await findRow(db, site, id);
  if (row?.state !== "executed") return undefined;
  const archive = await readArchive(core, row);
  if (archive.parts.length === 0) return undefined;
  try {
    await commitStep(core, { step: "archive", id, by: by.id }, async (trx) => {
      if (await isOutdated(core, trx, row)) throw new Conflict();
      // The successor has its own. It is not given out once more with what may not leave any more.
      if (await isOutdated(core, trx, row, "delivered")) throw new Refused("settled");
      await endQueued(trx, site, id, { state: "delivered", delivered_at: clock() });
      return { manifest: row.manifest };
    });
  } catch (error) {
    if (error instanceof Refused) await destroyArchive(core, id, by.id);
    else if (error instanceof Conflict) await restart(core, id, by.id);
    else throw error;
    return undefined;
  }
  return toStream(toTar(toEntries(core, id, archive)));
}

interface StoredArchive {
  /** The manifest first. */
  readonly parts: readonly { readonly n: number; readonly sealed: Uint8Array; readonly bytes: number }[];
  /** Opens the keys of their files; undefined once the succession's data key was destroyed. */
  readonly key: SubjectKey | undefined;
}

const readArchive = ({ site, db, vault }: Core, { id, data_key }: SuccessionRow): Promise<StoredArchive> =>
  db.transaction().execute(async (trx) => ({
    parts: await trx
      .selectFrom("succession_part")
      .selectAll()
      .where("site", "=", site)
      .where("succession", "=", id)
      .orderBy("n")
      .execute(),
    key: (await openDataKeys(trx, [data_key], site, vault)).get(data_key),
  }));

async function* toEntries({ files }: Core, id: string, { parts, key }: StoredArchive): AsyncGenerator<Entry> {
  for (const { n, sealed, bytes } of parts) {
    const kept = key?.unseal(toPartPlace(id, n), sealed) as Kept | undefined;
    if (!kept) throw new AbideError("file-missing", "A part of the archive cannot be opened any more.");
    const name = n === manifestPart ? manifestName : toPartName(n);
    yield { name, size: bytes, bytes: toChunks(await files!.open(kept)) };
  }
}
