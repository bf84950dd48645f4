import type { FileStore } from "./file-store.ts";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

export interface TestedStore {
  readonly store: FileStore;
  readonly close: () => Promise<void>;
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

export async function* inPieces(bytes: Uint8Array, size = 30_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What every store of files does. A store's own test opens it here, and adds how it fails. */
export function testFileStore(name: string, open: () => Promise<TestedStore>): void {
  describe(`a store of files: ${name}`, () => {
    let tested: TestedStore;
    beforeAll(async () => {
      tested = await open();
    });
    afterAll(() => tested.close());

    const list = async () => {
      const ids: string[] = [];
      for await (const { id } of tested.store.list()) ids.push(id);
      return ids.sort();
    };

    test("gives back what was written, whole and in parts, until it is deleted", async () => {
      const { store } = tested;
      const id = randomUUID();
      const bytes = randomBytes(200_001);
      await store.write(id, inPieces(bytes), bytes.length, createHash("sha256").update(bytes).digest("hex"));
      expect((await collect(store.read(id))).equals(bytes)).toBe(true);
      for (const [start, end] of [
        [0, 1],
        [100_000, 165_536],
        [200_000, 200_001],
        [5, 5],
      ] as const) {
        expect((await collect(store.read(id, { start, end }))).equals(bytes.subarray(start, end))).toBe(true);
      }
      await store.delete(id);
      await expect(collect(store.read(id))).rejects.toMatchObject({ name: "AbideError", code: "file-missing" });
      await store.delete(id);
    });

    test("takes an empty file, and one without a hash, and writes over what was there", async () => {
      const { store } = tested;
      const id = randomUUID();
      await store.write(id, inPieces(new Uint8Array()), 0);
      expect((await collect(store.read(id))).length).toBe(0);
      await store.write(id, inPieces(Buffer.from("second")), 6);
      expect((await collect(store.read(id))).toString()).toBe("second");
      await store.delete(id);
    });

    test("lists what it holds, with size and time", async () => {
      const { store } = tested;
      const before = Date.now() - 2_000;
      const ids: string[] = Array.from({ length: 7 }, () => randomUUID()).sort();
      for (const [size, id] of ids.entries()) await store.write(id, inPieces(randomBytes(size)), size);
      for await (const { id, size, at } of store.list()) {
        expect(size).toBe(ids.indexOf(id));
        expect(at.getTime()).toBeGreaterThan(before);
        expect(at.getTime()).toBeLessThan(Date.now() + 2_000);
      }
      expect(await list()).toEqual(ids);
      for (const id of ids) await store.delete(id);
      expect(await list()).toEqual([]);
    });

    test("keeps nothing of a source that fails, or is not as long as was said", async () => {
      const { store } = tested;
      const failing = async function* () {
        yield randomBytes(100_000);
        throw new Error("the visitor has left");
      };
      await expect(store.write(randomUUID(), failing(), 200_000)).rejects.toThrow("the visitor has left");
      await expect(store.write(randomUUID(), inPieces(randomBytes(99_000)), 100_000)).rejects.toThrow();
      expect(await list()).toEqual([]);
    });

    test("asks its source for no more than it can write", async () => {
      const { store } = tested;
      const id = randomUUID();
      let given = 0;
      const source = async function* () {
        for (; given < 40; given++) yield Buffer.alloc(65_536, given);
      };
      await store.write(id, source(), 40 * 65_536);
      // Stops after the first piece: what is not asked for is not read on.
      for await (const piece of store.read(id)) {
        expect(piece.length).toBeLessThanOrEqual(1_048_576);
        break;
      }
      await store.delete(id);
    });

    test("takes no name that could lead elsewhere", async () => {
      for (const id of ["..", "../../etc/passwd", "", "a/b", `${randomUUID()}/..`, randomUUID().toUpperCase()]) {
        await expect(tested.store.write(id, inPieces(new Uint8Array()), 0)).rejects.toThrow(TypeError);
        await expect(collect(tested.store.read(id))).rejects.toThrow(TypeError);
        await expect(tested.store.delete(id)).rejects.toThrow(TypeError);
      }
    });
  });
}
