import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AbideError } from "../http/error.ts";

/** Bytes of a file that are sealed together: what has to be read and opened to see one byte of it. */
export const chunkSize = 65_536;

const version = 1;
const prefixSize = 7;
const headerSize = 1 + prefixSize;
const tagSize = 16;
const sealedChunkSize = chunkSize + tagSize;

/** Bytes that a file of `size` bytes has once it is sealed. */
export function toSealedSize(size: number): number {
  return headerSize + size + tagSize * toChunkCount(size);
}

/**
 * The bytes of `source` sealed in chunks under `key`, bound to `id`: STREAM of Hoang, Reyhanitabar, Rogaway and Vizár
 * (https://eprint.iacr.org/2015/189) over AES-256-GCM. A chunk's nonce is the file's random prefix, the chunk's number and whether
 * it is the last, so that a chunk opens in no other place, and a file that was cut short has no last chunk. Holds one chunk.
 */
export async function* sealStream(
  key: Uint8Array,
  id: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const header = Buffer.concat([Buffer.of(version), randomBytes(prefixSize)]);
  yield header;
  const chunk = Buffer.allocUnsafe(chunkSize);
  let filled = 0;
  let number = 0;
  const seal = (last: boolean) => {
    const cipher = createCipheriv("aes-256-gcm", key, toNonce(header, number++, last)).setAAD(toContext(id));
    return Buffer.concat([cipher.update(chunk.subarray(0, filled)), cipher.final(), cipher.getAuthTag()]);
  };
  for await (const piece of source) {
    for (let at = 0; at < piece.length;) {
      // Only once there is more: the last chunk, full or not, is sealed as the last.
      if (filled === chunkSize) {
        yield seal(false);
        filled = 0;
      }
      const part = piece.subarray(at, at + chunkSize - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
    }
  }
  yield seal(true);
}

export interface Sealed {
  readonly key: Uint8Array;
  readonly id: string;
  /** Bytes before they were sealed, as the record of the file has them: the sealed bytes themselves are not asked how many they are. */
  readonly size: number;
  /** The sealed bytes from `start` to before `end`. */
  readonly source: (start: number, end: number) => AsyncIterable<Uint8Array>;
}

/** A sealed file, of which only the chunks that are asked for are read and opened. */
export interface Opened {
  readonly size: number;
  /** The bytes from `start` to before `end`, held as a whole: for a few of them. The chunks used last are kept open. */
  readonly read: (start: number, end: number) => Promise<Buffer>;
  /** The same chunk by chunk, for as many as there are. */
  readonly stream: (start?: number, end?: number) => AsyncGenerator<Buffer, void, undefined>;
}

/** Opens a file that `sealStream` sealed. Whatever is not as it was sealed is refused as `file-broken`, before a byte of it is given. */
export function openSealed({ key, id, size, source }: Sealed): Opened {
  const count = toChunkCount(size);
  let header: Buffer | undefined;
  /** Chunks `first` to before `end`. */
  const open = async function* (first: number, end: number) {
    const start = headerSize + first * sealedChunkSize;
    const stop = Math.min(headerSize + end * sealedChunkSize, toSealedSize(size));
    const known = header !== undefined || first > 0;
    if (known) header ??= await toHeader(createBlocks(source(0, headerSize), id));
    const blocks = createBlocks(source(known ? start : 0, stop), id);
    try {
      header ??= await toHeader(blocks);
      for (let number = first; number < end; number++) {
        const last = number === count - 1;
        const sealed = await blocks.next(last ? size - number * chunkSize + tagSize : sealedChunkSize);
        const decipher = createDecipheriv("aes-256-gcm", key, toNonce(header, number, last)).setAAD(toContext(id));
        decipher.setAuthTag(sealed.subarray(-tagSize));
        const plain = decipher.update(sealed.subarray(0, -tagSize));
        try {
          decipher.final();
        } catch (cause) {
          throw toBroken(id, cause);
        }
        yield plain;
      }
    } finally {
      await blocks.close();
    }
  };
  const toHeader = async (blocks: Blocks) => {
    const bytes = await blocks.next(headerSize);
    if (bytes[0] !== version) throw toBroken(id);
    return bytes;
  };

  const recent = new Map<number, Buffer>();
  const toChunk = async (number: number) => {
    const known = recent.get(number);
    if (known) return known;
    for await (const chunk of open(number, number + 1)) {
      recent.set(number, chunk);
      if (recent.size > 4) recent.delete(recent.keys().next().value!);
      return chunk;
    }
    throw toBroken(id);
  };

  return {
    size,
    read: async (start, end) => {
      verifyRange(start, end, size);
      const parts: Buffer[] = [];
      for (let at = start; at < end;) {
        const number = Math.floor(at / chunkSize);
        const from = at - number * chunkSize;
        const part = (await toChunk(number)).subarray(from, Math.min(chunkSize, from + end - at));
        parts.push(part);
        at += part.length;
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    },
    stream: async function* (start = 0, end = size) {
      verifyRange(start, end, size);
      if (start === end && size > 0) return;
      let number = Math.floor(start / chunkSize);
      for await (const chunk of open(number, Math.max(1, Math.ceil(end / chunkSize)))) {
        const from = number++ * chunkSize;
        const part = chunk.subarray(Math.max(0, start - from), end - from);
        if (part.length > 0) yield part;
      }
    },
  };
}

function toChunkCount(size: number): number {
  return Math.max(1, Math.ceil(size / chunkSize));
}

function toNonce(header: Buffer, number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  header.copy(nonce, 0, 1, headerSize);
  nonce.writeUInt32BE(number, prefixSize);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function toContext(id: string): Buffer {
  return Buffer.from(`abide file ${version} ${id}`);
}

function verifyRange(start: number, end: number, size: number): void {
  const whole = Number.isSafeInteger(start) && Number.isSafeInteger(end);
  if (!whole || start < 0 || end < start || end > size)
    throw new RangeError(`There are no bytes ${start} to ${end} in a file of ${size} bytes.`);
}

interface Blocks {
  /** The next `length` bytes. Fewer than that are a file that was cut short. */
  readonly next: (length: number) => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

function createBlocks(source: AsyncIterable<Uint8Array>, id: string): Blocks {
  const pieces = source[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  return {
    next: async (length) => {
      const block = Buffer.allocUnsafe(length);
      for (let filled = 0; filled < length;) {
        if (rest.length === 0) {
          const { done, value } = await pieces.next();
          if (done) throw toBroken(id);
          rest = value;
        }
        const part = rest.subarray(0, length - filled);
        block.set(part, filled);
        filled += part.length;
        rest = rest.subarray(part.length);
      }
      return block;
    },
    close: async () => {
      await pieces.return?.();
    },
  };
}

function toBroken(id: string, cause?: unknown): AbideError {
  return new AbideError("file-broken", `What is kept of the file ${id} is not what was kept.`, {
    next: "Put it back from a back-up: abide restore",
    cause,
  });
}
