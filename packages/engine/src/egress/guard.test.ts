import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

// A guard stays until its process ends, so each of these is a process. The whole website under a rogue module is site/egress.test.ts.

const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);

/** What a guarded process says that runs `code`. */
async function run(code: string): Promise<unknown> {
  const script = `
    import { permit } from ${here("./rules.ts")};
    const attempt = (work) => Promise.resolve().then(work).then(() => "reached", ({ message, cause }) => cause?.message ?? message);
    ${code}
    process.stdout.write(JSON.stringify(said), () => process.exit(0));`;
  const args = ["--import", new URL("./preload.ts", import.meta.url).href, "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

test("a name that is declared leads where it may: into a private network only where that is declared too", async () => {
  const server = createServer((_, answer) => answer.end()).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const said = await run(`
    const ask = () => attempt(() => fetch("http://localhost:${port}/"));
    const said = [await ask()];
    permit({ host: "localhost", port: ${port}, of: "recipient desk" });
    said.push(await ask());
    permit({ host: "localhost", port: ${port}, private: true, of: "recipient desk" });
    said.push(await ask(), await attempt(() => fetch("http://localhost:9999/")));`);
  expect(said).toEqual([
    expect.stringMatching(
      /^No declared recipient has the host (?:127\.0\.0\.1|\[::1\]):\d+, so nothing is sent there\.$/,
    ),
    expect.stringMatching(/^localhost leads to the private address (?:127\.0\.0\.1|::1), so nothing is sent there\.$/),
    "reached",
    expect.stringMatching(
      /^No declared recipient has the host (?:127\.0\.0\.1|\[::1\]):9999, so nothing is sent there\.$/,
    ),
  ]);
});

test("a process reaches its own servers, a name in a handshake has to be declared, and the guard cannot be taken off", async () => {
  const said = await run(`
    const { createServer } = await import("node:http");
    const tls = await import("node:tls");
    const server = createServer((_, answer) => answer.end()).listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    const { port } = server.address();
    const own = await attempt(() => fetch("http://localhost:" + port + "/"));
    const fronted = await attempt(() => new Promise((resolve, reject) => {
      tls.connect({ port, host: "127.0.0.1", servername: "rogue.example" }, resolve).once("error", reject);
    }));
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    const closed = await attempt(() => fetch("http://127.0.0.1:" + port + "/"));
    const { TCP } = process.binding("tcp_wrap");
    const off = await attempt(() => { TCP.prototype.connect = () => 0; });
    const { guardEgress } = await import(${here("./guard.ts")});
    const again = await attempt(() => guardEgress({ list: () => [], refused: () => {}, thread: new URL("file:///x") }));
    const said = { own, fronted, closed: closed.slice(0, 32), off: off.slice(0, 35), again };`);
  expect(said).toEqual({
    own: "reached",
    fronted: "No declared recipient has the host rogue.example, so nothing is sent there.",
    closed: "No declared recipient has the ho",
    off: "Cannot assign to read only property",
    again: "This process is guarded already.",
  });
});

test("what somebody replaced in the process decides nothing, and opens nothing", async () => {
  const server = createServer((_, answer) => answer.end()).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const said = await run(`
    const { createServer, connect } = await import("node:net");
    const threads = (await import("node:worker_threads")).default;
    const { spawn } = await import("node:child_process");
    const port = ${port};
    const reach = () => new Promise((resolve, reject) => connect(port, "127.0.0.1", resolve).once("error", reject));
    const begun = (child) => new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    const replaced = async (of, name, value, work = reach) => {
      const before = Object.getOwnPropertyDescriptor(of, name);
      Object.defineProperty(of, name, { value, writable: true, configurable: true });
      const came = await attempt(work);
      before ? Object.defineProperty(of, name, before) : delete of[name];
      return came;
    };
    permit({ host: "declared.example", port, of: "recipient desk" });
    permit({ program: "/bin/sh", args: ["-c", "true"], of: "store" });
    const own = createServer().listen(port, "127.0.0.9");
    await new Promise((done) => own.once("listening", done));
    const { TCP } = process.binding("tcp_wrap");
    const { Process } = process.binding("process_wrap");
    const forged = (into) => { into.port = port; into.address = "127.0.0.1"; return 0; };
    const args = Object.assign(["sh", "-c", "exit 1"], { slice: () => ["-c", "true"] });
    const code = 'fetch("http://127.0.0.1:' + port + '").then(() => "reached", () => "refused").then(async (said) => (await import("node:worker_threads")).parentPort.postMessage(said))';
    const Worker = Object.getPrototypeOf(new threads.Worker("", { eval: true })).constructor;
    const said = {
      "the same port of another address": await attempt(reach),
      "a server's own name": await replaced(own._handle, "getsockname", forged),
      "the name of every server": await replaced(TCP.prototype, "getsockname", forged),
      "Array.prototype.some": await replaced(Array.prototype, "some", () => true),
      "Object.prototype.host": await replaced(Object.prototype, "host", "127.0.0.1"),
      "Object.prototype.program": await replaced(Object.prototype, "program", "/bin/true", () => begun(spawn("/bin/true", { env: {} }))),
      "arguments that change": await attempt(() => { if (new Process().spawn("/bin/sh", args, undefined, [], [], 0) !== 0) throw new Error("refused"); }),
      "a thread that is made within another": await attempt(() => {
        new threads.Worker("", { eval: true, workerData: { get inner() { new Worker(code, { eval: true, execArgv: [] }); } } });
      }),
      "rules of one's own for a thread": await replaced(threads, "setEnvironmentData", () => {}, () => new Promise((resolve, reject) => {
        new threads.Worker(code, { eval: true }).once("message", (said) => (said === "reached" ? resolve() : reject(new Error(said))));
      })),
      "a declared program, as before": await attempt(() => begun(spawn("/bin/sh", ["-c", "true"], { env: {} }))),
      "a thread of the process's own, as before": await attempt(() => new Promise((resolve, reject) => {
        const own = new threads.Worker("setTimeout(() => {}, 200)", { eval: true, name: "own" });
        own.once("error", reject).once("exit", (code) => (code === 0 ? resolve() : reject(new Error("ended"))));
      })),
    };`);
  const reached = Object.entries(said as { readonly [way: string]: string }).filter(([, came]) => came === "reached");
  expect(reached.map(([way]) => way)).toEqual([
    "a declared program, as before",
    "a thread of the process's own, as before",
  ]);
});
