import { createHash } from "node:crypto";
import { toChunks } from "../http/body.ts";
import { fileTypes, toContent, type FileKind } from "./file-check.ts";
import { toFileName } from "./file-name.ts";
import type { FileStore, Range } from "./file-store.ts";
import { openSealed, type Opened } from "./seal-stream.ts";
import { move, overlay, settle, TooLarge, toSpool, type Places, type Spooled } from "./spool.ts";
import type { FileProblem } from "./zip.ts";

/** A file that was taken. It is the value of its field, and opens the file: so it is sealed as every value is. */
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

/** A file that was kept as it was made. This opens it. */
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

/** Takes and opens files. Nothing lies anywhere as it was sent: what goes to the disk is sealed under a key of the file's own. */
export function createFiles(places: Places): Files {
  const { store, spool } = places;
  const all = store === spool ? store : overlay(store, spool);
  return {
    take: (stream, options) => take(places, stream, options),
    keep: (stream) => keep(places, stream),
    open: (taken, range = { start: 0, end: taken.size }) => open(all, taken, range),
    discard: (id) => discard(places, id),
    sweep: (known, olderThan) => sweep(places, known, olderThan),
  };
}

async function take(
  places: Places,
  stream: ReadableStream<Uint8Array>,
  { name, max, kinds }: TakeOptions,
): Promise<Taken | { problem: FileProblem }> {
  let spooled: Spooled;
  try {
    spooled = await toSpool(places, toChunks(stream), max);
  } catch (error) {
    if (error instanceof TooLarge) return { problem: "too-large-file" };
    throw error;
  }
  const { id, key, size, sha256 } = spooled;
  try {
    const content = await toContent(toOpened(places.spool, { id, key, size }));
    if ("problem" in content) {
      await discard(places, id);
      return content;
    }
    const { kind } = content;
    if (!kinds.includes(kind)) {
      await discard(places, id);
      return { problem: "file-kind" };
    }
    await settle(places, spooled);
    const { type, ending } = fileTypes[kind];
    return { id, key: key.toString("base64url"), name: toFileName(name, ending), type, size, sha256 };
  } catch (error) {
    // What fails here as well is found by the next sweep.
    await discard(places, id).catch(() => {});
    throw error;
  }
}

async function keep(places: Places, stream: AsyncIterable<Uint8Array>): Promise<Kept> {
  const spooled = await toSpool(places, stream, Infinity);
  const { id, key, size, sha256 } = spooled;
  try {
    await settle(places, spooled);
  } catch (error) {
    await discard(places, id).catch(() => {});
    throw error;
  }
  return { id, key: key.toString("base64url"), size, sha256 };
}

async function open(
  store: FileStore,
  taken: Pick<Taken, "id" | "key" | "size">,
  range: Range,
): Promise<ReadableStream<Uint8Array>> {
  const opened = toOpened(store, { ...taken, key: Buffer.from(taken.key, "base64url") });
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
}

async function discard({ store, spool }: Places, id: string): Promise<void> {
  await spool.delete(id);
  if (store !== spool) await store.delete(id);
}

async function sweep(
  places: Places,
  known: (ids: readonly string[]) => Promise<Set<string>>,
  olderThan: Date,
): Promise<Swept> {
  const { store, spool } = places;
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
          await move(places, id, size, hash.digest("hex"));
          moved++;
        }
      }
    }
  }
  return { deleted, moved };
}

function toOpened(store: FileStore, { id, key, size }: { id: string; key: Uint8Array; size: number }): Opened {
  return openSealed({ id, key, size, source: (start, end) => store.read(id, { start, end }) });
}

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
