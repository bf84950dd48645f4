import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { serve } from "../node.ts";
import { atEnd } from "../test-ending.ts";
import { testEngine } from "../test-engine.ts";
import { correctEncoding } from "./encoding.ts";

const pack: { readonly [encoding: string]: (text: string) => Uint8Array } = {
  br: brotliCompressSync,
  deflate: deflateSync,
  gzip: gzipSync,
  "x-gzip": gzipSync,
  zstd: zstdCompressSync,
};
const texts = ["", "x", "hello", '{"a":1}', "body{color:red}", "\u001f\u008b is no gzip", "word ".repeat(5000)];

test.each(Object.keys(pack))(
  "plain bytes that are said to be %s leave as plain ones, and packed ones as packed",
  async (encoding) => {
    const headers = { "content-encoding": encoding, "content-type": "text/plain" };
    for (const text of texts.slice(1)) {
      const plain = await correctEncoding(new Response(text, { headers }));
      expect(plain.headers.get("content-encoding"), text.slice(0, 20)).toBeNull();
      expect(await plain.text()).toBe(text);
      const packed = await correctEncoding(new Response(pack[encoding]!(text) as Uint8Array<ArrayBuffer>, { headers }));
      expect(packed.headers.get("content-encoding"), text.slice(0, 20)).toBe(encoding);
      expect(Buffer.from(await packed.arrayBuffer())).toEqual(Buffer.from(pack[encoding]!(text)));
    }
  },
);

test("a deflate without a head is one as well", async () => {
  const headers = { "content-encoding": "deflate" };
  const response = await correctEncoding(new Response(deflateRawSync("hello") as Uint8Array<ArrayBuffer>, { headers }));
  expect(response.headers.get("content-encoding")).toBe("deflate");
});

test("an encoding that nobody knows, and an empty body, are left as they are", async () => {
  const unknown = await correctEncoding(new Response("hello", { headers: { "content-encoding": "aes128gcm" } }));
  expect([unknown.headers.get("content-encoding"), await unknown.text()]).toEqual(["aes128gcm", "hello"]);
  const empty = await correctEncoding(new Response("", { headers: { "content-encoding": "gzip" } }));
  expect(await empty.text()).toBe("");
});

test("what a site fetched and handed on arrives whole, whatever its type and encoding", async () => {
  const upstream = createServer((request, response) => {
    const [, encoding = "", type = ""] = /^\/([^/]+)\/(.*)$/.exec(request.url!)!;
    const text = type === "text/html" ? "<!doctype html><p>hello" : "hello ".repeat(1000);
    response.writeHead(200, { "content-encoding": encoding, "content-type": type });
    response.end(pack[encoding]!(text));
  }).listen(0);
  atEnd(() => upstream.close());
  const { port } = upstream.address() as AddressInfo;
  const it = await testEngine({
    site: async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      const got = await fetch(`http://127.0.0.1:${port}${pathname}`);
      return searchParams.has("made") ? new Response(got.body, got) : got;
    },
  });
  const { url, close } = await serve(it.engine, { port: 0, host: "127.0.0.1" });
  atEnd(close);
  for (const encoding of ["gzip", "br", "zstd", "deflate"]) {
    for (const type of ["text/plain", "application/json", "image/png", "text/html"]) {
      for (const made of ["", "?made"]) {
        const response = await fetch(`${url}/${encoding}/${type}${made}`);
        expect(await response.text(), `${encoding} ${type} ${made}`).toContain("hello");
      }
    }
  }
});

test.each([
  ...Object.entries(pack).map(([encoding, pages]) => [encoding, pages] as const),
  ["deflate", deflateRawSync],
  ["gzip, br", (text: string) => brotliCompressSync(gzipSync(text))],
] as const)("a page in %s is protected", async (encoding, packed) => {
  const headers = { "content-encoding": encoding, "content-type": "text/html; charset=utf-8" };
  const it = await testEngine({
    site: () => new Response(packed("<!doctype html><p>Hello") as Uint8Array<ArrayBuffer>, { headers }),
  });
  const response = await it.get("/");
  expect(response.headers.get("content-encoding")).toBeNull();
  expect(await response.text()).toMatch(/<script[^]*Hello/);
});

test("a page that breaks off in its encoding does not pass for a whole one", async () => {
  const headers = { "content-encoding": "br", "content-type": "text/html" };
  const half = brotliCompressSync("<!doctype html><p>Hello".repeat(1000) + Math.random()).subarray(0, -4);
  const it = await testEngine({ site: () => new Response(half as Uint8Array<ArrayBuffer>, { headers }) });
  const response = await it.get("/");
  expect(response.ok && (await response.text().catch(() => false))).toBe(false);
});
