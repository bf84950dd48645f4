import { concat } from "@abide/log";
import { AbideError } from "../http/error.ts";
import { createDigest } from "../http/digest.ts";

/** A file of an archive: its name, its size, and its bytes as they are asked for. */
export interface Entry {
  readonly name: string;
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** What a manifest says of a file of its archive. */
export interface Part {
  readonly name: string;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

const block = 512;

/**
 * The bytes of a tar of `entries` (POSIX ustar, which every system opens), one after the other: nothing but the piece under way is
 * held. An entry that is not as long as it says fails.
 */
export async function* toTar(entries: AsyncIterable<Entry>): AsyncGenerator<Uint8Array> {
  for await (const { name, size, bytes } of entries) {
    yield toHead(name, size);
    let written = 0;
    for await (const piece of bytes) {
      written += piece.length;
      yield piece;
    }
    if (written !== size)
      throw new AbideError("file-broken", `The file ${name} ended after ${written} of ${size} bytes.`);
    const rest = size % block;
    if (rest > 0) yield new Uint8Array(block - rest);
  }
  yield new Uint8Array(2 * block);
}

/** The same of one text. */
export function toEntry(name: string, text: string): Entry {
  const bytes = encoder.encode(text);
  return { name, size: bytes.length, bytes: once(bytes) };
}

/** The entry, and what a manifest says of it once its bytes have gone by. */
export function measured({ name, size, bytes }: Entry): { readonly entry: Entry; readonly part: () => Part } {
  const digest = createDigest();
  const counted = async function* () {
    for await (const piece of bytes) {
      digest.add(piece);
      yield piece;
    }
  };
  return { entry: { name, size, bytes: counted() }, part: () => ({ name, bytes: size, sha256: digest.hex() }) };
}

/**
 * The entries of a tar as they come. Each is read to its end before the next; what is not read is passed over. Bytes that are no tar,
 * or one that was cut short, fail as `archive-damaged`.
 */
export async function* fromTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
  const reader = createReader(source);
  try {
    for (;;) {
      const head = await reader.exactly(block);
      if (head.every((byte) => byte === 0)) {
        // To its very end: only there it shows whether what it comes from is whole.
        await reader.drain();
        return;
      }
      const { name, size } = fromHead(head);
      let left = size;
      const bytes = async function* () {
        while (left > 0) {
          const piece = await reader.some(left);
          left -= piece.length;
          yield piece;
        }
      };
      yield { name, size, bytes: bytes() };
      while (left > 0) left -= (await reader.some(left)).length;
      if (size % block > 0) await reader.exactly(block - (size % block));
    }
  } finally {
    await reader.close();
  }
}

/** All of `bytes` in one piece, of something that is known to be short. */
export async function readAll(bytes: AsyncIterable<Uint8Array>, most = 64 * 1024 * 1024): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > most) throw damaged("a file in it is longer than any of its kind");
    pieces.push(piece);
  }
  return concat(...pieces);
}

export const damaged = (what: string, cause?: unknown): AbideError =>
  new AbideError("archive-damaged", `The archive is damaged or not whole: ${what}.`, {
    next: "Fetch it once more. Nothing of it was taken.",
    cause,
  });

/** `source` as a stream that is pulled: whoever stops reading ends it. */
export function toStream(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await pieces.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function toHead(name: string, size: number): Uint8Array {
  if (!/^[\w./-]{1,100}$/.test(name)) throw new RangeError(`"${name}" cannot be the name of a file in an archive.`);
  const head = new Uint8Array(block);
  const put = (text: string, at: number) => head.set(encoder.encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(name, 0);
  put("0000600\0", 100);
  put("0000000\0", 108);
  put("0000000\0", 116);
  put(`${octal(size, 11)}\0`, 124);
  // No time: that the same content gives the same bytes is worth more.
  put(`${octal(0, 11)}\0`, 136);
  put("        ", 148);
  put("0", 156);
  put("ustar\x0000", 257);
  put(`${octal(toSum(head), 6)}\0 `, 148);
  return head;
}

function fromHead(head: Uint8Array): { readonly name: string; readonly size: number } {
  const text = (at: number, length: number) => decoder.decode(head.subarray(at, at + length)).replace(/\0.*$/s, "");
  const blank = head.slice();
  blank.fill(32, 148, 156);
  const sum = Number.parseInt(text(148, 8), 8);
  const name = text(0, 100);
  const size = Number.parseInt(text(124, 12), 8);
  // Only what this writes: no links, no folders, no names that lead elsewhere.
  const plain = head[156] === 48 && /^[\w.-]+(?:\/[\w.-]+)*$/.test(name) && !name.split("/").includes("..");
  if (sum !== toSum(blank) || !plain || !Number.isSafeInteger(size)) throw damaged("it is no archive of this kind");
  return { name, size };
}

const toSum = (head: Uint8Array): number => head.reduce((sum, byte) => sum + byte, 0);

function createReader(source: AsyncIterable<Uint8Array>) {
  const pieces = source[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  /** What comes next: at least a byte, at most `most`. */
  const some = async (most: number): Promise<Uint8Array> => {
    while (rest.length === 0) {
      const { done, value } = await pieces.next();
      if (done) throw damaged("it was cut short");
      rest = value;
    }
    const piece = rest.subarray(0, most);
    rest = rest.subarray(piece.length);
    return piece;
  };
  return {
    some,
    exactly: async (length: number): Promise<Uint8Array> => {
      const bytes = new Uint8Array(length);
      for (let filled = 0; filled < length;) {
        const piece = await some(length - filled);
        bytes.set(piece, filled);
        filled += piece.length;
      }
      return bytes;
    },
    drain: async (): Promise<void> => {
      while (!(await pieces.next()).done);
    },
    close: async () => {
      await pieces.return?.();
    },
  };
}
