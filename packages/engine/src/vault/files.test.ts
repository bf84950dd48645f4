import type { FileStore } from "./file-store.ts";
import { toDisposition } from "../http/header-text.ts";
import { randomBytes, randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AbideError } from "../http/error.ts";
import { toFileName } from "./file-name.ts";
import { createFiles, type Files, type Taken } from "./files.ts";
import { openFolder, type Folder } from "./folder.ts";
import { toPdf, toZipFile, word, wordParts } from "./test-documents.ts";
import { collect, inPieces } from "./test-file-store.ts";

const kinds = ["pdf", "docx", "odt", "txt"] as const;
const max = 10 * 1_048_576;

let root: string;
let folder: Folder;
let files: Files;
beforeAll(async () => {
  root = await fs.mkdtemp(join(tmpdir(), "abide-files-"));
  folder = await openFolder(join(root, "files"));
  files = createFiles({ store: folder, spool: folder });
});
afterAll(() => fs.rm(root, { recursive: true, force: true }));

const toStream = (bytes: Uint8Array) => ReadableStream.from(inPieces(bytes, 65_536));

async function take(file: Uint8Array | ReadableStream<Uint8Array>, name = "cv.pdf", by = files): Promise<Taken> {
  const stream = file instanceof Uint8Array ? toStream(file) : file;
  const taken = await by.take(stream, { name, max, kinds });
  if ("problem" in taken) throw new Error(taken.problem);
  return taken;
}

/** Everything that lies on the disk, whatever it is called. */
async function readDisk(): Promise<Buffer> {
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isFile())
    .map((entry) => fs.readFile(join(entry.parentPath, entry.name)));
  return Buffer.concat(await Promise.all(found));
}

test("a file comes back as it was sent, whole and in part, and lies sealed", async () => {
  const text = Buffer.from("Mara Lindqvist, mara@example.org\n".repeat(5_000));
  const taken = await take(text, "Über mich.txt");
  expect(taken).toMatchObject({ name: "Über mich.txt", type: "text/plain; charset=utf-8", size: text.length });
  expect((await collect(await files.open(taken))).equals(text)).toBe(true);
  const part = await collect(await files.open(taken, { start: 100_000, end: 100_033 }));
  expect(part.equals(text.subarray(100_000, 100_033))).toBe(true);
  const disk = await readDisk();
  expect(disk.length).toBeGreaterThan(text.length);
  expect(disk.includes("Lindqvist")).toBe(false);
  await files.discard(taken.id);
  expect((await readDisk()).length).toBe(0);
  await expect(files.open(taken)).rejects.toMatchObject({ code: "file-missing" });
});

test("a file opens with its own key and as itself only", async () => {
  const [a, b] = [await take(word, "a.docx"), await take(word, "b.docx")];
  await expect(files.open({ ...a, key: b.key })).rejects.toMatchObject({ code: "file-broken" });
  await expect(files.open({ ...a, id: b.id })).rejects.toMatchObject({ code: "file-broken" });
  await files.discard(a.id);
  await files.discard(b.id);
});

test("11 MB into 10 MB is cut off at the limit, and nothing stays", async () => {
  let sent = 0;
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 65_536;
      if (sent > 11 * 1_048_576) controller.close();
      else controller.enqueue(Buffer.alloc(65_536, "text "));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  expect(await files.take(stream, { name: "cv.txt", max, kinds })).toEqual({ problem: "too-large-file" });
  expect(cancelled).toBe(true);
  expect(sent).toBeLessThanOrEqual(max + 3 * 65_536);
  expect((await readDisk()).length).toBe(0);
  const exact = await take(toPdf(max));
  expect(exact.size).toBe(max);
  await files.discard(exact.id);
});

test.each<[string, Uint8Array, (typeof kinds)[number][], string]>([
  [
    "a bomb",
    toZipFile([...wordParts, { name: "a.xml", content: new Uint8Array(20_000_000) }]),
    [...kinds],
    "file-bomb",
  ],
  ["a kind that is not asked for", word, ["pdf"], "file-kind"],
  ["an empty file", Buffer.alloc(0), [...kinds], "file-empty"],
])("%s is refused, and nothing stays", async (_, bytes, kinds, problem) => {
  expect(await files.take(toStream(bytes), { name: "cv.docx", max, kinds })).toEqual({ problem });
  expect((await readDisk()).length).toBe(0);
});

test("a connection that breaks off leaves nothing, and says what broke", async () => {
  const broken = async function* () {
    yield toPdf(200_000);
    throw new Error("the visitor has left");
  };
  const stream = ReadableStream.from(broken());
  await expect(files.take(stream, { name: "cv.pdf", max, kinds })).rejects.toThrow("the visitor has left");
  expect((await readDisk()).length).toBe(0);
});

test("a file of 10 MB is never held: what is taken in is written before more is asked for", async () => {
  const pdf = toPdf(max);
  let taken = 0;
  let written = 0;
  let most = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        most = Math.max(most, taken - written);
        if (taken >= max) return controller.close();
        controller.enqueue(pdf.subarray(taken, taken + 65_536));
        taken += 65_536;
      },
    },
    { highWaterMark: 0 },
  );
  const slow: Folder = {
    ...folder,
    write: (id, source) =>
      folder.write(
        id,
        (async function* () {
          for await (const piece of source) {
            yield piece;
            written += piece.length;
          }
        })(),
      ),
  };
  const { id, key, size } = await take(stream, "cv.pdf", createFiles({ store: slow, spool: slow }));
  expect(size).toBe(max);
  expect(most).toBeLessThanOrEqual(3 * 65_536);

  let read = 0;
  let given = 0;
  most = 0;
  const counted: FileStore = {
    ...folder,
    read: async function* (id, range) {
      for await (const piece of folder.read(id, range)) {
        read += piece.length;
        most = Math.max(most, read - given);
        yield piece;
      }
    },
  };
  for await (const piece of await createFiles({ store: counted, spool: folder }).open({ id, key, size })) {
    given += piece.length;
  }
  expect(given).toBe(max);
  expect(most).toBeLessThanOrEqual(4 * 65_536);
  await files.discard(id);
});

describe("with a store that is elsewhere", () => {
  let spool: Folder;
  let away: Folder;
  beforeAll(async () => {
    spool = await openFolder(join(root, "spool"));
    away = await openFolder(join(root, "away"));
  });

  test("a file is checked here, and only then sent there, with the hash of what is sent", async () => {
    const sent: [size: number, sha256: string | undefined][] = [];
    const store: FileStore = {
      ...away,
      write: async (id, source, size, sha256) => {
        sent.push([size, sha256]);
        await away.write(id, source, size);
      },
    };
    const files = createFiles({ store, spool });
    expect(await files.take(toStream(randomBytes(9)), { name: "a", max, kinds })).toEqual({ problem: "file-kind" });
    expect(sent).toEqual([]);
    const taken = await take(word, "cv.docx", files);
    const sealed = await collect(away.read(taken.id));
    const hash = Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(sealed))).toString("hex");
    expect(sent).toEqual([[sealed.length, hash]]);
    expect(await fs.readdir(join(root, "spool", taken.id.slice(0, 2)))).toEqual([]);
    expect((await collect(await files.open(taken))).equals(word)).toBe(true);
    await files.discard(taken.id);
  });

  test("a store that is down for a moment is asked again; one that stays down fails, and nothing stays", async () => {
    let failures = 2;
    const store: FileStore = {
      ...away,
      write: async (id, source, size) => {
        if (failures-- > 0) throw new AbideError("files-down", "The bucket is down.");
        await away.write(id, source, size);
      },
    };
    const files = createFiles({ store, spool });
    await files.discard((await take(word, "cv.docx", files)).id);
    failures = 9;
    await expect(take(word, "cv.docx", files)).rejects.toMatchObject({ code: "files-down" });
    expect((await readDisk()).length).toBe(0);
  });
});

test("what nobody knows is swept once it is old, and what somebody knows is not", async () => {
  const known = await take(word, "a.docx");
  const orphan = await take(word, "b.docx");
  const half = `${randomUUID()}.part`;
  await fs.mkdir(join(root, "files", half.slice(0, 2)), { recursive: true });
  await fs.writeFile(join(root, "files", half.slice(0, 2), half), "half");
  const ask = async (ids: readonly string[]) => new Set(ids.filter((id) => id === known.id));
  expect(await files.sweep(ask, new Date(Date.now() - 3_600_000))).toEqual({ deleted: 0, moved: 0 });
  expect(await files.sweep(ask, new Date(Date.now() + 3_600_000))).toEqual({ deleted: 2, moved: 0 });
  expect((await collect(await files.open(known))).equals(word)).toBe(true);
  await expect(files.open(orphan)).rejects.toMatchObject({ code: "file-missing" });
  await files.discard(known.id);
});

test.each([
  ["cv.pdf", "cv.pdf"],
  ["CV.PDF", "CV.pdf"],
  ["C:\\Users\\mara\\cv.pdf", "cv.pdf"],
  ["../../etc/passwd", "passwd.pdf"],
  ["cv_\u202efdp.exe", "cv_fdp.exe.pdf"],
  ["cv\0\r\n\u0007.pdf", "cv.pdf"],
  ["履歴書 – Müller.pdf", "履歴書 – Müller.pdf"],
  ['<a href="x">.pdf', "_a href=_x__.pdf"],
  ["", "file.pdf"],
  ["...", "file.pdf"],
  [".htaccess", "htaccess.pdf"],
  ["nul.pdf", "_nul.pdf"],
  ["\ud800cv", "cv.pdf"],
  [`${"a".repeat(300)}.pdf`, `${"a".repeat(100)}.pdf`],
  ["日".repeat(300), `${"日".repeat(66)}.pdf`],
  ["👩‍🔬".repeat(300), `${"👩‍🔬".repeat(18)}.pdf`],
])("the file name %j is shown as %j", (name, shown) => {
  expect(toFileName(name, ".pdf")).toBe(shown);
});

test.each([
  ["cv.pdf", `attachment; filename="cv.pdf"`],
  ["Müller.pdf", `attachment; filename="Muller.pdf"; filename*=UTF-8''M%C3%BCller.pdf`],
  ["履歴 (2).pdf", `attachment; filename="__ (2).pdf"; filename*=UTF-8''%E5%B1%A5%E6%AD%B4%20%282%29.pdf`],
  ['a"; x="y%41\\.pdf', `attachment; filename="a_; x=_y_41_.pdf"; filename*=UTF-8''a%22%3B%20x%3D%22y%2541%5C.pdf`],
  ["a\r\nb.pdf", `attachment; filename="a__b.pdf"; filename*=UTF-8''a%0D%0Ab.pdf`],
])("%j is offered for saving as %j", (name, header) => {
  expect(toDisposition(name)).toBe(header);
  expect(new Headers({ "content-disposition": header }).get("content-disposition")).toBe(header);
});
