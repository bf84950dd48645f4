import {
  createServer,
  request as ask,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as pass } from "node:timers/promises";
import { brotliCompressSync, gunzipSync, gzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { permitted } from "../egress/rules.ts";
import { serve, toNodeHandler, type NodeHandler } from "../node.ts";
import { openSocket } from "../node/test-socket.ts";
import { tls } from "../node/test-tls.ts";
import { atEnd } from "../test-ending.ts";
import { testEngine } from "../test-engine.ts";
import { proxy, type ProxyOptions } from "./proxy.ts";

interface Started {
  readonly url: string;
  readonly port: number;
  readonly upstream: Server;
  /** Its address, where it has one. */
  readonly to: string;
  readonly said: unknown[];
}

/** Where the site runs, as seen from Abide. */
const ways = ["elsewhere", "in this process"] as const;
type Way = (typeof ways)[number];

/** A site that answers by `listener`, and Abide in front of it. */
async function start(
  listener: RequestListener,
  { way = "elsewhere", proxies = 0, ...more }: Omit<ProxyOptions, "to"> & { way?: Way; proxies?: number } = {},
): Promise<Started> {
  const upstream = createServer(listener);
  if (way === "elsewhere") await new Promise<void>((resolve) => void upstream.listen(0, "127.0.0.1", resolve));
  atEnd(() => {
    upstream.closeAllConnections();
    upstream.close();
  });
  const to = way === "elsewhere" ? `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` : upstream;
  const said: unknown[] = [];
  const site = proxy({ to, ...more });
  const logger = (...words: unknown[]) => void said.push(words);
  const it = await testEngine({ site, logger });
  const { url, port, close } = await serve(it.engine, {
    port: 0,
    host: "127.0.0.1",
    upgrade: site.upgrade,
    proxies,
    logger,
  });
  atEnd(close);
  return { url, port, upstream, to: typeof to === "string" ? to : "", said };
}

const page = (response: ServerResponse, html = "<!doctype html><p>Hello") =>
  response.writeHead(200, { "content-type": "text/html" }).end(html);

test.each(ways)(
  "%s: a page of the site leaves with the guard, and its cookies and headers are the gate's to judge",
  async (way) => {
    const { url } = await start(
      (_, response) => {
        response.setHeader("set-cookie", "undeclared=1");
        page(response);
      },
      { way },
    );
    const response = await fetch(url, { headers: { accept: "text/html" } });
    const source = await response.text();
    expect(source).toMatch(/<script[^]*Hello/);
    expect(source).toContain('data-abide="banner"');
    expect(response.headers.getSetCookie()).toEqual([]);
  },
);

test("the site is told who asks and for what address, and nobody else can tell it", async () => {
  let seen: IncomingMessage["headers"] = {};
  const listener: RequestListener = (request, response) => {
    seen = request.headers;
    response.end("ok");
  };
  const forged = {
    host: "www.halden.example",
    forwarded: "for=1.2.3.4",
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-port": "1",
    "x-real-ip": "1.2.3.4",
    proxy: "http://evil.example",
    connection: "x-hop, keep-alive",
    "x-hop": "1",
    te: "trailers, deflate",
    "proxy-authorization": "Basic x",
  };
  const send = (port: number) =>
    new Promise(
      (resolve) => void ask({ port, host: "127.0.0.1", headers: forged }, (answer) => resolve(answer.resume())).end(),
    );
  const alone = await start(listener);
  await send(alone.port);
  expect(seen).toMatchObject({
    host: "www.halden.example",
    "x-forwarded-host": "www.halden.example",
    "x-forwarded-proto": "http",
    "x-forwarded-for": "127.0.0.1",
    te: "trailers",
  });
  for (const name of ["forwarded", "x-forwarded-port", "x-real-ip", "proxy", "x-hop", "proxy-authorization"])
    expect(seen[name], name).toBeUndefined();
  const behind = await start(listener, { host: "upstream", proxies: 1 });
  await send(behind.port);
  expect(seen).toMatchObject({
    host: behind.to.slice(7),
    "x-forwarded-proto": "https",
    "x-forwarded-for": "203.0.113.9",
  });
});

test("redirects are handed on, and what names the site's own address names the visitor's", async () => {
  const headers: { [path: string]: [string, string] } = {};
  const { url, to } = await start((request, response) => {
    const [name, value] = headers[request.url!]!;
    response.writeHead(302, { [name]: value }).end();
  });
  const get = async (name: string, value: string) => {
    headers["/"] = [name, value];
    return (await fetch(url, { redirect: "manual" })).headers.get(name);
  };
  expect(await get("location", `${to}/next?a=1#b`)).toBe("/next?a=1#b");
  expect(await get("location", `${to.replace("http:", "https:")}/next`)).toBe("/next");
  expect(await get("location", `${to}//elsewhere.example/`)).toBe("/elsewhere.example/");
  expect(await get("location", "next")).toBe("next");
  expect(await get("location", "https://pay.example/")).toBe("https://pay.example/");
  expect(await get("location", "http://[")).toBe("http://[");
  expect(await get("content-location", `${to}/it`)).toBe("/it");
  expect(await get("refresh", `0; url=${to}/it`)).toBe("0; url=/it");
});

test("a cookie for the site's own address is one for the visitor's", async () => {
  const upstream = createServer((_, response) => {
    response.setHeader("set-cookie", ["sid=1; Path=/; Domain=localhost; HttpOnly", "other=1; Domain=halden.example"]);
    response.end("ok");
  });
  await new Promise<void>((resolve) => void upstream.listen(0, "localhost", resolve));
  atEnd(() => upstream.close());
  const site = proxy({ to: `http://localhost:${(upstream.address() as AddressInfo).port}` });
  const response = await site(new Request("https://www.halden.example/"));
  expect(response.headers.getSetCookie()).toEqual(["sid=1; Path=/; HttpOnly", "other=1; Domain=halden.example"]);
});

test.each(ways)("%s: what is packed stays packed, a page is unpacked for the gate and packed again", async (way) => {
  const asked: unknown[] = [];
  const css = "a{}".repeat(1000);
  const { url } = await start(
    (request, response) => {
      asked.push(request.headers["accept-encoding"]);
      if (request.url === "/page") {
        response.writeHead(200, { "content-type": "text/html", "content-encoding": "br" });
        response.end(brotliCompressSync("<!doctype html><p>Hello"));
      } else {
        response
          .writeHead(200, { "content-type": "text/css", "content-encoding": "gzip", etag: '"a"' })
          .end(gzipSync(css));
      }
    },
    { way },
  );
  const raw = (path: string) =>
    new Promise<[IncomingMessage, Buffer]>((resolve) => {
      ask(url + path, { headers: { "accept-encoding": "gzip, dcb, br;q=0.5" } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => resolve([answer, Buffer.concat(chunks)]));
      }).end();
    });
  const [file, bytes] = await raw("/css");
  expect(file.headers).toMatchObject({ "content-encoding": "gzip", etag: '"a"' });
  expect(gunzipSync(bytes).toString()).toBe(css);
  const [got, html] = await raw("/page");
  expect(got.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(html).toString()).toMatch(/<script[^]*Hello/);
  expect(asked).toEqual(["gzip, br;q=0.5", "gzip, br;q=0.5"]);
});

test.each(ways)("%s: bodies stream both ways, with their lengths", async (way) => {
  const seen: unknown[] = [];
  const { url, port } = await start(
    (request, response) => {
      seen.push([request.method, request.headers["content-length"], request.headers["transfer-encoding"]]);
      response.writeHead(200, { "content-type": "application/octet-stream" });
      request.pipe(response);
    },
    { way },
  );
  const { write, until, end } = openSocket(port);
  write("POST /up HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\nConnection: close\n\n5\nfirst\n");
  await until(/first/);
  write("6\nsecond\n0\n\n");
  expect(await end()).toContain("second");
  const large = new Uint8Array(20_000_000).fill(7);
  const back = await (await fetch(url, { method: "PUT", body: large })).arrayBuffer();
  expect(Buffer.compare(Buffer.from(back), large)).toBe(0);
  await fetch(url, { method: "DELETE" });
  expect(seen).toEqual([
    ["POST", undefined, "chunked"],
    ["PUT", "20000000", undefined],
    ["DELETE", undefined, undefined],
  ]);
});

test.each(ways)(
  "%s: no body can be taken for the next request: its end is always said, and a body that no request of the kind has stays behind",
  async (way) => {
    const seen: string[] = [];
    const { port } = await start(
      (request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => void (body += chunk.toString()));
        request.on("end", () => {
          seen.push(`${request.method} ${request.url} ${body}`);
          response.end("ok");
        });
      },
      { way },
    );
    const { write, end } = openSocket(port);
    write("DELETE /a HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n");
    write("GET /b HTTP/1.1\nHost: localhost\nContent-Length: 31\n\nGET /hidden HTTP/1.1\nHost: x\n");
    write("GET /c HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    await end();
    expect(seen).toEqual(["DELETE /a hello", "GET /b ", "GET /c "]);
  },
);

test.each(ways)("%s: HEAD, ranges, lengths, conditions, events and trailers pass", async (way) => {
  const { url, port } = await start(
    (request, response) => {
      const { method, headers } = request;
      if (request.url === "/events") {
        response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      } else if (request.url === "/trailers") {
        response.writeHead(200, { trailer: "X-Sum, Set-Cookie", "content-type": "text/plain" }).write("hello");
        response.addTrailers({ "X-Sum": "9", "Set-Cookie": "evil=1" });
        response.end();
      } else if (headers.range) {
        response.writeHead(206, { "content-range": "bytes 1-2/4", "content-length": "2" }).end("bc");
      } else if (headers["if-none-match"] === '"v"') response.writeHead(304, { etag: '"v"' }).end();
      else
        response
          .writeHead(200, { "content-length": "4", "x-method": method! })
          .end(method === "HEAD" ? undefined : "abcd");
    },
    { way },
  );
  const head = await fetch(`${url}/f`, { method: "HEAD" });
  expect([head.headers.get("x-method"), head.headers.get("content-length")]).toEqual(["HEAD", "4"]);
  const part = await fetch(`${url}/f`, { headers: { range: "bytes=1-2" } });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, "bytes 1-2/4", "bc"]);
  expect((await fetch(`${url}/f`, { headers: { "if-none-match": '"v"' } })).status).toBe(304);
  const left = new AbortController();
  const events = await fetch(`${url}/events`, { signal: left.signal });
  expect(new TextDecoder().decode((await events.body!.getReader().read()).value)).toBe("data: 1\n\n");
  left.abort();
  const { write, end } = openSocket(port);
  write("GET /trailers HTTP/1.1\nHost: localhost\nTE: trailers\nConnection: close\n\n");
  const trailed = await end();
  expect(trailed).toMatch(/hello\r\n0\r\nx-sum: 9\r\n\r\n$/i);
  expect(trailed).not.toContain("evil");
});

test.each(ways)("%s: what the site says ahead of its answer does not pass by the gate", async (way) => {
  const { port } = await start(
    (_, response) => {
      response.writeEarlyHints({ link: "<https://tracker.example/t.js>; rel=preload; as=script" });
      response.writeProcessing();
      page(response);
    },
    { way },
  );
  const { write, end } = openSocket(port);
  write("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n");
  const answer = await end();
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(answer).not.toMatch(/tracker\.example|HTTP\/1\.1 10[0-9]/);
});

test.each(ways)(
  "%s: a visitor who leaves ends the site's work, before an answer and in the middle of one",
  async (way) => {
    let gone = 0;
    const { port } = await start(
      (request, response) => {
        response.once("close", () => void gone++);
        if (request.url === "/begun") response.writeHead(200, { "content-type": "application/x-ndjson" }).write("{}\n");
      },
      { way },
    );
    const thinking = openSocket(port);
    thinking.write("GET /thinks HTTP/1.1\nHost: localhost\n\n");
    const begun = openSocket(port);
    begun.write("GET /begun HTTP/1.1\nHost: localhost\n\n");
    await begun.until(/\{\}/);
    expect(gone).toBe(0);
    thinking.socket.destroy();
    begun.socket.destroy();
    await vi.waitFor(() => expect(gone).toBe(2));
  },
);

test("a site that is down is 502 with the reason, told once, and told again once it was back", async () => {
  const { url, upstream, said, to } = await start((_, response) => void response.end("back"));
  const { port } = upstream.address() as AddressInfo;
  const stop = async () => {
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
  };
  await stop();
  for (let i = 0; i < 3; i++) {
    const response = await fetch(url);
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain("ECONNREFUSED");
  }
  expect(said).toHaveLength(1);
  expect(String((said[0] as unknown[])[1])).toContain(`The site at ${to} does not answer.`);
  await new Promise<void>((resolve) => void upstream.listen(port, "127.0.0.1", resolve));
  expect(await (await fetch(url)).text()).toBe("back");
  await stop();
  expect((await fetch(url)).status).toBe(502);
  expect(said).toHaveLength(2);
});

test.each(ways)(
  "%s: a site that does not begin is 504, and one that breaks off in the middle does not pass for whole",
  async (way) => {
    const { url } = await start(
      (request, response) => {
        if (request.url !== "/breaks") return;
        response.writeHead(200, { "content-type": "text/plain", "content-length": "100" });
        response.write("half", () => response.destroy());
      },
      { timeout: 0.2, way },
    );
    expect((await fetch(url)).status).toBe(504);
    await expect(fetch(`${url}/breaks`).then((response) => response.text())).rejects.toThrow();
  },
);

test("a connection that the site closed meanwhile is not the visitor's concern", async () => {
  const { url, upstream } = await start((_, response) => void response.end("ok"));
  for (let i = 0; i < 3; i++) {
    expect(await (await fetch(url)).text()).toBe("ok");
    upstream.closeIdleConnections();
  }
});

test.each(ways)(
  "%s: a WebSocket goes through both ways, with who asks, and without a cookie that no gate has seen",
  async (way) => {
    const { port, upstream } = await start(() => {}, { way });
    let seen: IncomingMessage["headers"] = {};
    let closed = false;
    upstream.on("upgrade", (request, socket, head) => {
      seen = request.headers;
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSet-Cookie: evil=1\r\nX-A: 1\r\n\r\nhello,",
      );
      socket.write(head);
      socket.pipe(socket);
      socket.on("error", () => {});
      socket.once("close", () => (closed = true));
    });
    const { socket, write, until } = openSocket(port);
    write(
      "GET /live HTTP/1.1\nHost: www.halden.example\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Key: x\n\nearly",
    );
    const head = await until(/hello,early$/);
    expect(head).toMatch(/^HTTP\/1\.1 101 [^]*x-a: 1\r\n/i);
    expect(head).not.toContain("evil");
    write("later");
    await until(/earlylater$/);
    expect(seen).toMatchObject({
      host: "www.halden.example",
      "sec-websocket-key": "x",
      "x-forwarded-for": "127.0.0.1",
    });
    socket.destroy();
    await vi.waitFor(() => expect(closed).toBe(true));
  },
);

test("a WebSocket that the site refuses, or that finds it down, is refused without the site's page", async () => {
  const { port, upstream, said } = await start(
    (_, response) => void response.writeHead(403, { "content-type": "text/html" }).end("<script>"),
  );
  const open = () => {
    const { write, end } = openSocket(port);
    write("GET /live HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: websocket\n\n");
    return end();
  };
  const refused = await open();
  expect(refused).toMatch(/^HTTP\/1\.1 403 /);
  expect(refused).not.toContain("<script>");
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  expect(await open()).toMatch(/^HTTP\/1\.1 502 /);
  expect(await open()).toMatch(/^HTTP\/1\.1 502 /);
  expect(said).toHaveLength(1);
});

test("a site over TLS is asked under its own name, and one whose certificate is wrong is not believed", async () => {
  const upstream = createSecureServer(tls, (_, response) => void response.end("secret"));
  await new Promise<void>((resolve) => void upstream.listen(0, "127.0.0.1", resolve));
  atEnd(() => upstream.close());
  const site = proxy({ to: `https://localhost:${(upstream.address() as AddressInfo).port}` });
  await expect(site(new Request("https://www.halden.example/"))).rejects.toMatchObject({
    code: "bad-gateway",
    status: 502,
  });
});

test("the egress guard is told of the site, and an address that is none is refused at once", () => {
  proxy({ to: "http://10.1.2.3:8000" });
  expect(permitted()).toContainEqual({ host: "10.1.2.3", port: 8000, private: true, of: "site" });
  for (const to of [
    "",
    "127.0.0.1:8000",
    "ftp://a.example",
    "http://a.example/below",
    "http://me:pw@a.example",
    "http://a.example/?x",
  ])
    expect(() => proxy({ to }), to).toThrow(expect.objectContaining({ code: "setting-refused" }));
});

test("an address that leads back to Abide itself ends, and is told", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  atEnd(() => server.close());
  const site = proxy({ to: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  let asked = 0;
  const fetchSite = async (request: Request) => {
    asked++;
    return site(request).catch((error: Error) => new Response(String(error.cause), { status: 502 }));
  };
  const { url } = await serve({ fetch: fetchSite }, { server, upgrade: site.upgrade, logger: () => {} });
  const response = await fetch(url, { headers: { connection: "close" } });
  expect([response.status, await response.text(), asked]).toEqual([
    502,
    "Error: The address leads back to this proxy.",
    2,
  ]);
  const { write, end } = openSocket((server.address() as AddressInfo).port);
  write("GET /live HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: websocket\n\n");
  expect(await end()).toMatch(/^HTTP\/1\.1 502 /);
});

test("an application of this process sees the visitor at the other end of the connection, and what they came by", async () => {
  const seen: unknown[] = [];
  const site = proxy({
    to: ({ socket, headers, url }, response) => {
      seen.push([socket.remoteAddress, "encrypted" in socket, headers.host, url]);
      // What applications do to a socket of TCP.
      socket.setNoDelay(true).setKeepAlive(true).setTimeout(0).ref();
      response.end("ok");
    },
  });
  const get = async (address: string, ip: string) => (await site(new Request(address), { ip })).text();
  expect(await get("https://www.halden.example/a?b", "203.0.113.9")).toBe("ok");
  expect(await get("http://localhost:4600/", "::1")).toBe("ok");
  expect(seen).toEqual([
    ["203.0.113.9", true, "www.halden.example", "/a?b"],
    ["::1", false, "localhost:4600", "/"],
  ]);
});

test("an application mounts the gate before itself: what it answers leaves by the gate, and nobody reaches it otherwise", async () => {
  let own = 0;
  let gate: NodeHandler = () => {};
  const app: RequestListener = (request, response) =>
    gate(request, response, () => {
      own++;
      response.setHeader("set-cookie", "undeclared=1");
      page(response);
    });
  const it = await testEngine({ site: proxy({ to: app }) });
  gate = toNodeHandler(it.engine);
  const server = createServer(app);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const response = await fetch(url, { headers: { accept: "text/html" } });
  expect(await response.text()).toMatch(/<script[^]*data-abide="banner"[^]*Hello/);
  expect(response.headers.getSetCookie()).toEqual([]);
  expect((await fetch(`${url}/privacy`)).status).toBe(200);
  expect(own).toBe(1);
});

test.each(ways)("%s: many requests at once are each answered", async (way) => {
  const { url } = await start(
    async (request, response) => {
      await pass(10);
      response.end(request.url);
    },
    { way },
  );
  const paths = Array.from({ length: 50 }, (_, i) => `/${i}`);
  const answers = await Promise.all(paths.map(async (path) => (await fetch(url + path)).text()));
  expect(answers).toEqual(paths);
});
