import type { FileStore } from "./file-store.ts";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import { request as forward, type RequestListener, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openBucket, type BucketOptions } from "./bucket.ts";
import type { Taken } from "./files.ts";
import { openFolder } from "./folder.ts";
import { openPlace } from "./place.ts";
import { credentials, findSignatureProblem, openLoopback, region, type Loopback } from "./test-aws.ts";
import { word } from "./test-documents.ts";
import { collect, inPieces, testFileStore } from "./test-file-store.ts";

/** s3rver has no types. */
interface S3Server {
  readonly run: () => Promise<{ readonly port: number }>;
  readonly close: () => Promise<void>;
}
const S3rver = createRequire(import.meta.url)("s3rver") as new (options: object) => S3Server;

let root: string;
let s3: S3Server;
let server: Loopback;

/**
 * An S3 server. s3rver looks at no signature of version 4, nor at the hash of a body, so both are checked in front of it: what does
 * not agree, or breaks off, does not reach it.
 */
beforeAll(async () => {
  root = await fs.mkdtemp(join(tmpdir(), "abide-bucket-"));
  const directory = join(root, "s3");
  const at = { address: "127.0.0.1", port: 0, silent: true, vhostBuckets: false };
  s3 = new S3rver({ ...at, directory, configureBuckets: [{ name: "halden" }] });
  const { port } = await s3.run();
  // It knows these, and no others.
  const authorization = "AWS4-HMAC-SHA256 Credential=S3RVER/x, SignedHeaders=x, Signature=x";
  server = await openLoopback(async (request, response) => {
    const body = await collect(request).catch(() => undefined);
    if (!body) return void response.destroy();
    const problem = findSignatureProblem(request, "s3", body);
    if (problem !== undefined) return refuse(response, 403, problem);
    const { url: path, method } = request;
    const behind = forward({ host: at.address, port, path, method, headers: { ...request.headers, authorization } });
    behind.on("response", (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    behind.on("error", (error) => response.destroy(error));
    behind.end(body);
  });
});
afterAll(async () => {
  await server.close();
  await s3.close();
  await fs.rm(root, { recursive: true, force: true });
});

const open = (more: Partial<BucketOptions> = {}) =>
  openBucket({ endpoint: server.url, bucket: "halden", region, credentials, ...more });

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml", connection: "close" });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>x</Message></Error>`);
}

testFileStore("a bucket", async () => ({ store: open(), close: async () => {} }));

/** s3rver names its pages with a cipher that OpenSSL 3 no longer has, so the pages are told by the test. */
test("a list longer than a page is read to its end", async () => {
  const token = "1/a+b=&c d";
  const pages = [0, 1].map(() => Array.from({ length: 1_000 }, (): string => randomUUID()));
  const answers: [token: string | null, problem: string | undefined][] = [];
  const loopback = await openLoopback((request, response) => {
    const query = new URL(request.url!, "http://localhost").searchParams;
    const named = query.get("continuation-token");
    answers.push([named, findSignatureProblem(request, "s3")]);
    const files = pages[named === null ? 0 : 1]!.map(
      (id) =>
        `<Contents><Key>${query.get("prefix")}${id}</Key><LastModified>2026-11-24T09:00:00.000Z</LastModified><Size>7</Size></Contents>`,
    );
    const next = `<NextContinuationToken>${token.replace("&", "&amp;")}</NextContinuationToken>`;
    const more = named === null ? `<IsTruncated>true</IsTruncated>${next}` : "<IsTruncated>false</IsTruncated>";
    response.end(
      `<ListBucketResult>${files.join("")}<Contents><Key>files/readme.txt</Key></Contents>${more}</ListBucketResult>`,
    );
  });
  onTestFinished(loopback.close);
  const found: string[] = [];
  for await (const { id, size, at } of open({ endpoint: loopback.url }).list()) {
    found.push(id);
    expect([size, at.toISOString()]).toEqual([7, "2026-11-24T09:00:00.000Z"]);
  }
  expect(found).toEqual(pages.flat());
  expect(answers).toEqual([
    [null, undefined],
    [token, undefined],
  ]);
});

/** The files of a bucket, with the data folder `folder` beside it. */
async function openFiles(folder?: string, store: FileStore | undefined = open()) {
  const { files, place, close } = await openPlace(store, folder);
  onTestFinished(close);
  const take = async () => {
    const stream = ReadableStream.from(inPieces(word));
    const taken = await files!.take(stream, { name: "cv.docx", max: 1_000_000, kinds: ["docx"] });
    if ("problem" in taken) throw new Error(taken.problem);
    return taken;
  };
  return { files: files!, place: place!, take, close };
}

async function list(store: FileStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of store.list()) ids.push(id);
  return ids.sort();
}

test("a file is checked here, lies sealed there, and opens from there, in part as well; no data folder is needed", async () => {
  const { files, take, close } = await openFiles();
  const taken = await take();
  expect((await collect(await files.open(taken))).equals(word)).toBe(true);
  expect((await collect(await files.open(taken, { start: 3, end: 30 }))).equals(word.subarray(3, 30))).toBe(true);
  expect((await collect(open().read(taken.id))).includes("word/document.xml")).toBe(false);
  await files.discard(taken.id);
  const spools = async () => (await fs.readdir(tmpdir())).filter((name) => name.startsWith("abide-files-"));
  const before = await spools();
  await close();
  expect((await spools()).length).toBeLessThan(before.length);
});

test("files of a data folder are found once there is a bucket, and move into it; broken off, that goes on", async () => {
  const data = join(root, "data");
  const folder = await openFolder(join(data, "files"));
  const before = await openPlace(undefined, data);
  const old: Taken[] = [];
  for (let i = 0; i < 3; i++) {
    const stream = ReadableStream.from(inPieces(word));
    old.push((await before.files!.take(stream, { name: "cv.docx", max: 1_000_000, kinds: ["docx"] })) as Taken);
  }
  const ids = old.map(({ id }) => id).sort();
  const { files, place } = await openFiles(data);
  expect((await collect(await files.open(old[0]!))).equals(word)).toBe(true);
  expect((await collect(place.read(ids[1]!, { start: 0, end: 5 }))).length).toBe(5);
  await expect(collect(place.read(randomUUID()))).rejects.toMatchObject({ code: "file-missing" });

  const known = async (asked: readonly string[]) => new Set(asked.filter((id) => ids.includes(id)));
  const soon = () => new Date(Date.now() + 3_600_000);
  let written = 0;
  const breaking: FileStore = {
    ...open(),
    write: async (...given) => {
      if (written++ === 1) throw new Error("broken off");
      await open().write(...given);
    },
  };
  await expect((await openFiles(data, breaking)).files.sweep(known, soon())).rejects.toThrow("broken off");
  expect(await list(open())).toHaveLength(1);
  expect(await list(folder)).toHaveLength(2);
  // What may still be under way stays where it is.
  expect(await files.sweep(known, new Date(Date.now() - 3_600_000))).toEqual({ deleted: 0, moved: 0 });
  expect(await files.sweep(known, soon())).toEqual({ deleted: 0, moved: 2 });
  expect([await list(open()), await list(folder)]).toEqual([ids, []]);
  for (const taken of old) {
    expect((await collect(await files.open(taken))).equals(word)).toBe(true);
    await files.discard(taken.id);
  }
  expect(await list(open())).toEqual([]);
});

describe("what goes wrong is said, with what to do", () => {
  const id = randomUUID();
  const write = (store = open()) => store.write(id, inPieces(Buffer.from("x")), 1);
  const list = async (store = open()) => {
    for await (const _ of store.list());
  };
  /** A bucket behind which `answer` answers. */
  const behind = async (answer: RequestListener, more: Partial<BucketOptions> = {}) => {
    const loopback = await openLoopback(answer);
    onTestFinished(loopback.close);
    return open({ endpoint: loopback.url, limit: 5_000, ...more });
  };

  test.each<[string, Partial<BucketOptions>, string]>([
    ["a bucket that is not there", { bucket: "other" }, "Create the bucket"],
    ["a key that is not known", { credentials: { ...credentials, accessKeyId: "x" } }, "access key"],
    ["a secret that is wrong", { credentials: { ...credentials, secretAccessKey: "x" } }, "access key"],
    ["another region", { region: "us-east-1" }, "Give the region"],
  ])("%s", async (_, more, next) => {
    const refused = { code: "files-refused", next: expect.stringContaining(next) as string };
    await expect(list(open(more))).rejects.toMatchObject(refused);
    await expect(write(open(more))).rejects.toMatchObject(refused);
    await expect(collect(open(more).read(id))).rejects.toMatchObject(refused);
    await expect(open(more).delete(id)).rejects.toMatchObject(refused);
  });

  test("a service that cannot be reached", async () => {
    const closed = await openLoopback(() => {});
    await closed.close();
    const store = open({ endpoint: closed.url });
    const down = { code: "files-down", next: expect.stringContaining("is up") as string };
    await expect(write(store)).rejects.toMatchObject(down);
    await expect(collect(store.read(id))).rejects.toMatchObject(down);
  });

  test("a service that does not answer in time, or stops in the middle of a file", async () => {
    const silent = await behind(() => {}, { limit: 200 });
    const slow = {
      code: "files-down",
      message: expect.stringContaining("did not answer within 0.2 seconds") as string,
    };
    await expect(write(silent)).rejects.toMatchObject(slow);
    await expect(list(silent)).rejects.toMatchObject(slow);
    const half = await behind(
      (_, response) => {
        response.writeHead(200, { "content-length": "10" });
        response.write("half");
      },
      { limit: 200 },
    );
    // Where the machine is busy, the beginning is late as well: the failure is the same.
    await expect(collect(half.read(id))).rejects.toMatchObject(slow);
    const broken = await behind((_, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half", () => response.destroy());
    });
    await expect(collect(broken.read(id))).rejects.toMatchObject({ code: "files-down" });
  });

  test("a reader who takes longer than the limit is none of the service's failures", async () => {
    const bytes = randomBytes(3_000_000);
    const store = await behind((_, response) => response.end(bytes), { limit: 500 });
    let size = 0;
    for await (const piece of store.read(id)) {
      if (size === 0) await new Promise((resolve) => setTimeout(resolve, 800));
      size += piece.length;
    }
    expect(size).toBe(bytes.length);
  });

  test("a service that is busy is asked again, a few times", async () => {
    let asked = 0;
    const busy = await behind((_, response) =>
      ++asked < 3 ? refuse(response, 503, "SlowDown") : response.end("here"),
    );
    expect((await collect(busy.read(id))).toString()).toBe("here");
    asked = -100;
    await expect(collect(busy.read(id))).rejects.toMatchObject({ code: "files-down" });
    expect(asked).toBe(-97);
  });

  test.each<[string, RequestListener, string]>([
    ["a redirect to another region", (_, response) => refuse(response, 307, "TemporaryRedirect"), "files-refused"],
    ["a service that does not know ranges", (_, response) => response.end("the whole file"), "files-refused"],
    ["a file that is shorter than it was", (_, response) => refuse(response, 416, "InvalidRange"), "file-broken"],
    ["a service that is full", (_, response) => refuse(response, 507, "XMinioStorageFull"), "files-full"],
    ["a clock that is wrong", (_, response) => refuse(response, 403, "RequestTimeTooSkewed"), "files-refused"],
  ])("%s", async (_, answer, code) => {
    const store = await behind(answer);
    await expect(collect(store.read(id, { start: 0, end: 4 }))).rejects.toMatchObject({ code });
  });

  test("a list that does not end", async () => {
    const store = await behind((_, response) =>
      response.end("<IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken>"),
    );
    await expect(list(store)).rejects.toMatchObject({ code: "files-down" });
  });

  test("a name that could be no bucket", () => {
    for (const more of [{ bucket: "a/b" }, { endpoint: "s3" }, { prefix: "?x=" }]) {
      expect(() => open(more)).toThrow(expect.objectContaining({ code: "files-refused" }));
    }
  });

  test("bytes that are not those of the hash are not kept", async () => {
    const wrong = randomUUID();
    const hash = createHash("sha256").update("other").digest("hex");
    await expect(open().write(wrong, inPieces(Buffer.from("these")), 5, hash)).rejects.toMatchObject({
      code: "files-down",
    });
    await expect(collect(open().read(wrong))).rejects.toMatchObject({ code: "file-missing" });
  });
});

test("a bucket in the host is asked for by its host", async () => {
  const hosts: (string | undefined)[] = [];
  const loopback = await openLoopback((request, response) => {
    hosts.push(request.headers.host, request.url);
    response.end("x");
  });
  onTestFinished(loopback.close);
  const id = randomUUID();
  const { port } = new URL(loopback.url);
  // Names that end in localhost lead here, wherever the resolver knows them or not.
  const here: typeof fetch = (input, init) => {
    const url = new URL(input);
    hosts.push(url.host);
    url.hostname = "127.0.0.1";
    return fetch(url, init);
  };
  const store = open({ endpoint: `http://s3.localhost:${port}`, style: "host", fetch: here });
  await collect(store.read(id));
  expect(hosts).toContain(`halden.s3.localhost:${port}`);
  expect(hosts).toContain(`/files/${id}`);
});
