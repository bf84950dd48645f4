import { Readable } from "node:stream";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { isAbideError } from "../http/error.ts";

/** A zip of which every byte is accounted for. */
export interface Zip {
  /** In the order in which they lie in the file. */
  readonly names: readonly string[];
  readonly has: (name: string) => boolean;
  readonly isStored: (name: string) => boolean;
  /** A part as text; undefined where it would be longer than `max` bytes or is no UTF-8. */
  readonly text: (name: string, max: number) => Promise<string | undefined>;
}

const mostEntries = 1_000;
/** Of all parts together, unpacked. */
const mostBytes = 64 * 1_048_576;
/** Deflate can reach 1032; text that somebody wrote stays below 50. Counts for parts over a mebibyte. */
const highestRatio = 200;
/** A part may be followed by a description of itself, which has at most this many bytes. */
const descriptorSize = 24;

/**
 * The zip in `file`, or why it is not trusted. A zip says everything twice, at each part and in the directory at its end, and
 * readers differ in whom they believe. So both have to agree, and the parts have to lie side by side from the first byte to the
 * directory: what overlaps is the bomb that unpacks one part a thousand times (https://www.bamsoftware.com/hacks/zipbomb/), and
 * what lies between is for somebody else's eyes. Every part is unpacked once in passing, no further than the size it claims, and
 * nothing of it is held.
 */
export async function openZip(file: RandomAccess): Promise<Zip | { problem: FileProblem }> {
  try {
    const zip = await openLazily(file);
    const begin = toCursor(zip);
    if (zip.entryCount > mostEntries) return { problem: "file-bomb" };
    const entries = await readEntries(zip);
    // A comment at the end, or anything before it, would be room for a second document.
    if (zip.comment.length > 0 || !isDirectoryEnd(toCursor(zip), file.size)) return { problem: "file-kind" };
    const problem = (await verifyEntries(zip, entries, begin)) ?? (await verifySizes(zip, entries));
    return problem === undefined ? toZip(zip, entries) : { problem };
  } catch (error) {
    // What was read could not be opened, or is gone: that says nothing of the zip.
    if (isAbideError(error)) throw error;
    return { problem: "file-kind" };
  }
}

function openLazily(file: RandomAccess): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, strictFileNames: true };
  return yauzl.fromRandomAccessReaderPromise(new Reader(file), file.size, options);
}

async function readEntries(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
}

async function verifyEntries(
  zip: ZipFile,
  entries: readonly Entry[],
  directory: number,
): Promise<FileProblem | undefined> {
  const names = new Set<string>();
  let expected = 0;
  let bytes = 0;
  for (const entry of entries) {
    const { relativeOffsetOfLocalHeader: offset, compressedSize, uncompressedSize, compressionMethod } = entry;
    if (entry.isEncrypted()) return "file-locked";
    if (compressionMethod !== 0 && compressionMethod !== 8) return "file-kind";
    // Two parts of one name, or a part of two names: which of them is meant depends on who reads.
    const name = entry.fileName.toLowerCase();
    if (names.has(name) || entry.extraFields.some(({ id }) => id === 0x7075)) return "file-kind";
    names.add(name);
    bytes += uncompressedSize;
    if (bytes > mostBytes) return "file-bomb";
    if (uncompressedSize > 1_048_576 && uncompressedSize > compressedSize * highestRatio) return "file-bomb";
    if (offset < expected) return "file-bomb";
    if (offset > expected + (expected === 0 ? 0 : descriptorSize)) return "file-kind";
    const local = await zip.readLocalFileHeaderPromise(entry);
    const described = (local.generalPurposeBitFlag & 8) !== 0;
    const agrees = (there: number, here: number) =>
      there === here || there === 0xffffffff || (described && there === 0);
    if (
      !local.fileName.equals(entry.fileNameRaw) ||
      local.compressionMethod !== compressionMethod ||
      ((local.generalPurposeBitFlag ^ entry.generalPurposeBitFlag) & 1) !== 0 ||
      !agrees(local.compressedSize, compressedSize) ||
      !agrees(local.uncompressedSize, uncompressedSize)
    )
      return "file-kind";
    expected = local.fileDataStart + compressedSize;
    if (expected > directory) return "file-bomb";
  }
  return directory > expected + descriptorSize ? "file-kind" : undefined;
}

/** A part that is larger than it says is found when one byte too many comes out of it. */
async function verifySizes(zip: ZipFile, entries: readonly Entry[]): Promise<FileProblem | undefined> {
  for (const entry of entries) {
    if (entry.compressionMethod === 0) continue;
    let bytes = 0;
    const stream = await zip.openReadStreamPromise(entry);
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.length;
    } catch (error) {
      if (isAbideError(error)) throw error;
      return error instanceof Error && error.message.startsWith("too many bytes") ? "file-bomb" : "file-kind";
    }
    if (bytes !== entry.uncompressedSize) return "file-kind";
  }
  return undefined;
}

function toZip(zip: ZipFile, entries: readonly Entry[]): Zip {
  const byName = new Map(entries.map((entry) => [entry.fileName, entry]));
  return {
    names: entries.map(({ fileName }) => fileName),
    has: (name) => byName.has(name),
    isStored: (name) => byName.get(name)?.compressionMethod === 0,
    text: async (name, max) => {
      const entry = byName.get(name);
      if (!entry || entry.uncompressedSize > max) return undefined;
      const chunks: Buffer[] = [];
      const stream = await zip.openReadStreamPromise(entry);
      for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
      try {
        return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
      } catch {
        return undefined;
      }
    },
  };
}

/** Where the next entry of the directory is read: at first its beginning, at last its end. Its type has it as something else. */
function toCursor(zip: ZipFile): number {
  return Number(zip.readEntryCursor);
}

/** Whether nothing but the end record follows: 22 bytes, and before them 76 where the zip is a zip64. */
function isDirectoryEnd(end: number, size: number): boolean {
  return size - end === 22 || size - end === 22 + 76;
}

/** What yauzl reads from. */
class Reader extends yauzl.RandomAccessReader {
  readonly #file: RandomAccess;

  constructor(file: RandomAccess) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#read(position, position + length).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        callback(null);
      },
      (error: unknown) => callback(error as Error),
    );
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end), { objectMode: false });
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; at += 65_536) yield await this.#read(at, Math.min(end, at + 65_536));
  }

  async #read(start: number, end: number): Promise<Buffer> {
    if (start < 0 || end > this.#file.size) throw new Error("The zip refers to bytes behind its end.");
    return this.#file.read(start, end);
  }
}

/** Why a file is not taken. What people are told of it stands with the other sentences of forms. */
export type FileProblem = "file-bomb" | "file-empty" | "file-kind" | "file-locked" | "file-macro" | "too-large-file";

/** A file of which any part can be read. */
export interface RandomAccess {
  readonly size: number;
  readonly read: (start: number, end: number) => Promise<Buffer>;
}
