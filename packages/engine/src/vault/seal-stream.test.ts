import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { chunkSize, openSealed, sealStream, toSealedSize, type Opened } from "./seal-stream.ts";

const key = randomBytes(32);
const id = randomUUID();
const header = 8;
const sealedChunk = chunkSize + 16;
const sizes = [0, 1, 100, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize, 3 * chunkSize + 17];

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

async function* inPieces(bytes: Uint8Array, size = 1_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const seal = (plain: Uint8Array, as = id) => collect(sealStream(key, as, inPieces(plain, 50_001)));

/** Opens `sealed`; `asked` counts the bytes that were asked for. */
function open(sealed: Uint8Array, size: number, as = id, withKey: Uint8Array = key) {
  const asked = { bytes: 0 };
  const source = (start: number, end: number) => {
    asked.bytes += end - start;
    return inPieces(sealed.subarray(start, end));
  };
  return { ...openSealed({ key: withKey, id: as, size, source }), asked };
}

describe.each(sizes)("a file of %i bytes", (size) => {
  const plain = randomBytes(size);

  test("comes back as it was, and has the size that was foretold", async () => {
    const sealed = await seal(plain);
    expect(sealed.length).toBe(toSealedSize(size));
    expect((await collect(open(sealed, size).stream())).equals(plain)).toBe(true);
  });

  test("is refused when it was cut short, anywhere, or its size is claimed to be less", async () => {
    const sealed = await seal(plain);
    const cuts = [0, 1, header - 1, header, sealed.length - 1, sealed.length - 16, sealed.length - 17];
    for (const at of cuts.filter((at) => at >= 0 && at < sealed.length)) {
      await expect(collect(open(sealed.subarray(0, at), size).stream())).rejects.toMatchObject({ code: "file-broken" });
    }
    for (const less of sizes.filter((other) => other < size)) {
      const cut = sealed.subarray(0, toSealedSize(less));
      await expect(collect(open(cut, less).stream())).rejects.toMatchObject({ code: "file-broken" });
      await expect(collect(open(sealed, less).stream())).rejects.toMatchObject({ code: "file-broken" });
    }
  });
});

test("a chunk opens nowhere but in its place, in its file, under its key", async () => {
  const plain = randomBytes(3 * chunkSize);
  const sealed = await seal(plain);
  const chunk = (number: number) => sealed.subarray(header + number * sealedChunk, header + (number + 1) * sealedChunk);
  const other = await seal(plain);
  const attempts = {
    reordered: () => open(Buffer.concat([sealed.subarray(0, header), chunk(1), chunk(0), chunk(2)]), plain.length),
    repeated: () => open(Buffer.concat([sealed.subarray(0, header), chunk(0), chunk(0), chunk(2)]), plain.length),
    "without its middle": () => open(Buffer.concat([sealed.subarray(0, header), chunk(0), chunk(2)]), 2 * chunkSize),
    "spliced from another sealing": () =>
      open(
        Buffer.concat([sealed.subarray(0, header + sealedChunk), other.subarray(header + sealedChunk)]),
        plain.length,
      ),
    "another file's": () => open(sealed, plain.length, randomUUID()),
    "another key's": () => open(sealed, plain.length, id, randomBytes(32)),
    "of another version": () => open(Buffer.concat([Buffer.of(2), sealed.subarray(1)]), plain.length),
  } satisfies { [name: string]: () => Opened };
  for (const [name, attempt] of Object.entries(attempts)) {
    await expect(collect(attempt().stream()), name).rejects.toMatchObject({ code: "file-broken" });
  }
});

test("any flipped bit is found before a byte of its chunk is given", async () => {
  const plain = randomBytes(chunkSize + 40);
  const sealed = await seal(plain);
  const places = [...Array(header + 64).keys(), header + chunkSize, header + chunkSize + 15];
  for (let at = header + sealedChunk; at < sealed.length; at++) places.push(at);
  for (const at of places) {
    const flipped = Buffer.from(sealed);
    flipped[at]! ^= 1 << (at % 8);
    let given = 0;
    const read = async () => {
      for await (const part of open(flipped, plain.length).stream()) given += part.length;
    };
    await expect(read()).rejects.toMatchObject({ code: "file-broken" });
    expect(given).toBe(at < header + sealedChunk ? 0 : chunkSize);
  }
});

test("a part is given from the chunks that hold it, and from no others", async () => {
  const plain = randomBytes(20 * chunkSize + 5);
  const sealed = await seal(plain);
  for (const [start, end] of [
    [0, 0],
    [0, 1],
    [10, 20],
    [chunkSize - 1, chunkSize + 1],
    [5 * chunkSize, 6 * chunkSize],
    [plain.length - 3, plain.length],
    [0, plain.length],
  ] as const) {
    const opened = open(sealed, plain.length);
    expect((await opened.read(start, end)).equals(plain.subarray(start, end))).toBe(true);
    expect((await collect(opened.stream(start, end))).equals(plain.subarray(start, end))).toBe(true);
    const chunks = start === end ? 0 : Math.floor((end - 1) / chunkSize) - Math.floor(start / chunkSize) + 1;
    expect(opened.asked.bytes).toBeLessThanOrEqual(2 * (chunks * sealedChunk + header));
  }
  const broken = Buffer.from(sealed);
  broken[header + 3 * sealedChunk]! ^= 1;
  expect((await open(broken, plain.length).read(chunkSize, 2 * chunkSize)).length).toBe(chunkSize);
  await expect(open(broken, plain.length).read(3 * chunkSize, 3 * chunkSize + 1)).rejects.toMatchObject({
    code: "file-broken",
  });
  for (const [start, end] of [
    [-1, 1],
    [2, 1],
    [0, plain.length + 1],
    [0.5, 1],
  ] as const) {
    await expect(open(sealed, plain.length).read(start, end)).rejects.toThrow(RangeError);
  }
});

test("two sealings of one file have nothing in common", async () => {
  const [a, b] = [await seal(Buffer.alloc(32)), await seal(Buffer.alloc(32))];
  expect(a.subarray(1, header).equals(b.subarray(1, header))).toBe(false);
  expect(a.subarray(header, header + 32).equals(b.subarray(header, header + 32))).toBe(false);
});

test("whoever stops reading closes what is read from", async () => {
  const plain = randomBytes(3 * chunkSize);
  const sealed = await seal(plain);
  let closed = 0;
  const source = async function* (start: number, end: number) {
    try {
      yield* inPieces(sealed.subarray(start, end));
    } finally {
      closed++;
    }
  };
  for await (const _ of openSealed({ key, id, size: plain.length, source }).stream()) break;
  expect(closed).toBe(1);
});
