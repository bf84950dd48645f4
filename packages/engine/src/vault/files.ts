import type { Range } from "./file-store.ts";
import type { FileStore } from "./file-store.ts";
import type { FileProblem } from "./zip.ts";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { toChunks } from "../http/body.ts";
import { isAbideError } from "../http/error.ts";
import { fileTypes, toContent, type FileKind } from "./file-check.ts";
import type { Folder } from "./folder.ts";
import { openSealed, sealStream, toSealedSize, type Opened } from "./seal-stream.ts";

/** A file that was taken. It is the value of its field: whoever has this can open the file, so it is sealed as every value is. */
export interface Taken {
  readonly id: string;
  /** The file's own key, in base64url. */
  readonly key: string;
  /** As the person called it, made safe to show; its ending is that of what the file is. */
  readonly name: string;
  /** The media type of what the file is. */
  readonly type: string;
  readonly size: number;
  /** Of the file as it was sent, in hex. */
  readonly sha256: string;
}

/** What was kept as it was made. Whoever has this can open it. */
export type Kept = Pick<Taken, "id" | "key" | "size" | "sha256">;

export interface TakeOptions {
  readonly name: string;
  /** The most bytes that the file may have. */
  readonly max: number;
  readonly kinds: readonly FileKind[];
}

export interface Files {
  /** The file in `stream`, sealed and kept, or why it is not taken; then nothing of it is kept. Holds a chunk at a time. */
  readonly take: (
    stream: ReadableStream<Uint8Array>,
    options: TakeOptions,
  ) => Promise<Taken | { problem: FileProblem }>;
  /** What `stream` brings, sealed and kept as it is: something that is made here, and that nobody sends. */
  readonly keep: (stream: AsyncIterable<Uint8Array>) => Promise<Kept>;
  /** The bytes of a file that was taken. Whatever is wrong with its beginning is known before there is a stream. */
  readonly open: (taken: Pick<Taken, "id" | "key" | "size">, range?: Range) => Promise<ReadableStream<Uint8Array>>;
  readonly discard: (id: string) => Promise<void>;
  /**
   * Tidies what was written before `olderThan`: deletes what a crash left behind, which `known` does not know, and moves into the
   * store what the spool still holds from before there was that store. Broken off, it goes on the next time.
   */
  readonly sweep: (known: (ids: readonly string[]) => Promise<Set<string>>, olderThan: Date) => Promise<Swept>;
}

/** How many files it was. */
export interface Swept {
  readonly deleted: number;
  readonly moved: number;
}

export interface FilesOptions {
  readonly store: FileStore;
  /** Where uploads lie, sealed, until they have been checked. The same as `store` where that is a folder of this machine. */
  readonly spool: Folder;
}

/** Takes and opens files. Nothing lies anywhere as it was sent: what goes to the disk is sealed under a key of the file's own. */
export function createFiles({ store, spool }: FilesOptions): Files {
  const place = store === spool ? store : overlay(store, spool);
  const discard = async (id: string) => {
    await spool.delete(id);
    if (store !== spool) await store.delete(id);
  };
  return {
    take: async (stream, { name, max, kinds }) => {
      let spooled: Spooled;
      try {
        spooled = await toSpool(toChunks(stream), max);
      } catch (error) {
        if (error instanceof TooLarge) return { problem: "too-large-file" };
        throw error;
      }
      const { id, key, size, sha256 } = spooled;
      try {
        const content = await toContent(toOpened(spool, { id, key, size }));
        if ("problem" in content) {
          await discard(id);
          return content;
        }
        const { kind } = content;
        if (!kinds.includes(kind)) {
          await discard(id);
          return { problem: "file-kind" };
        }
        await settle(spooled);
        const { type, ending } = fileTypes[kind];
        return { id, key: key.toString("base64url"), name: toFileName(name, ending), type, size, sha256 };
      } catch (error) {
        // What fails here as well is found by the next sweep.
        await discard(id).catch(() => {});
        throw error;
      }
    },
    keep: async (stream) => {
      const spooled = await toSpool(stream, Infinity);
      const { id, key, size, sha256 } = spooled;
      try {
        await settle(spooled);
      } catch (error) {
        await discard(id).catch(() => {});
        throw error;
      }
      return { id, key: key.toString("base64url"), size, sha256 };
    },
    open: async (taken, range = { start: 0, end: taken.size }) => {
      const opened = toOpened(place, { ...taken, key: Buffer.from(taken.key, "base64url") });
      const chunks = opened.stream(range.start, range.end);
      let first: IteratorResult<Buffer, void> | undefined = await chunks.next();
      return new ReadableStream<Uint8Array>(
        {
          pull: async (controller) => {
            const { done, value } = first ?? (await chunks.next());
            first = undefined;
            if (done) controller.close();
            else controller.enqueue(value);
          },
          cancel: async () => {
            await chunks.return();
          },
        },
        { highWaterMark: 0 },
      );
    },
    discard,
    sweep: async (known, olderThan) => {
      let deleted = await spool.clear(olderThan);
      let moved = 0;
      for (const at of store === spool ? [store] : [store, spool]) {
        for await (const batch of toBatches(at.list(), 500)) {
          const old = batch.filter((file) => file.at < olderThan);
          if (old.length === 0) continue;
          const kept = await known(old.map(({ id }) => id));
          for (const { id, size } of old) {
            if (!kept.has(id)) {
              await at.delete(id);
              deleted++;
            } else if (at !== store) {
              const hash = createHash("sha256");
              for await (const piece of spool.read(id)) hash.update(piece);
              await move(id, size, hash.digest("hex"));
              moved++;
            }
          }
        }
      }
      return { deleted, moved };
    },
  };

  /** Seals what comes into the spool, under a key of its own. */
  async function toSpool(source: AsyncIterable<Uint8Array>, max: number): Promise<Spooled> {
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
  async function settle({ id, size, sealed }: Spooled): Promise<void> {
    if (store !== spool) await move(id, toSealedSize(size), sealed);
  }

  async function move(id: string, size: number, sha256: string): Promise<void> {
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
}

interface Spooled {
  readonly id: string;
  readonly key: Buffer;
  readonly size: number;
  /** Of what came, and of what it is as it lies there, in hex. */
  readonly sha256: string;
  readonly sealed: string;
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

function toOpened(store: FileStore, { id, key, size }: { id: string; key: Uint8Array; size: number }): Opened {
  return openSealed({ id, key, size, source: (start, end) => store.read(id, { start, end }) });
}

class TooLarge extends Error {}

async function* toBatches<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of source) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/**
 * `name` as it may be shown and offered for saving: no folders, nothing invisible or turned round (U+202E makes "cv_fdp.exe" look
 * like "cv_exe.pdf"), nothing that Windows refuses, at most 100 characters, and the ending of what the file is.
 */
export function toFileName(name: string, ending: string): string {
  const plain = name
    .toWellFormed()
    .normalize("NFC")
    .replace(/^.*[/\\]/s, "")
    // Joiners are kept: Persian and several scripts of India are written with them.
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd]/gu, "")
    .replace(/[<>:"|?*]/g, "_")
    .replace(/\s+/gu, " ")
    .replace(/^[. ]+/, "");
  const base = plain.toLowerCase().endsWith(ending) ? plain.slice(0, -ending.length) : plain;
  const short = cut(base, 100).replace(/[. ]+$/, "");
  const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(short) ? `_${short}` : short;
  return `${safe === "" ? "file" : safe}${ending}`;
}

/** The first characters of `text`, none of them cut in two: at most `max`, and few enough for a file name of 255 bytes. */
function cut(text: string, max: number): string {
  let bytes = 0;
  let count = 0;
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > 200 || ++count > max) return text.slice(0, index);
  }
  return text;
}
