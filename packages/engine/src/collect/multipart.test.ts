import { expect, test } from "vitest";
import { isAbideError } from "../http/error.ts";
import { readMultipart, type MultipartOptions } from "./multipart.ts";
import { collect, inPieces } from "../vault/test-file-store.ts";

const type = "multipart/form-data; boundary=----abide";
const disposition = (more: string) => `Content-Disposition: form-data; ${more}`;
const part = (headers: string, value: string | Uint8Array) =>
  Buffer.concat([Buffer.from(`------abide\r\n${headers}\r\n\r\n`), Buffer.from(value), Buffer.from("\r\n")]);
const end = Buffer.from("------abide--\r\n");
const body = (...parts: Uint8Array[]) => Buffer.concat([...parts, end]);

interface Sent {
  readonly values: [name: string, value: unknown][];
  readonly taken: unknown[];
}

/** What comes of `bytes` in pieces of `size`; a file's value is its name and content. */
async function send(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  {
    size = 65_536,
    contentType = type,
    ...more
  }: Partial<MultipartOptions> & { size?: number; contentType?: string } = {},
): Promise<Sent> {
  const source = bytes instanceof Uint8Array ? inPieces(bytes, size) : bytes;
  const stream = ReadableStream.from(source);
  const init = { method: "POST", body: stream, headers: { "content-type": contentType }, duplex: "half" };
  const taken: unknown[] = [];
  const values = await readMultipart(
    new Request("https://www.halden.example/", init as RequestInit),
    {
      most: 1_000_000,
      field: 1_000,
      parts: 10,
      take: (name) =>
        name === "cv" ? async (file, fileName) => `${fileName}: ${String(await collect(file))}` : undefined,
      unwanted: "unwanted",
      ...more,
    },
    (value) => void taken.push(value),
  );
  return { values, taken };
}

const mara = part(disposition(`name="name"`), "Mara Lindqvist – 日本");
const cv = part(`${disposition(`name="cv"; filename="Über mich.txt"`)}\r\nContent-Type: text/plain`, "ten\r\n--years");
const form = body(mara, cv, part(disposition(`name="name"`), ""), part(disposition(`name="letter"; filename=""`), ""));

test("names, values and files come in order, in whatever pieces the body comes", async () => {
  for (const size of [1, 2, 3, 7, 64, 65_536]) {
    expect(await send(form, { size })).toEqual({
      values: [
        ["name", "Mara Lindqvist – 日本"],
        ["cv", "Über mich.txt: ten\r\n--years"],
        ["name", ""],
        ["letter", undefined],
      ],
      taken: ["Über mich.txt: ten\r\n--years"],
    });
  }
});

test("a body that breaks off anywhere is refused, and what was taken before is told", async () => {
  for (let at = 0; at < form.length - 4; at++) {
    const size = at % 2 === 0 ? 65_536 : 5;
    const outcome = await send(form.subarray(0, at), { size }).catch((error: unknown) => error);
    expect(isAbideError(outcome) && outcome.code, `after ${at} bytes`).toBe("malformed");
  }
});

test("a connection that breaks off in a file ends the file with an error, and the form as malformed", async () => {
  const gone = async function* () {
    yield form.subarray(0, form.indexOf("years"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw new Error("the visitor has left");
  };
  let told: unknown;
  const take = () => async (file: ReadableStream<Uint8Array>) => {
    await collect(file).catch((error: unknown) => {
      told = error;
    });
    throw new Error("not taken");
  };
  await expect(send(gone(), { take })).rejects.toMatchObject({ code: "malformed" });
  expect(told).toBeInstanceOf(Error);
});

test.each<[string, Uint8Array, string]>([
  ["a value that is not UTF-8", body(part(disposition(`name="a"`), Buffer.from("M\u00e4rz", "latin1"))), "malformed"],
  [
    "a name that is not UTF-8",
    Buffer.from(
      body(part(disposition(`name="M#"`), "1"))
        .toString("latin1")
        .replace("#", "\u00e4"),
      "latin1",
    ),
    "malformed",
  ],
  [
    "a field in another character set",
    body(part(`${disposition(`name="a"`)}\r\nContent-Type: text/plain; charset=utf-16le`, "ab")),
    "malformed",
  ],
  [
    "a field that is encoded",
    body(part(`${disposition(`name="a"`)}\r\nContent-Transfer-Encoding: base64`, "YQ==")),
    "malformed",
  ],
  ["a part without a name", body(part(disposition(`x="a"`), "1")), "malformed"],
  ["a part that is no form data", body(part(`Content-Disposition: attachment; name="a"`, "1")), "malformed"],
  ["a part without headers", Buffer.concat([Buffer.from("------abide\r\nvalue\r\n"), end]), "malformed"],
  ["two names of one part", body(part(disposition(`name="a"; name="b"`), "1")), "malformed"],
  [
    "two dispositions of one part",
    body(part(`${disposition(`name="a"`)}\r\n${disposition(`name="b"`)}`, "1")),
    "malformed",
  ],
  ["a name that is not closed", body(part(disposition(`name="a`), "1")), "malformed"],
  ["headers that do not end", body(part(`${disposition(`name="a"`)}\r\nX: ${"y".repeat(20_000)}`, "1")), "too-large"],
  ["a field that is too long", body(part(disposition(`name="a"`), "a".repeat(1_001))), "too-large"],
  ["too many parts", body(...Array.from({ length: 11 }, () => mara)), "too-large"],
  ["a body that is too long", body(part(disposition(`name="cv"; filename="a"`), "a".repeat(1_000_000))), "too-large"],
  ["an end that is too long", Buffer.concat([form, Buffer.alloc(1_000_000)]), "too-large"],
  ["another boundary than was said", Buffer.from(form.toString().replaceAll("abide", "other")), "malformed"],
])("%s is refused", async (_, bytes, code) => {
  for (const size of [65_536, 11]) {
    if (bytes.length > 100_000 && size === 11) continue;
    await expect(send(bytes, { size })).rejects.toMatchObject({ name: "AbideError", code });
  }
});

test.each([
  ["multipart/form-data"],
  ["multipart/form-data; boundary="],
  [`multipart/form-data; boundary="${"a".repeat(71)}"`],
  ["multipart/form-data; boundary=a\\b"],
  ["multipart/form-data; charset=latin1; boundary=----abide"],
])("%s is refused", async (contentType) => {
  await expect(send(form, { contentType })).rejects.toMatchObject({ code: "malformed" });
});

test("what clients write differently is understood", async () => {
  const parts = [
    part(`content-disposition: form-data; name=plain`, "1"),
    part(`CONTENT-DISPOSITION: form-data; NAME="quoted \\"name\\""`, "2"),
    part(
      `${disposition(`name="typed"`)}\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit`,
      "é",
    ),
    part(disposition(`name="cv"; filename="C:\\Users\\mara\\cv.txt"`), "3"),
    part(disposition(`name="cv"; filename*=UTF-8''cv.txt; filename="cv;=.txt"`), "4"),
  ];
  const { values } = await send(Buffer.concat([Buffer.from("before\r\n"), body(...parts), Buffer.from("behind")]), {
    contentType: `Multipart/Form-Data; charset=utf-8; boundary="----abide"`,
    size: 9,
  });
  expect(values).toEqual([
    ["plain", "1"],
    [`quoted "name"`, "2"],
    ["typed", "é"],
    ["cv", "C:\\Users\\mara\\cv.txt: 3"],
    ["cv", "cv;=.txt: 4"],
  ]);
});

test("files that nobody asked for are passed over, and their content is not held to be a field", async () => {
  const photo = part(disposition(`name="photo"; filename="a.jpg"`), "x".repeat(5_000));
  const nameless = part(disposition(`name="letter"; filename=""`), "content");
  expect((await send(body(photo, nameless, mara), { size: 100 })).values).toEqual([
    ["photo", "unwanted"],
    ["letter", "unwanted"],
    ["name", "Mara Lindqvist – 日本"],
  ]);
});

test("whoever stops reading a file, or fails to take it, does not stop the fields behind it", async () => {
  const large = part(disposition(`name="cv"; filename="a"`), "x".repeat(300_000));
  const stop = () => async (file: ReadableStream<Uint8Array>) => {
    const reader = file.getReader();
    await reader.read();
    await reader.cancel();
    return "stopped";
  };
  for (const size of [1_000, 65_536, 1_000_000]) {
    expect((await send(body(large, mara), { take: stop, size })).values).toEqual([
      ["cv", "stopped"],
      ["name", "Mara Lindqvist – 日本"],
    ]);
    let read = 0;
    const source = async function* () {
      for await (const piece of inPieces(body(large, large, mara), size)) {
        read += piece.length;
        yield piece;
      }
    };
    let tried = 0;
    const failing = () => async () => {
      tried++;
      throw new Error("the disk is full");
    };
    await expect(send(source(), { take: failing })).rejects.toThrow("the disk is full");
    expect([tried, read]).toEqual([1, body(large, large, mara).length]);
  }
});

test("no more is read than a file has room for", async () => {
  const bytes = body(part(disposition(`name="cv"; filename="a"`), Buffer.alloc(3_000_000, "x")), mara);
  let sent = 0;
  let read = 0;
  let most = 0;
  const source = async function* () {
    for await (const piece of inPieces(bytes, 16_384)) {
      most = Math.max(most, sent - read);
      sent += piece.length;
      yield piece;
    }
  };
  const take = () => async (file: ReadableStream<Uint8Array>) => {
    for await (const chunk of file) {
      read += chunk.length;
      if (read % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return read;
  };
  expect((await send(source(), { take, most: 4_000_000 })).values[0]).toEqual(["cv", 3_000_000]);
  expect(most).toBeLessThan(250_000);
});
