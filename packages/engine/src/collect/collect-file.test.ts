import type { FileStore } from "../vault/file-store.ts";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRows } from "../store/test-store.ts";
import { makeFolder } from "../test-ending.ts";
import { loose, outage, testEngine } from "../test-engine.ts";
import { origin, uploads } from "../test-policy.ts";
import { toZipFile, wordParts } from "../vault/test-documents.ts";
import { AbideError } from "../http/error.ts";
import { openFolder } from "../vault/folder.ts";

/** A document of a few kilobytes that becomes twenty megabytes. */
const bomb = Uint8Array.from(
  toZipFile([...wordParts, { name: "word/media/a.xml", content: Buffer.alloc(20_000_000) }]),
);

const it = await testEngine({ policy: uploads, folder: true });
const { store } = it;

const text = (content: string | Uint8Array<ArrayBuffer>, name = "cv.txt") => new File([content], name);
const lying = async (place = store.folder!) =>
  (await readdir(join(place, "files"), { recursive: true })).filter((name) => /[0-9a-f]{8}-/.test(name));
let address = 0;
const post = (body: FormData | string | Uint8Array<ArrayBuffer>, headers: { [name: string]: string } = {}) =>
  it.fetch(
    new Request(`${origin}/abide/collect/upload`, {
      method: "POST",
      body,
      headers: { origin, "sec-fetch-site": "same-origin", accept: "application/json", ...headers },
    }),
    { ip: `203.0.113.${address++}` },
  );
const form = (fields: { [name: string]: string | File }) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};
const problems = async (response: Response) =>
  ((await response.json()) as { errors?: { field: string; code: string; message: string }[] }).errors ?? [];

test("a file comes with the form, is told by its content, and comes back to who may read it", async () => {
  const response = await post(
    form({ email: "cv@example.org", cv: text("My years at sea.", "../../Käpt'n\u202e cv.exe"), letter: text("", "") }),
  );
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  const reader = loose(it.engine.records)("upload").for("recruitment");
  expect(await reader.read(id, ["cv", "letter"])).toMatchObject({
    allowed: true,
    fields: { cv: { name: "Käpt'n cv.exe.txt", type: "text/plain; charset=utf-8", size: 16 }, letter: undefined },
  });
  const got = (await reader.download(id, "cv")) as {
    allowed: true;
    file: { stream: ReadableStream<Uint8Array>; name: string };
  };
  expect(await new Response(got.file.stream).text()).toBe("My years at sea.");
  expect(await loose(it.engine.records)("upload").for("pool").download(id, "cv")).toEqual({
    allowed: false,
    reason: "other-purpose",
  });
  expect(await reader.download(id, "email")).toEqual({ allowed: false, reason: "undeclared" });
  const subject = await it.engine.subjects.find({ email: "cv@example.org" });
  const exported = await it.engine.subjects.export(subject!, { by: "desk" });
  expect(JSON.stringify(exported)).not.toContain('"key"');
  await it.engine.subjects.erase(subject!, { by: "desk", reason: "request" });
  expect(await lying()).toEqual([]);
  expect(await reader.download(id, "cv")).toEqual({ allowed: false, reason: "not-found" });
});

test("a purpose on consent is agreed to with the form, by a box of its own", async () => {
  const data = form({ email: "pool@example.org", cv: text("x y z") });
  data.append("consent", "pool");
  const { id } = (await (await post(data)).json()) as { id: string };
  expect(await loose(it.engine.records)("upload").for("pool").read(id, ["email"])).toMatchObject({ allowed: true });
  // What may serve nothing else is kept only with the consent; nobody is asked for it twice.
  const without = form({ email: "pool1@example.org", cv: text("x y z"), wish: "The sea" });
  expect((await problems(await post(without))).map(({ field, code }) => [field, code])).toEqual([
    ["wish", "no-consent"],
  ]);
  without.append("consent", "pool");
  expect((await post(without)).status).toBe(201);
  const wrong = form({ email: "pool2@example.org", cv: text("x y z") });
  wrong.append("consent", "recruitment");
  expect((await problems(await post(wrong))).map(({ field, code }) => [field, code])).toEqual([
    ["consent", "undeclared"],
  ]);
});

test.each<[string, () => { [name: string]: string | File }, string[][]]>([
  ["eleven megabytes", () => ({ cv: text(new Uint8Array(11_000_000).fill(65)) }), [["cv", "too-large-file"]]],
  [
    "a picture named .pdf",
    () => ({ cv: text(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 1]), "cv.pdf") }),
    [["cv", "file-kind"]],
  ],
  ["a bomb named .docx", () => ({ cv: new File([bomb], "cv.docx") }), [["cv", "file-bomb"]]],
  ["no file", () => ({}), [["cv", "missing"]]],
  ["text where a file should be", () => ({ cv: "C:\\cv.pdf" }), [["cv", "not-a-file"]]],
  [
    "a file under a name that takes none",
    () => ({ cv: text("x"), email: text("a@example.org"), photo: text("x") }),
    [
      ["photo", "undeclared"],
      ["email", "not-a-string"],
    ],
  ],
])("%s is refused, by field, and nothing of it stays", async (_, fields, expected) => {
  const before = (await readRows(store)).length;
  const kept = (await lying()).length;
  const response = await post(form({ email: "a@example.org", ...fields() }));
  expect(response.status).toBe(expected[0]![1] === "too-large-file" ? 413 : 422);
  expect((await problems(response)).map(({ field, code }) => [field, code])).toEqual(expected);
  expect((await readRows(store)).length).toBe(before);
  expect((await lying()).length).toBe(kept);
});

test("a file that came twice, in a form of too much, or beside another that the place refuses: none of them stays", async () => {
  const kept = (await lying()).length;
  const twice = form({ email: "a@example.org", cv: text("one") });
  twice.append("cv", text("two"));
  expect((await problems(await post(twice))).map(({ field, code }) => [field, code])).toEqual([["cv", "twice"]]);
  const many = form({ email: "a@example.org", cv: text("one") });
  for (let i = 0; i < 220; i++) many.append(`f${i}`, "x");
  expect((await problems(await post(many))).map(({ code }) => code)).toEqual(["too-many"]);
  expect((await lying()).length).toBe(kept);

  const place = await makeFolder();
  const folder = await openFolder(join(place, "files"));
  let writes = 0;
  const full: FileStore = {
    ...folder,
    write: async (id, source, size) => {
      if (++writes > 1) throw new AbideError("files-full", "There is no room.");
      return folder.write(id, source, size);
    },
  };
  const other = await testEngine({ policy: uploads, files: full });
  const collect = other.engine.collect as (activity: string, input: object) => Promise<unknown>;
  const both = { email: "d@example.org", cv: text("One."), letter: text("Two.") };
  await expect(collect("upload", both)).rejects.toMatchObject({ code: "files-full" });
  expect(writes).toBe(2);
  expect(await lying(place)).toEqual([]);
});

const boundary = "----abide";
const parts = (...list: string[]) =>
  list.map((part) => `--${boundary}\r\n${part}\r\n`).join("") + `--${boundary}--\r\n`;
const emailPart = 'content-disposition: form-data; name="email"\r\n\r\na@example.org';
const filePart =
  'content-disposition: form-data; name="cv"; filename="cv.txt"\r\ncontent-type: text/plain\r\n\r\nHello';

test.each<[string, string | Uint8Array<ArrayBuffer>, string, number]>([
  ["a body that breaks off", parts(emailPart, filePart).slice(0, -30), boundary, 400],
  ["another boundary than it says", parts(emailPart, filePart), "other", 400],
  ["no boundary", parts(emailPart), "", 400],
  [
    "a value that is not UTF-8",
    Uint8Array.from(Buffer.from(parts(emailPart, filePart).replace("a@", "\u00ff@"), "latin1")),
    boundary,
    400,
  ],
  ["three hundred parts", parts(...Array.from({ length: 300 }, () => emailPart)), boundary, 413],
])("%s is refused as a whole, and nothing of it stays", async (_, body, named, status) => {
  const kept = (await lying()).length;
  const response = await post(body, { "content-type": `multipart/form-data${named ? `; boundary=${named}` : ""}` });
  expect(response.status).toBe(status);
  expect((await lying()).length).toBe(kept);
});

test("JSON cannot name a file that lies there, and the server can give one", async () => {
  const response = await post(
    JSON.stringify({ email: "a@example.org", cv: { id: crypto.randomUUID(), key: "", size: 1, name: "x", type: "y" } }),
    {
      "content-type": "application/json",
    },
  );
  expect((await problems(response)).map(({ code }) => code)).toEqual(["not-a-file"]);
  const collect = it.engine.collect as (activity: string, input: object) => ReturnType<typeof it.engine.collect>;
  expect(await collect("upload", { email: "b@example.org", cv: text("From code.") })).toMatchObject({
    collected: true,
  });
});

test("where the store goes away as the form is taken, the file goes as well", async () => {
  const other = await testEngine({ policy: uploads, folder: true });
  const end = await outage(other.store);
  const collect = other.engine.collect as (activity: string, input: object) => Promise<unknown>;
  await expect(collect("upload", { email: "c@example.org", cv: text("Lost.") })).rejects.toMatchObject({
    code: "store-down",
  });
  expect(await lying(other.store.folder)).toEqual([]);
  await end();
});
