import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { measure } from "./parts.ts";
import { AbideError } from "../http/error.ts";
import { openBucket, type BucketOptions } from "../vault/bucket.ts";

/** Back-ups that lie in a bucket. */
export interface BackupPlace {
  /** Names of the back-ups that are there whole, the oldest first. */
  readonly list: () => Promise<string[]>;
  /** Brings the back-up in the folder `path` there, and returns its name. Broken off, it goes on where it was. */
  readonly bring: (path: string, progress?: (sentence: string) => void) => Promise<string>;
  /** Gets the back-up `name` into `folder`, and returns its path, for `restore`. */
  readonly get: (name: string, folder: string, progress?: (sentence: string) => void) => Promise<string>;
}

/** Comes last: a back-up without it is not whole. */
const last = "manifest.sig";
const isName = (name: string): boolean => /^\d{4}-\d\d-\d\dT[\d-]+Z$/.test(name);

/**
 * A bucket of Amazon S3, or of anything that speaks as it does, that holds back-ups beside the machine that they are of. Each part
 * is sent with its hash, which the service compares.
 *
 * The keys of a back-up are not brought along: they lie in one file that each back-up replaces, so that who is erased is erased from
 * older back-ups too. In a bucket with versions they would stay.
 */
export function openBackupPlace(options: Omit<BucketOptions, "isId">): BackupPlace {
  const isId = (id: string) => isName(id.split("/")[0]!) && /^[\w-]+(?:\/[\w-]+(?:\.\w+)*)+$/.test(id);
  const bucket = openBucket({ prefix: "backups/", ...options, isId });

  const readSizes = async (within: (id: string) => boolean): Promise<Map<string, number>> => {
    const sizes = new Map<string, number>();
    for await (const { id, size } of bucket.list()) if (within(id)) sizes.set(id, size);
    return sizes;
  };

  return {
    list: async () => {
      const ends = await readSizes((id) => id.endsWith(`/${last}`));
      return [...ends.keys()].map((id) => id.slice(0, -last.length - 1)).sort();
    },
    bring: async (path, progress = () => {}) => {
      const name = basename(path);
      const parts = await readParts(path);
      if (!isName(name) || parts.at(-1) !== last) throw toMissing(path);
      const there = await readSizes((id) => id.startsWith(`${name}/`));
      for (const [place, part] of parts.entries()) {
        const file = join(path, part);
        const { bytes, sha256 } = await measure(file);
        // A part is there whole or not at all.
        if (there.get(`${name}/${part}`) === bytes) continue;
        progress(`Bringing part ${place + 1} of ${parts.length}`);
        await bucket.write(`${name}/${part}`, createReadStream(file), bytes, sha256);
      }
      return name;
    },
    get: async (name, folder, progress = () => {}) => {
      const sizes = await readSizes((id) => id.startsWith(`${name}/`));
      if (!isName(name) || !sizes.has(`${name}/${last}`)) throw toMissing(name);
      const path = join(folder, name);
      const half = `${path}.part`;
      try {
        for (const [place, id] of [...sizes.keys()].entries()) {
          progress(`Getting part ${place + 1} of ${sizes.size}`);
          const file = join(half, id.slice(name.length + 1));
          await mkdir(dirname(file), { recursive: true, mode: 0o700 });
          await pipeline(bucket.read(id), createWriteStream(file, { mode: 0o600, flush: true }));
        }
        await rename(half, path);
        return path;
      } catch (error) {
        await rm(half, { recursive: true, force: true }).catch(() => {});
        throw error;
      }
    },
  };
}

/** Parts of the back-up in `path`, the one that says it is whole last. */
async function readParts(path: string): Promise<string[]> {
  const names = await readdir(path, { recursive: true }).catch((cause: unknown) => {
    throw toMissing(path, cause);
  });
  const parts: string[] = [];
  for (const name of names.sort()) if ((await stat(join(path, name))).isFile()) parts.push(name);
  return parts.filter((part) => part !== last).concat(parts.includes(last) ? [last] : []);
}

function toMissing(where: string, cause?: unknown): AbideError {
  return new AbideError("backup-damaged", `There is no whole back-up at ${where}.`, {
    next: "Name one that `abide backup` made, or that is in the list of the place.",
    cause,
  });
}
