import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { request as askSecurely } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { serve, toNodeHandler, type Served } from "./node.ts";
import { tls } from "./node/test-tls.ts";
import { testEngine, page, type TestEngine } from "./test-engine.ts";

let it: TestEngine;
let served: Served;
let seen: Request | undefined;
const said: string[] = [];
beforeAll(async () => {
  it = await testEngine({
    logger: (sentence) => void said.push(sentence),
    site: async (request) => {
      seen = request;
      const { pathname } = new URL(request.url);
      if (pathname === "/echo")
        return new Response(await request.text(), { headers: { "content-type": "text/plain" } });
      if (pathname === "/stream") {
        let left = 3;
        const body = new ReadableStream<Uint8Array>({
          pull: (controller) => (left-- > 0 ? controller.enqueue(new Uint8Array(100_000)) : controller.close()),
        });
        return new Response(body, { headers: { "content-type": "application/octet-stream" } });
      }
      if (pathname === "/broken") {
        const body = new ReadableStream<Uint8Array>({
          pull: (controller) => {
            controller.enqueue(new Uint8Array(10));
            controller.error(new Error("secret"));
          },
        });
        return new Response(body, { headers: { "content-type": "application/octet-stream" } });
      }
      return page("<p>Hello");
    },
  });
  served = await serve(it.engine, { port: 0, host: "127.0.0.1" });
});
afterAll(async () => {
  await served.close();
});

const html = { accept: "text/html" };

test("a choice made over HTTP without script is kept", async () => {
  const source = await (await fetch(`${served.url}/`, { headers: html })).text();
  const token = /name="token" value="([^"]+)"/.exec(source)![1]!;
  const response = await fetch(`${served.url}/abide/choice`, {
    method: "POST",
    headers: { ...html, origin: served.url },
    body: new URLSearchParams({ token, back: "/blog", control: "banner", do: "accept" }),
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("refresh")).toBe("0;url=/blog");
  const [cookie] = response.headers.getSetCookie();
  expect(cookie).not.toContain("Secure");
  const after = await (await fetch(`${served.url}/`, { headers: { ...html, cookie: cookie!.split(";")[0]! } })).text();
  expect(after).toContain("googletagmanager");
  expect(after).not.toContain('data-abide="banner"');
});

test("a choice from another site is refused over HTTP as well", async () => {
  const response = await fetch(`${served.url}/abide/choice`, {
    method: "POST",
    headers: { ...html, origin: "https://elsewhere.example" },
    body: new URLSearchParams({ do: "accept" }),
  });
  expect(response.status).toBe(403);
});

test("bodies go through, both ways, as they come", async () => {
  expect(await (await fetch(`${served.url}/echo`, { method: "POST", body: "ü".repeat(1000) })).text()).toBe(
    "ü".repeat(1000),
  );
  expect((await (await fetch(`${served.url}/stream`)).arrayBuffer()).byteLength).toBe(300_000);
});

test("a body that breaks off does not pass for a whole one", async () => {
  await expect(fetch(`${served.url}/broken`).then((response) => response.arrayBuffer())).rejects.toThrow();
});

test("a body that is too large is refused, and the connection ends", async () => {
  const response = await fetch(`${served.url}/abide/collect/contact`, {
    method: "POST",
    headers: { origin: served.url, "content-type": "application/x-www-form-urlencoded" },
    body: "message=".padEnd(5_000_000, "x"),
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: "too-large" });
  expect((await fetch(`${served.url}/`)).status).toBe(200);
});

/** Headers that say the same at each request. */
const toStable = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => !/^(?:date|connection|keep-alive|transfer-encoding)$/.test(name)));

test.each(["/", "/privacy", "/nowhere/but/the/site", "/abide/gate.js", "/abide/nothing"])(
  "HEAD of %s has the headers of GET and no body",
  async (path) => {
    const get = await fetch(served.url + path, { headers: html });
    const head = await fetch(served.url + path, { headers: html, method: "HEAD" });
    expect([head.status, toStable(head), await head.text()]).toEqual([get.status, toStable(get), ""]);
  },
);

test("the site is asked by HEAD, and need not make a page for it", async () => {
  const methods: string[] = [];
  const { engine } = await testEngine({
    site: (request) => {
      methods.push(request.method);
      const whole = page("<p>Hello");
      if (request.method !== "HEAD") return whole;
      // As frameworks answer: the headers of the page, its length and its encoding among them.
      const headers = { "content-type": "text/html", "content-length": "9000", "content-encoding": "br" };
      return new Response(null, { headers });
    },
  });
  const own = await serve(engine, { port: 0, host: "127.0.0.1" });
  onTestFinished(own.close);
  const [get, head] = [
    await fetch(own.url, { headers: html }),
    await fetch(own.url, { headers: html, method: "HEAD" }),
  ];
  expect(methods).toEqual(["GET", "HEAD"]);
  expect(toStable(head)).toEqual(toStable(get));
  expect(head.headers.get("content-security-policy")).toContain("script-src");
});

const raw = (text: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(served.port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });

test.each([
  ["a host with a path", "GET / HTTP/1.1\r\nHost: site.example/x?\r\n\r\n"],
  ["a host with an account", "GET / HTTP/1.1\r\nHost: a@site.example\r\n\r\n"],
  ["an address that is none", "GET http:// HTTP/1.1\r\nHost: site.example\r\n\r\n"],
])("%s is a bad request", async (_, text) => {
  expect(await raw(text)).toMatch(/^HTTP\/1\.1 400 /);
});

test("an absolute address keeps the host that was asked", async () => {
  await raw("GET http://other.example/a?b HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n\r\n");
  expect(seen?.url).toBe("http://site.example/a?b");
});

test("headers of a proxy are believed only where one was announced", async () => {
  const headers = { "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9" };
  await fetch(`${served.url}/`, { headers });
  expect(seen?.url).toMatch(/^http:/);
  const behind = await serve(it.engine, { port: 0, host: "127.0.0.1", proxies: 1 });
  onTestFinished(behind.close);
  await fetch(`${behind.url}/`, { headers });
  expect(seen?.url).toMatch(/^https:/);
});

test("a busy port is one clear sentence with the next step", async () => {
  await expect(serve(it.engine, { port: served.port, host: "127.0.0.1" })).rejects.toMatchObject({
    name: "AbideError",
    code: "port-busy",
    message: `Port ${served.port} is taken by another process.`,
    next: expect.stringContaining(`PORT=${served.port + 1}`),
  });
});

test("a certificate is all that HTTPS needs, and the site sees that it is", async () => {
  const secure = await serve(it.engine, { port: 0, host: "127.0.0.1", tls });
  onTestFinished(secure.close);
  expect(secure.url).toBe(`https://127.0.0.1:${secure.port}`);
  const [status, cookie] = await new Promise<[number | undefined, string]>((resolve, reject) => {
    askSecurely(`${secure.url}/a?b`, { ca: tls.cert, agent: false }, (answer) => {
      answer.resume().once("end", () => resolve([answer.statusCode, String(answer.headers["set-cookie"] ?? "")]));
    })
      .on("error", reject)
      .end();
  });
  expect([status, cookie]).toEqual([200, ""]);
  expect(seen?.url).toBe(`${secure.url}/a?b`);
});

test.each([
  ["no certificate", { key: tls.key, cert: "none" }],
  [
    "the key of another",
    {
      key: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
        type: "pkcs8",
        format: "pem",
      }) as string,
      cert: tls.cert,
    },
  ],
])("%s is one clear sentence with the next step", async (_, wrong) => {
  await expect(serve(it.engine, { port: 0, tls: wrong })).rejects.toMatchObject({
    code: "setting-refused",
    message: "Key and certificate cannot be used.",
    next: expect.stringContaining("PEM"),
  });
});

test("a server of the site's own is mounted, and goes on afterwards", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const mounted = await serve(it.engine, { server });
  expect(mounted.port).toBe((server.address() as AddressInfo).port);
  const url = `http://127.0.0.1:${mounted.port}`;
  expect(await (await fetch(url, { headers: html })).text()).toContain('data-abide="banner"');
  await mounted.close();
  server.on("request", (_, response) => void response.end("the site's"));
  expect(await (await fetch(url)).text()).toBe("the site's");
});

test("a server that does not listen yet is started and ended; without a port there is nowhere to listen", async () => {
  const server = createServer();
  await expect(serve(it.engine, { server })).rejects.toMatchObject({ code: "setting-refused" });
  const { url, close } = await serve(it.engine, { server, port: 0, host: "127.0.0.1" });
  expect((await fetch(url)).status).toBe(200);
  await close();
  expect(server.listening).toBe(false);
});

test("as a middleware it answers what comes to it, with the address as it was before mounting", async () => {
  const listener = toNodeHandler(it.engine);
  // As Express and Connect call it: with the mounted path taken out of `url`.
  const server = createServer((incoming, outgoing) => {
    Object.assign(incoming, { originalUrl: incoming.url });
    incoming.url = incoming.url!.replace(/^\/shop/, "") || "/";
    listener(incoming, outgoing, () => outgoing.writeHead(500).end());
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await (await fetch(`${url}/shop/a?b`, { headers: html })).text()).toContain('data-abide="banner"');
  expect(seen?.url).toBe(`${url}/shop/a?b`);
  expect(await (await fetch(`${url}/echo`, { method: "POST", body: "hello" })).text()).toBe("hello");
});

test("a middleware behind a body parser says so, instead of waiting for a body that has been read", async () => {
  const failed = Promise.withResolvers<unknown>();
  const listener = toNodeHandler(it.engine);
  const server = createServer((incoming, outgoing) => {
    incoming.resume().once("end", () =>
      listener(incoming, outgoing, (error) => {
        failed.resolve(error);
        outgoing.writeHead(500).end();
      }),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect((await fetch(`${url}/echo`, { method: "POST", body: "hello" })).status).toBe(500);
  expect(await failed.promise).toMatchObject({ name: "AbideError", next: "Mount Abide before body parsers." });
  expect((await fetch(url)).status).toBe(200);
});

test("close waits for what is under way", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const arrived = Promise.withResolvers<void>();
  const slow = await serve(
    {
      fetch: async () => {
        arrived.resolve();
        await held;
        return new Response("done");
      },
    },
    { port: 0, host: "127.0.0.1" },
  );
  const answer = fetch(slow.url).then((response) => response.text());
  await arrived.promise;
  const closed = slow.close();
  release();
  expect(await answer).toBe("done");
  const answered = Date.now();
  await closed;
  // And for nothing else: a connection that is kept for another request has none.
  expect(Date.now() - answered).toBeLessThan(2000);
  await expect(fetch(slow.url)).rejects.toThrow();
});

test("a body that breaks off is no failure of ours: whoever runs the site is told nothing of it", async () => {
  said.length = 0;
  const socket = connect(served.port, "127.0.0.1");
  const head = `POST /abide/collect/contact HTTP/1.1\r\nHost: localhost:${served.port}\r\nOrigin: ${served.url}`;
  socket.write(`${head}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\nemail=`);
  await new Promise((resolve) => setTimeout(resolve, 200));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await fetch(`${served.url}/`, { headers: html })).status).toBe(200);
  expect(said).toEqual([]);
});
