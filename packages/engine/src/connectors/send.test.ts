import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createService, minimise, toPause } from "./answer.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toSend, type SendOptions } from "./send.ts";

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  switch (request.url ?? "/") {
    case "/away":
      return response.writeHead(307, { location: `http://${request.headers.host}/elsewhere` }).end();
    case "/long":
      return response.end(Buffer.alloc(70_000));
    case "/endless":
      return void response.write("…");
    default:
      return void request.pipe(response);
  }
});
let host: string;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

test("speaks to the hosts that are declared, with every kind of body", async () => {
  const send = toSend([host]);
  const echo = async (body: RequestInit["body"], more: object = {}) => {
    const response = await send(`http://${host}/`, { method: "POST", body: body ?? null, ...more });
    return response.text();
  };
  expect(await echo("ä")).toBe("ä");
  expect(await echo(new URLSearchParams({ a: "ä b" }))).toBe("a=%C3%A4+b");
  expect(await echo(ReadableStream.from([Buffer.from("one "), Buffer.from("two")]), { duplex: "half" })).toBe(
    "one two",
  );
  const form = new FormData();
  form.append("file", new File(["bytes"], "a.txt"));
  expect(await echo(form)).toContain('filename="a.txt"');
});

test("a host that is not declared gets nothing, in whatever way it is spelled", async () => {
  const before = asked.length;
  for (const address of [
    `http://localhost:${host.split(":")[1]}/`,
    `http://[::1]:${host.split(":")[1]}/`,
    `http://user@${host}/`,
    `http://:pass@${host}/`,
    "http://127.0.0.1:1/",
    "https://api.lever.example/",
    "file:///etc/passwd",
  ]) {
    await expect(toSend([host])(address)).rejects.toMatchObject({ code: "undeclared" });
  }
  // Declared, but neither public nor said to be inside; or without TLS.
  await expect(toSend(["10.0.0.1"])("https://10.0.0.1/")).rejects.toMatchObject({ code: "undeclared" });
  await expect(toSend(["api.lever.example"])("http://api.lever.example/")).rejects.toMatchObject({
    code: "undeclared",
  });
  expect(asked.length).toBe(before);
});

test("what stands inside is reached where that is said, by whatever name", async () => {
  const place = `crm.corp.example:${host.split(":")[1]}`;
  const lookup: SendOptions["lookup"] = (_, __, done) => done(null, [{ address: "127.0.0.1", family: 4 }]);
  const response = await toSend([place], { inside: true, lookup })(`http://${place}/`, { method: "PUT", body: "x" });
  expect(await response.text()).toBe("x");
  await expect(toSend([place], { lookup })(`https://${place}/`)).rejects.toMatchObject({ code: "undeclared" });
});

test("follows no redirect, and takes no answer without end", async () => {
  const send = toSend([host], { limit: 50_000 });
  const response = await send(`http://${host}/away`);
  expect(response.status).toBe(307);
  expect(asked).not.toContain("GET /elsewhere");
  await expect(send(`http://${host}/long`)).rejects.toMatchObject({ code: "too-large" });
  const ask = createService({
    name: "Lever",
    send,
    signal: AbortSignal.timeout(5_000),
    credential: "the API key (`key`)",
    secrets: [],
    says: () => undefined,
  });
  await expect(ask({ url: `http://${host}/away` })).rejects.toMatchObject({
    attempted: { outcome: "retry", after: 3 * 3_600, why: expect.stringContaining("redirect (307)") as string },
  });
});

test("stops when it is told to, before an answer and in the middle of one", async () => {
  const send = toSend([host]);
  const started = Date.now();
  await expect(send(`http://${host}/endless`, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
  await expect(send(`http://${host}/endless`, { signal: AbortSignal.abort() })).rejects.toThrow();
  // On a busy machine a moment takes longer; what does not stop at all is never answered.
  expect(Date.now() - started).toBeLessThan(20_000);
});

test("what a vendor says loses what could be a value", () => {
  const sent = ["anna.lind@mail.example", "Anna Lind", "+46 8 123 456 78", "(a+)+$"];
  expect(minimise('Anna said: "Lind, of Umeå" at anna.lind@mail.example or other@mail.example\n(a+)+$', sent)).toBe(
    "… said: … at … or … …",
  );
  expect(minimise('Unknown field "firstName" of 0812345678, see https://x.example/?q=1', sent)).toBe(
    'Unknown field "firstName" of …, see …',
  );
  expect(minimise("a".repeat(1_000_000), sent)).toBe("");
  const long =
    "I have had leukaemia since I was a child, so that I travel little and work from where I live, by the sea.";
  expect(minimise('The field "note" may not hold "leukaemia"', [long])).toBe('The field "note" may not hold …');
});

test("a pause is said in seconds, as a date, or by a limit's end, and is at most a day", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");
  const pause = (headers: { [name: string]: string }) => toPause(new Headers(headers), now);
  expect(pause({ "retry-after": "30" })).toBe(30);
  expect(pause({ "retry-after": "Tue, 24 Nov 2026 12:01:00 GMT" })).toBe(60);
  expect(pause({ "retry-after": "0" })).toBe(1);
  expect(pause({ "retry-after": "99999999" })).toBe(86_400);
  expect(pause({ "x-ratelimit-reset": String(now / 1_000 + 10) })).toBe(10);
  expect(pause({ "retry-after": "soon" })).toBeUndefined();
  expect(pause({})).toBeUndefined();
});
