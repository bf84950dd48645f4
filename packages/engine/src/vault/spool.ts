import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { isAbideError } from "../http/error.ts";
import type { FileStore, Range } from "./file-store.ts";
import type { Folder } from "./folder.ts";
import { sealStream, toSealedSize } from "./seal-stream.ts";

/** A file that lies sealed in the spool. */
export interface Spooled {
  readonly id: string;
  readonly key: Buffer;
  readonly size: number;
  /** Of what came, in hex. */
  readonly sha256: string;
  /** Of what it is as it lies there, in hex. */
  readonly sealed: string;
}

/** More bytes came than may. */
export class TooLarge extends Error {}

/** Where files lie, and where uploads lie until they have been checked. */
export interface Places {
  readonly store: FileStore;
  /** The same as `store` where that is a folder of this machine. */
  readonly spool: Folder;
}

/** What comes, sealed into the spool under a key of its own. TooLarge where it is more than `max` bytes. */
export async function toSpool(
  { store, spool }: Places,
  source: AsyncIterable<Uint8Array>,
  max: number,
): Promise<Spooled> {
  const id = randomUUID();
  const key = randomBytes(32);
  const plainHash = createHash("sha256");
  const sealedHash = createHash("sha256");
  let size = 0;
  const counted = async function* () {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > max) throw new TooLarge();
      plainHash.update(chunk);
      yield chunk;
    }
  };
  const sealed = async function* () {
    for await (const chunk of sealStream(key, id, counted())) {
      if (store !== spool) sealedHash.update(chunk);
      yield chunk;
    }
  };
  await spool.write(id, sealed());
  return { id, key, size, sha256: plainHash.digest("hex"), sealed: sealedHash.digest("hex") };
}

/** Brings what was spooled to where files lie. */
export async function settle(places: Places, { id, size, sealed }: Spooled): Promise<void> {
  if (places.store !== places.spool) await move(places, id, toSealedSize(size), sealed);
}

/** Moves a sealed file from the spool into the store. */
export async function move({ store, spool }: Places, id: string, size: number, sha256: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await store.write(id, spool.read(id), size, sha256);
      return await spool.delete(id);
    } catch (error) {
      if (attempt === 3 || !isAbideError(error) || error.code !== "files-down") throw error;
      await wait(200 * attempt);
    }
  }
}

/** `store`, and below it `folder`: what is not in the one is read from the other, and deleted from both. */
export function overlay(store: FileStore, folder: FileStore): FileStore {
  const isMissing = (error: unknown) => isAbideError(error) && error.code === "file-missing";
  const read = async function* (id: string, range?: Range) {
    // The store once more: between the two looks the file may have been moved there.
    for (const place of [store, folder]) {
      let begun = false;
      try {
        for await (const piece of place.read(id, range)) {
          begun = true;
          yield piece;
        }
        return;
      } catch (error) {
        if (begun || !isMissing(error)) throw error;
      }
    }
    yield* store.read(id, range);
  };
  return {
    write: store.write,
    read,
    delete: async (id) => {
      await folder.delete(id);
      await store.delete(id);
    },
    list: async function* () {
      yield* store.list();
      yield* folder.list();
    },
  };
}
