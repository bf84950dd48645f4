import { request, type IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { serve } from "../node.ts";
import { page, testEngine } from "../test-engine.ts";

const html = "text/html; charset=utf-8";
let answer: (request: Request) => Response = () => page("");
const it = await testEngine({ site: (request) => answer(request) });

const toBytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (unit) => unit.charCodeAt(0));
const toUtf16 = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Uint16Array.from(text, (unit) => unit.charCodeAt(0)).buffer);

/** The page as it leaves: its encoding as browsers are told it, its bytes, and its text read by that encoding. */
const get = async (body: Uint8Array<ArrayBuffer>, type = "text/html") => {
  answer = () => new Response(body, { headers: { "content-type": type } });
  const response = await it.get("/", { "accept-language": "fr" });
  const charset = /charset=(.*)/.exec(response.headers.get("content-type") ?? "")?.[1];
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, charset, bytes, text: new TextDecoder(charset).decode(bytes) };
};

describe("a page's encoding", () => {
  test.each([
    ["its header", "<p>Gr\xf6\xdfe", "text/html; charset=iso-8859-1", "windows-1252", "Größe"],
    ["a header with quotes", "<p>\xa4", 'text/html; charset="iso-8859-15"', "iso-8859-15", "€"],
    ["a <meta charset>", "<meta charset=iso-8859-1><p>Gr\xf6\xdfe", "text/html", "windows-1252", "Größe"],
    [
      "a <meta http-equiv>",
      `<meta http-equiv='Content-Type' content="text/html; charset='koi8-r'"><p>\xf1`,
      "text/html",
      "koi8-r",
      "Я",
    ],
    [
      "a <meta> of several attributes",
      "<META a=b\tCHARSET = Shift_JIS /><p>\x93\xfa\x96{",
      "text/html",
      "shift_jis",
      "日本",
    ],
    ["the first that is known", "<meta charset=nonsense><meta charset=gbk><p>\xc4\xe3", "text/html", "gbk", "你"],
    ["no comment's", "<!-- <meta charset=gbk> --><p>Gr\xf6\xdfe", "text/html", "windows-1252", "Größe"],
    ["no attribute's", `<a b="<meta charset=gbk>"><p>Gr\xf6\xdfe`, "text/html", "windows-1252", "Größe"],
    ["no <meta http-equiv> without its name", "<meta content='charset=gbk'><p>\xf6", "text/html", "windows-1252", "ö"],
    ["UTF-8, where it is", "<p>Gr\xc3\xb6\xc3\x9fe", "text/html", "utf-8", "Größe"],
    ["else windows-1252", "<p>\x80 Gr\xf6\xdfe", "text/html", "windows-1252", "€ Größe"],
    ["an unknown header's to guess", "<p>Gr\xf6\xdfe", "text/html; charset=nonsense", "windows-1252", "Größe"],
    ["the header's before <meta>", "<meta charset=gbk><p>\xc3\xb6", "text/html; charset=utf-8", "utf-8", "ö"],
    ["UTF-8 for a <meta> that says UTF-16", "<meta charset=utf-16><p>\xc3\xb6", "text/html", "utf-8", "ö"],
  ])("is that of %s, and its bytes stay", async (_, body, type, charset, text) => {
    const out = await get(toBytes(body), type);
    expect([out.status, out.charset]).toEqual([200, charset]);
    expect(out.text).toContain(text);
    expect(String.fromCharCode(...out.bytes)).toContain(body.slice(body.lastIndexOf("<p>")));
    // The banner's own words, in French, are read by the page's encoding as well.
    expect(out.text.replaceAll("&#233;", "é")).toMatch(/détails|préférences|Détails/i);
  });

  test("is that of its mark, whatever the header says", async () => {
    const out = await get(toBytes("\xef\xbb\xbf<p>\xc3\xb6"), "text/html; charset=iso-8859-1");
    expect(String.fromCharCode(...out.bytes.subarray(0, 3))).toBe("\xef\xbb\xbf");
    expect(new TextDecoder().decode(out.bytes)).toMatch(/^<script>.*ö/s);
  });

  test.each(["text/html", "text/html; charset=utf-16le", "text/html; charset=iso-8859-1"])(
    "UTF-16 leaves as UTF-8: %s",
    async (type) => {
      const { bytes } = await get(toUtf16("\ufeff<!doctype html><p>Größe 日本"), type);
      expect(new TextDecoder().decode(bytes)).toMatch(/^<!doctype html><script>.*<p>Größe 日本/s);
    },
  );

  test("that could hide a tag in a letter leaves as UTF-8", async () => {
    const out = await get(toBytes("<p>\x1b$BF|K\\\x1b(B"), "text/html; charset=iso-2022-jp");
    expect([out.charset, out.text.includes("<p>日本")]).toEqual(["utf-8", true]);
  });

  test("that browsers refuse keeps the page from leaving", async () => {
    expect((await get(toBytes("<p>x"), "text/html; charset=iso-2022-kr")).status).toBe(502);
  });
});

describe("a page", () => {
  /** A page of the site's whose chunks are sent by hand. */
  const open = () => {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (given) => void (controller = given),
      cancel: () => void (cancelled = true),
    });
    answer = () => new Response(body, { headers: { "content-type": "text/html; charset=utf-8" } });
    const send = (text: string) => controller.enqueue(new TextEncoder().encode(text));
    return {
      send,
      fail: () => controller.error(new Error("broken")),
      close: () => controller.close(),
      isCancelled: () => cancelled,
    };
  };
  const decoder = new TextDecoder();

  test("arrives piece by piece, and need not end", async () => {
    const { send } = open();
    const response = await it.get("/");
    const reader = response.body!.getReader();
    send("<!doctype html><html><head><title>x</title></head><body><p>one");
    expect(decoder.decode((await reader.read()).value)).toMatch(/<script>.*data-abide="banner".*<p>one$/s);
    send("<p>two");
    expect(decoder.decode((await reader.read()).value)).toBe("<p>two");
    send("<p>three <a href='");
    expect(decoder.decode((await reader.read()).value)).toBe("<p>three ");
    send("/x'>x");
    expect(decoder.decode((await reader.read()).value)).toBe("<a href='/x'>x");
    await reader.cancel();
  });

  test("that a visitor leaves is one that the site need not go on with", async () => {
    const { send, isCancelled } = open();
    const reader = (await it.get("/")).body!.getReader();
    send("<p>one");
    await reader.read();
    await reader.cancel();
    expect(isCancelled()).toBe(true);
  });

  test("that breaks off is not shown as whole", async () => {
    const { send, fail } = open();
    const reader = (await it.get("/")).body!.getReader();
    send("<p>one");
    await reader.read();
    fail();
    await expect(reader.read()).rejects.toThrow("broken");
  });

  test("that does not say its encoding and comes slowly is not waited for", async () => {
    const { send, close } = open();
    const slow = answer;
    answer = (request) => {
      const { body } = slow(request);
      return new Response(body, { headers: { "content-type": "text/html" } });
    };
    send("<p>one");
    const reader = (await it.get("/")).body!.getReader();
    expect(decoder.decode((await reader.read()).value)).toContain("<p>one");
    send("<p>two");
    expect(decoder.decode((await reader.read()).value)).toBe("<p>two");
    close();
  });

  test.each(["identity", "br"])("without an end waits at the site while nobody reads it: %s", async (encoding) => {
    const most = 50_000_000;
    let given = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      // Text that hardly becomes less where it is packed.
      const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(8_000))).toString("hex");
      const chunk = toBytes(`<p>${noise} <a href="https://other.example/">x</a>\n`);
      given += chunk.length;
      controller.enqueue(chunk);
    };
    answer = () =>
      new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers: { "content-type": html } });
    const { port, close } = await serve(it.engine, { port: 0, host: "127.0.0.1" });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ port, headers: { "accept-encoding": encoding } }, resolve)
        .once("error", reject)
        .end();
    });
    // What is between them, the sockets of both and the packer, is full at some time.
    let before = -1;
    while (given > before) {
      before = given;
      await new Promise((resolve) => void setTimeout(resolve, 200));
      if (given >= most) break;
    }
    response.destroy();
    await close();
    expect(given).toBeLessThan(most);
  });

  test("of five megabytes lets others have their turn", async () => {
    const text = `<!doctype html><body>${"<p>Some text and <a href=/a>a link</a>.</p>\n".repeat(120_000)}`;
    answer = () => new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } });
    const response = await it.get("/");
    let turns = 0;
    const turn = setInterval(() => turns++, 1);
    const out = await response.text();
    clearInterval(turn);
    expect(out.length).toBeGreaterThan(text.length);
    expect(turns).toBeGreaterThan(5);
  });
});
