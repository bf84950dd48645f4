import { request as ask, type IncomingMessage } from "node:http";
import { setTimeout as pass } from "node:timers/promises";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test, vi } from "vitest";
import { serve } from "../node.ts";
import { atEnd } from "../test-ending.ts";
import { testEngine } from "../test-engine.ts";
import { openSocket } from "./test-socket.ts";

type Answer = (request: Request) => Response | Promise<Response>;

/** Serves `answer` without an engine. */
async function start(answer: Answer) {
  const served = await serve({ fetch: async (request) => answer(request) }, { port: 0, host: "127.0.0.1" });
  atEnd(served.close);
  return served;
}

/** The answer as it comes over the wire: nothing of it is unpacked. */
function get(url: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ readonly message: IncomingMessage; readonly bytes: Buffer }>((resolve, reject) => {
    ask(url, { headers, method, agent: false }, (message) => {
      const chunks: Buffer[] = [];
      message.on("data", (chunk: Buffer) => chunks.push(chunk));
      message.on("error", reject);
      message.on("end", () => resolve({ message, bytes: Buffer.concat(chunks) }));
    })
      .on("error", reject)
      .end();
  });
}

const text = "The quick brown fox jumps over the lazy dog. ".repeat(100);
const plain = { headers: { "content-type": "text/plain" } };
const unpack: { readonly [encoding: string]: (bytes: Buffer) => Buffer } = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
};

test("Abide's own files come as small as they can be packed, each time the same", async () => {
  const { engine } = await testEngine({});
  const { url, close } = await serve(engine, { port: 0, host: "127.0.0.1" });
  atEnd(close);
  const fetch = async (accept: string) => (await get(`${url}/abide/gate.js`, { "accept-encoding": accept })).bytes;
  const raw = await fetch("identity");
  const first = await fetch("br");
  expect(first.length).toBeLessThanOrEqual(brotliCompressSync(raw).length);
  expect(await fetch("br")).toEqual(first);
  for (const encoding of ["gzip", "zstd"]) expect(unpack[encoding]!(await fetch(encoding))).toEqual(raw);
});

test.each([
  ["br, gzip, zstd", "br"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["zstd, gzip", "zstd"],
  ["gzip;q=1, br;q=0.5", "gzip"],
  ["*", "br"],
  ["*;q=0.1, br;q=0", "zstd"],
  ["BR", "br"],
  ["identity;q=0, gzip;q=0.1", "gzip"],
])("what accepts %s gets %s, and the same text", async (accept, encoding) => {
  const { url } = await start(() => new Response(text, plain));
  const { message, bytes } = await get(url, { "accept-encoding": accept });
  expect(message.headers).toMatchObject({ "content-encoding": encoding, vary: "Accept-Encoding" });
  expect(message.headers["content-length"]).toBeUndefined();
  expect(bytes.length).toBeLessThan(text.length / 4);
  expect(unpack[encoding]!(bytes).toString()).toBe(text);
});

test.each<[string, Record<string, string>]>([
  ["nothing", {}],
  ["identity alone", { "accept-encoding": "identity" }],
  ["identity above all", { "accept-encoding": "identity, gzip;q=0.5" }],
  ["no encoding at all", { "accept-encoding": "*;q=0" }],
  ["unknown encodings", { "accept-encoding": "compress, dcb" }],
  ["a weight that is none", { "accept-encoding": "gzip;q=much" }],
  ["a header without sense", { "accept-encoding": ",;q=,;;" }],
])("who accepts %s gets the text as it is, and caches are told", async (_, headers) => {
  const { url } = await start(() => new Response(text, plain));
  const { message, bytes } = await get(url, headers);
  expect(message.headers["content-encoding"]).toBeUndefined();
  expect(message.headers.vary).toBe("Accept-Encoding");
  expect(bytes.toString()).toBe(text);
});

test.each<[string, ResponseInit & { readonly body?: string }]>([
  ["a picture", { headers: { "content-type": "image/png" } }],
  ["something without a type", { headers: { "content-type": "" } }],
  ["less than 1 KB", { ...plain, body: "short" }],
  ["what is packed already", { headers: { "content-type": "text/plain", "content-encoding": "br" } }],
  [
    "what may not be transformed",
    { headers: { "content-type": "text/plain", "cache-control": "max-age=60, no-transform" } },
  ],
  [
    "a range",
    { status: 206, headers: { "content-type": "text/plain", "content-range": `bytes 0-${text.length - 1}/9999` } },
  ],
  ["events", { headers: { "content-type": "text/event-stream" } }],
])("%s leaves as the site wrote it", async (_, { body = text, ...init }) => {
  const { url } = await start(() => new Response(body, init));
  const { message, bytes } = await get(url, { "accept-encoding": "br, gzip, zstd" });
  expect(bytes.toString()).toBe(body);
  expect(message.headers["content-encoding"]).toBe(new Headers(init.headers).get("content-encoding") ?? undefined);
  expect(message.headers.vary).toBeUndefined();
});

test("who refuses plain bytes gets packed ones, however few they are", async () => {
  const { url } = await start(() => new Response("short", plain));
  const { bytes } = await get(url, { "accept-encoding": "gzip, identity;q=0" });
  expect(gunzipSync(bytes).toString()).toBe("short");
});

test("HEAD has the headers of GET, packed or not", async () => {
  const headers = { "content-type": "text/css", "content-length": String(text.length), etag: '"a1"' };
  const { url } = await start(({ method }) => new Response(method === "HEAD" ? null : text, { headers }));
  for (const accept of ["gzip", "identity"]) {
    const [got, head] = [
      await get(url, { "accept-encoding": accept }),
      await get(url, { "accept-encoding": accept }, "HEAD"),
    ];
    const { date: _, "transfer-encoding": __, ...rest } = got.message.headers;
    const { date: ___, ...ofHead } = head.message.headers;
    expect(ofHead).toEqual(rest);
    expect(head.bytes.length).toBe(0);
  }
});

test("the validator of what is packed is weak, and the site is asked with its own", async () => {
  const asked: (string | null)[] = [];
  const headers = { "content-type": "text/css", etag: '"a1"' };
  const { url } = await start((request) => {
    const tag = request.headers.get("if-none-match");
    asked.push(tag);
    return tag === '"a1"'
      ? new Response(null, { status: 304, headers: { etag: tag } })
      : new Response(text, { headers });
  });
  const { etag } = (await get(url, { "accept-encoding": "gzip" })).message.headers;
  expect(etag).toMatch(/^W\/"/);
  const again = await get(url, { "accept-encoding": "gzip", "if-none-match": etag! });
  expect(again.message.statusCode).toBe(304);
  expect(again.message.headers.etag).toBe(etag);
  expect((await get(url)).message.headers.etag).toBe('"a1"');
  expect(asked).toEqual([null, '"a1"', null]);
});

test.each(["br", "gzip", "zstd", "identity"])("a page that comes piece by piece does so in %s", async (encoding) => {
  const steps = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const encoder = new TextEncoder();
  let step = 0;
  const { url } = await start(() => {
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        if (step === 3) return controller.close();
        await steps[step - 1]?.promise;
        controller.enqueue(encoder.encode(`piece ${step++}\n`));
      },
    });
    return new Response(body, { headers: { "content-type": "text/html" } });
  });
  // `fetch` unpacks as it comes.
  const response = await fetch(url, { headers: { "accept-encoding": encoding } });
  expect(response.headers.get("content-encoding") ?? "identity").toBe(encoding);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe("piece 0\n");
  steps[0]!.resolve();
  expect((await reader.read()).value).toBe("piece 1\n");
  steps[1]!.resolve();
  expect((await reader.read()).value).toBe("piece 2\n");
  expect((await reader.read()).done).toBe(true);
});

test("headers are there before the first word is", async () => {
  const { url } = await start(() => new Response(new ReadableStream(), { headers: { "content-type": "text/html" } }));
  const left = new AbortController();
  const response = await fetch(url, { headers: { "accept-encoding": "gzip" }, signal: left.signal });
  expect(response.status).toBe(200);
  left.abort();
});

test("events arrive one by one", async () => {
  const more = Promise.withResolvers<void>();
  let sent = 0;
  const { url } = await start(() => {
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        if (sent > 0) await more.promise;
        controller.enqueue(new TextEncoder().encode(`data: ${sent++}\n\n`));
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  const left = new AbortController();
  const response = await fetch(url, { signal: left.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe("data: 0\n\n");
  more.resolve();
  expect((await reader.read()).value).toContain("data: 1\n\n");
  left.abort();
});

test.each(["GET", "POST"])("the work ends at once when whoever sent %s leaves", async (method) => {
  let [aborted, cancelled, chunks] = [0, 0, 0];
  const it = await testEngine({
    site: (request) => {
      request.signal.addEventListener("abort", () => void aborted++);
      const body = new ReadableStream<Uint8Array>(
        {
          pull: async (controller) => {
            await pass(5);
            chunks++;
            controller.enqueue(new TextEncoder().encode(text));
          },
          cancel: () => void cancelled++,
        },
        { highWaterMark: 0 },
      );
      return new Response(body, { headers: { "content-type": "application/x-ndjson" } });
    },
  });
  const { port, close } = await serve(it.engine, { port: 0, host: "127.0.0.1" });
  atEnd(close);
  const { socket, write, until } = openSocket(port);
  write(`${method} / HTTP/1.1\nHost: localhost\nAccept-Encoding: br\nContent-Length: 0\n\n`);
  await until(/\r\n\r\n[^]{20}/);
  expect([aborted, cancelled]).toEqual([0, 0]);
  socket.destroy();
  await vi.waitFor(() => expect([aborted, cancelled]).toEqual([1, 1]));
  const before = chunks;
  await pass(100);
  expect(chunks).toBeLessThanOrEqual(before + 1);
});

test("a body that says nothing is cancelled as well, and a handler that still thinks hears of it", async () => {
  let [aborted, cancelled] = [0, 0];
  const { port } = await start(async (request) => {
    request.signal.addEventListener("abort", () => void aborted++);
    if (new URL(request.url).pathname === "/thinks")
      await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
    return new Response(new ReadableStream({ cancel: () => void cancelled++ }));
  });
  for (const path of ["/silent", "/thinks"]) {
    const { socket, write } = openSocket(port);
    write(`GET ${path} HTTP/1.1\nHost: localhost\n\n`);
    await pass(100);
    socket.destroy();
  }
  await vi.waitFor(() => expect([aborted, cancelled]).toEqual([2, 2]));
});

test.each(["GET", "HEAD", "POST"])(
  "the site hears who sent %s leave, however long it has listened to nothing else",
  async (method) => {
    let aborted = 0;
    const said: string[] = [];
    const begun = Promise.withResolvers<void>();
    const it = await testEngine({
      logger: (sentence) => void said.push(sentence),
      site: ({ signal }) => {
        signal.addEventListener("abort", () => void aborted++);
        begun.resolve();
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("Nobody listens."))));
      },
    });
    const { port, close } = await serve(it.engine, { port: 0, host: "127.0.0.1" });
    atEnd(close);
    const { socket, write } = openSocket(port);
    write(`${method} / HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n`);
    await begun.promise;
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    for (let i = 0; i < 5; i++) {
      collect();
      await pass(5);
    }
    socket.destroy();
    await vi.waitFor(() => expect(aborted).toBe(1));
    await pass(50);
    // What breaks off because of it is no failure.
    expect(said).toEqual([]);
  },
);

test("who has heard everything has not left", async () => {
  let aborted = 0;
  const { url } = await start((request) => {
    request.signal.addEventListener("abort", () => void aborted++);
    return new Response(text, plain);
  });
  await get(url);
  await pass(50);
  expect(aborted).toBe(0);
});

test("a range, a length and what the client waits for with 100-continue pass", async () => {
  const { port } = await start(async (request) => {
    if (request.method === "POST") return new Response(await request.text(), plain);
    const headers = { "content-range": "bytes 4-7/10", "content-length": "4", "content-type": "text/plain" };
    return request.headers.get("range") === "bytes=4-7"
      ? new Response("4567", { status: 206, headers })
      : new Response("no");
  });
  const ranged = openSocket(port);
  ranged.write("GET / HTTP/1.1\nHost: localhost\nRange: bytes=4-7\nAccept-Encoding: gzip\nConnection: close\n\n");
  const part = await ranged.end();
  expect(part).toMatch(/^HTTP\/1\.1 206 Partial Content\r\n/);
  expect(part).toMatch(/content-length: 4\r\n[^]*content-range: bytes 4-7\/10\r\n[^]*\r\n\r\n4567$/i);
  const waiting = openSocket(port);
  waiting.write("POST / HTTP/1.1\nHost: localhost\nExpect: 100-continue\nContent-Length: 5\nConnection: close\n\n");
  await waiting.until(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
  waiting.write("hello");
  expect(await waiting.end()).toMatch(/HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nhello$/);
});

test("headers of the site's own connection, as a fetched answer has them, stay behind", async () => {
  const headers = {
    "content-type": "text/plain",
    "transfer-encoding": "chunked",
    connection: "keep-alive, X-Hop",
    "keep-alive": "timeout=9",
    "x-hop": "1",
  };
  const { port } = await start(() => new Response("hello", { headers }));
  const { write, end } = openSocket(port);
  write("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n");
  const answer = await end();
  expect(answer).toMatch(/content-length: 5\r\n[^]*\r\n\r\nhello$/);
  expect(answer).not.toMatch(/transfer-encoding|x-hop|timeout=9/i);
});

test("a chunked body with trailers is read to its end", async () => {
  const { port } = await start(async (request) => new Response(await request.text(), plain));
  const { write, end } = openSocket(port);
  write("POST / HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\nTrailer: X-Sum\nConnection: close\n\n");
  write("5\nhello\n0\nX-Sum: 1\n\n");
  expect(await end()).toMatch(/\r\n\r\nhello$/);
});
