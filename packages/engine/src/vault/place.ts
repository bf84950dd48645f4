import type { FileStore } from "./file-store.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFiles, type Files } from "./files.ts";
import { overlay } from "./spool.ts";
import { openFolder } from "./folder.ts";

/** Where files lie, opened. Both are undefined where there is no place for any. */
export interface FilePlace {
  readonly files: Files | undefined;
  /** Sealed files by their ids. */
  readonly place: FileStore | undefined;
  readonly close: () => Promise<void>;
}

/**
 * The place for files: `store`, a bucket say, or else the data folder. Beside a bucket the data folder holds uploads until they have been
 * checked, sealed as everything is, and what lay there before there was a bucket is found in it. Where there is no data folder,
 * uploads wait in a folder of this process.
 */
export async function openPlace(store: FileStore | undefined, folder: string | undefined): Promise<FilePlace> {
  if (folder === undefined && !store) return { files: undefined, place: undefined, close: async () => {} };
  const own = folder === undefined ? await mkdtemp(join(tmpdir(), "abide-files-")) : undefined;
  const spool = await openFolder(own ?? join(folder!, "files"));
  return {
    files: createFiles({ store: store ?? spool, spool }),
    place: store ? overlay(store, spool) : spool,
    close: async () => {
      if (own !== undefined) await rm(own, { recursive: true, force: true });
    },
  };
}
