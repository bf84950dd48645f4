import { isFileId, type FileStore, type StoredFile } from "./file-store.ts";
import { createReadStream } from "node:fs";
import * as fs from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { AbideError } from "../http/error.ts";

/** A folder of this machine. It takes a file whose size is known only at its end. */
export interface Folder extends FileStore {
  readonly write: (id: string, source: AsyncIterable<Uint8Array>, size?: number) => Promise<void>;
  /** Deletes what was half-written before `olderThan` when a process ended. Returns how many files it was. */
  readonly clear: (olderThan: Date) => Promise<number>;
}

/** What is not yet whole has this behind its name. */
const half = ".part";

/**
 * The files in the folder `path`, which is made where it is missing. A file is written under another name, synced and renamed, so
 * that a name stands for a whole file whenever the machine stops.
 */
export async function openFolder(path: string, open: typeof fs.open = fs.open): Promise<Folder> {
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw toFolderError(path, cause);
    }
  };
  await guard(fs.mkdir(path, { recursive: true, mode: 0o700 }));
  // A file system holds a few hundred names in one folder better than a million.
  const toFolder = (id: string) => {
    if (!isFileId(id)) throw new TypeError(`${JSON.stringify(id)} is not the id of a file.`);
    return join(path, id.slice(0, 2));
  };
  const toPath = (id: string) => join(toFolder(id), id);

  const walk = async function* (): AsyncGenerator<StoredFile & { readonly whole: boolean; readonly path: string }> {
    for (const shard of await guard(fs.readdir(path))) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue;
      for (const name of await guard(fs.readdir(join(path, shard)))) {
        const id = name.endsWith(half) ? name.slice(0, -half.length) : name;
        if (!isFileId(id)) continue;
        const file = join(path, shard, name);
        const stats = await guard(fs.stat(file).catch(ignoreMissing));
        if (stats) yield { id, path: file, whole: name === id, size: stats.size, at: stats.mtime };
      }
    }
  };

  return {
    write: async (id, source, size) => {
      const folder = toFolder(id);
      const temporary = toPath(id) + half;
      await guard(fs.mkdir(folder, { recursive: true, mode: 0o700 }));
      try {
        const file = await guard(open(temporary, "w", 0o600));
        let written = 0;
        try {
          for await (const piece of source) {
            await guard(writeAll(file, piece));
            written += piece.length;
          }
          if (size !== undefined && written !== size) {
            throw new AbideError("file-broken", `The file ${id} ended after ${written} of ${size} bytes.`);
          }
          await guard(file.sync());
        } finally {
          await file.close();
        }
        await guard(fs.rename(temporary, toPath(id)));
        // The name is in the folder, which is synced by itself; a new folder's own name is in the one above.
        await guard(syncFolder(folder));
        await guard(syncFolder(path));
      } catch (error) {
        await fs.rm(temporary, { force: true }).catch(() => {});
        throw error;
      }
    },
    read: async function* (id, range) {
      if (range && range.start >= range.end) return;
      const options = range ? { start: range.start, end: range.end - 1 } : {};
      try {
        yield* createReadStream(toPath(id), options) as AsyncIterable<Buffer>;
      } catch (cause) {
        if (isErrno(cause, "ENOENT")) {
          throw new AbideError("file-missing", `The file ${id} is not in ${path}.`, {
            next: "Put it back from a back-up: abide restore",
            cause,
          });
        }
        throw cause instanceof Error && "syscall" in cause ? toFolderError(path, cause) : cause;
      }
    },
    delete: async (id) => {
      await guard(fs.rm(toPath(id), { force: true }));
    },
    list: async function* () {
      for await (const { id, size, at, whole } of walk()) if (whole) yield { id, size, at };
    },
    clear: async (olderThan) => {
      let cleared = 0;
      for await (const { path, whole, at } of walk()) {
        if (whole || at >= olderThan) continue;
        await guard(fs.rm(path, { force: true }));
        cleared++;
      }
      return cleared;
    },
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  // A disk that is about to be full takes a part of it, and says so at the next write.
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await fs.open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function ignoreMissing(error: unknown): undefined {
  if (!isErrno(error, "ENOENT")) throw error;
}

function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

function toFolderError(path: string, cause: unknown): AbideError {
  if (isErrno(cause, "ENOSPC", "EDQUOT")) {
    return new AbideError("files-full", `There is no space left for files in ${path}.`, {
      next: "Free space on that disk, or put ABIDE_DATA on a larger one.",
      cause,
    });
  }
  if (isErrno(cause, "EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT")) {
    return new AbideError("files-unwritable", `The folder of files ${path} cannot be used (${toCode(cause)}).`, {
      next: "Make it a folder that this process may read and write.",
      cause,
    });
  }
  return new AbideError("files-down", `The folder of files ${path} failed (${toCode(cause)}).`, {
    next: "Look at the system's log for what is wrong with that disk.",
    cause,
  });
}

function toCode(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}
