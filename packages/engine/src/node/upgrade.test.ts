import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { AbideError } from "../http/error.ts";
import { serve, type ServeOptions } from "../node.ts";
import { atEnd } from "../test-ending.ts";
import { testEngine } from "../test-engine.ts";
import { openSocket } from "./test-socket.ts";

const said: unknown[] = [];

async function start(options: Omit<ServeOptions, "port">) {
  const it = await testEngine({ site: () => new Response("the site") });
  const logger = (...words: unknown[]) => void said.push(words);
  const served = await serve(it.engine, { port: 0, host: "127.0.0.1", logger, ...options });
  atEnd(served.close);
  return served;
}

/** Accepts a WebSocket, and sends back each byte. */
function echo({ headers }: IncomingMessage, socket: Duplex, head: Buffer): void {
  const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept.digest("base64")}\r\n\r\n`,
  );
  socket.write(head);
  socket.pipe(socket);
}

const asks = (host = "localhost", upgrade = "websocket") =>
  `GET /live?a=1 HTTP/1.1\nHost: ${host}\nConnection: Upgrade\nUpgrade: ${upgrade}\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nCookie: a=1\n`;

test("a WebSocket reaches the site's handler, with who asks", async () => {
  let seen: unknown;
  const { port } = await start({
    upgrade: (request, socket, head, info) => {
      seen = [request.url, request.headers.cookie, info];
      echo(request, socket, head);
    },
  });
  const { write, until } = openSocket(port);
  write(`${asks()}\nearly`);
  await until(/^HTTP\/1\.1 101 [^]*\r\n\r\nearly$/);
  write("later");
  await until(/earlylater$/);
  expect(seen).toEqual(["/live?a=1", "a=1", { url: "http://localhost/live?a=1", ip: "127.0.0.1" }]);
});

test("a browser's client opens one", async () => {
  const { port } = await start({ upgrade: echo });
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  socket.close();
});

test("on a server of the site's own it reaches the handler as well, and none without one", async () => {
  const it = await testEngine();
  for (const options of [{ upgrade: echo }, {}]) {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    atEnd(() => server.close());
    // The site's own listener, which is asked where `serve` was given none.
    if (!options.upgrade) server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 101 Its own\r\n\r\n"));
    const { port, close } = await serve(it.engine, { server, ...options });
    atEnd(close);
    const { write, until } = openSocket(port);
    write(`${asks()}\nearly`);
    await until(options.upgrade ? /101 Switching[^]*early$/ : /^HTTP\/1\.1 101 Its own\r\n\r\n$/);
  }
});

test("without a handler it is refused, with the reason", async () => {
  const { port } = await start({});
  const { write, end } = openSocket(port);
  write(`${asks()}\n`);
  expect(await end()).toMatch(/^HTTP\/1\.1 404 Not Found\r\n[^]*\r\n\r\nThis site takes no WebSocket connections\.\n$/);
});

test("whoever asks for HTTP/2 gets the page, as if nothing was asked", async () => {
  const { port } = await start({ upgrade: echo });
  const { write, end } = openSocket(port);
  write(`${asks("localhost", "h2c").replace("Connection: Upgrade", "Connection: Upgrade, close")}\n`);
  expect(await end()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*the site/);
});

test("a host that is none is refused", async () => {
  const { port } = await start({ upgrade: echo });
  const { write, end } = openSocket(port);
  write(`${asks("a@b")}\n`);
  expect(await end()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
});

test("a handler that fails shows nothing of its inside, and is told; one that refuses says why", async () => {
  said.length = 0;
  const { port } = await start({
    upgrade: async ({ url }) => {
      if (url?.includes("private")) throw new AbideError("not-found", "There is no such room.");
      throw new Error("secret");
    },
  });
  const failing = openSocket(port);
  failing.write(`${asks()}\n`);
  const answer = await failing.end();
  expect(answer).toMatch(/^HTTP\/1\.1 500 /);
  expect(answer).not.toContain("secret");
  expect(said).toHaveLength(1);
  const refused = openSocket(port);
  refused.write(`${asks().replace("/live", "/private")}\n`);
  expect(await refused.end()).toMatch(/^HTTP\/1\.1 404 /);
  expect(said).toHaveLength(1);
});

test("a client that breaks off harms nobody, and open connections hold up no end", async () => {
  const { port, url, close } = await start({ upgrade: echo });
  const broken = openSocket(port);
  broken.write(`${asks()}\n`);
  await broken.until(/101/);
  broken.socket.resetAndDestroy();
  const open = openSocket(port);
  open.write(`${asks()}\n`);
  await open.until(/101/);
  expect(await (await fetch(url, { headers: { connection: "close" } })).text()).toBe("the site");
  const from = Date.now();
  await close();
  expect(Date.now() - from).toBeLessThan(5000);
});
