import { randomBytes, randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFolder } from "./folder.ts";
import { inPieces, testFileStore } from "./test-file-store.ts";

let root: string;
beforeAll(async () => {
  root = await fs.mkdtemp(join(tmpdir(), "abide-folder-"));
});
afterAll(() => fs.rm(root, { recursive: true, force: true }));

testFileStore("a folder", async () => ({ store: await openFolder(join(root, "files")), close: async () => {} }));

/** Every file below `path`, half-written ones as well. */
async function walk(path: string): Promise<string[]> {
  const entries = await fs.readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test("a file is not there before all of it is, and only its owner may read it", async () => {
  const path = join(root, "whole");
  const folder = await openFolder(path);
  const id = randomUUID();
  const source = async function* () {
    yield randomBytes(10);
    expect(await walk(path)).toEqual([`${id}.part`]);
    yield randomBytes(10);
  };
  await folder.write(id, source());
  expect(await walk(path)).toEqual([id]);
  expect((await fs.stat(join(path, id.slice(0, 2), id))).mode & 0o777).toBe(0o600);
  expect((await fs.stat(path)).mode & 0o777).toBe(0o700);
});

test("a disk that is full is said, with what to do, and nothing half-written stays", async () => {
  const path = join(root, "full");
  // The first piece is written; the second goes to a device on which no space is ever left.
  const open: typeof fs.open = async (file, flags, mode) => {
    const real = await fs.open(file, flags, mode);
    const full = await fs.open("/dev/full", "w");
    let pieces = 0;
    return new Proxy(real, {
      get: (target, name) => {
        if (name === "write") return (bytes: Uint8Array, at: number) => (pieces++ ? full : real).write(bytes, at);
        if (name === "close") return () => Promise.all([real.close(), full.close()]);
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
  };
  const folder = await openFolder(path, open);
  await expect(folder.write(randomUUID(), inPieces(randomBytes(60_000)))).rejects.toMatchObject({
    code: "files-full",
    message: `There is no space left for files in ${path}.`,
    next: expect.stringContaining("Free space") as string,
  });
  expect(await walk(path)).toEqual([]);
});

test("a folder that cannot be used is said, with what to do", async () => {
  const path = join(root, "a-file");
  await fs.writeFile(path, "");
  await expect(openFolder(path)).rejects.toMatchObject({
    code: "files-unwritable",
    next: expect.any(String) as string,
  });
  const denied: typeof fs.open = () => Promise.reject(Object.assign(new Error("no"), { code: "EACCES" }));
  const folder = await openFolder(join(root, "denied"), denied);
  await expect(folder.write(randomUUID(), inPieces(randomBytes(1)))).rejects.toMatchObject({
    code: "files-unwritable",
  });
  // The folder that is taken away while the process runs.
  const gone = await openFolder(join(root, "gone"));
  await fs.rm(join(root, "gone"), { recursive: true });
  await fs.writeFile(join(root, "gone"), "");
  await expect(gone.write(randomUUID(), inPieces(randomBytes(1)))).rejects.toMatchObject({ code: "files-unwritable" });
});

test("what a crash left half-written is cleared once it is old, and what is whole is not", async () => {
  const path = join(root, "crash");
  const folder = await openFolder(path);
  const whole = randomUUID();
  await folder.write(whole, inPieces(randomBytes(5)));
  const half = `${randomUUID()}.part`;
  await fs.mkdir(join(path, half.slice(0, 2)), { recursive: true });
  await fs.writeFile(join(path, half.slice(0, 2), half), "half");
  expect(await folder.clear(new Date(Date.now() - 60_000))).toBe(0);
  expect(await folder.clear(new Date(Date.now() + 60_000))).toBe(1);
  expect(await walk(path)).toEqual([whole]);
});
