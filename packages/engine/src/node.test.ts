import { connect } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { serve, type Served } from "./node.ts";
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

test("HEAD has the headers and no body", async () => {
  const response = await fetch(`${served.url}/`, { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("");
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
  await closed;
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
