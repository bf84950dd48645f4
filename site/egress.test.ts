import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createWeb } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "@abide/engine/store";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A port on loopback, TCP and UDP, and everything that arrives there. */
async function listen() {
  const arrived: string[] = [];
  const server = createServer((socket) => {
    arrived.push("a connection");
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const datagrams = createSocket("udp4", (message) => void arrived.push(`a datagram: ${message.toString("latin1")}`));
  datagrams.bind(port, "127.0.0.1");
  await once(datagrams, "listening");
  onTestFinished(() => {
    server.close();
    datagrams.close();
  });
  return { port, arrived };
}

test("a module that does what it wants reaches nothing that is not declared, and the site goes on", async () => {
  const { port: undeclared, arrived } = await listen();
  // What the deployment declares: a bucket, which lies on loopback here.
  const bucket = createWeb((_, answer) => answer.end("declared")).listen(0, "127.0.0.1");
  onTestFinished(() => void bucket.close());
  await once(bucket, "listening");
  const { port: declared } = bucket.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), "halden-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));

  const { ABIDE_STORE: _, ABIDE_KEY: __, ...env } = process.env;
  // The module comes first, so that it keeps what node's modules were before the guard; then as `npm start` does it.
  const imports = ["./site/test-rogue.ts", "./tools/tsx.mjs", "@abide/engine/egress"];
  const site = spawn(process.execPath, [...imports.flatMap((name) => ["--import", name]), "site/serve.ts"], {
    cwd: root,
    env: {
      ...env,
      PORT: "0",
      ABIDE_DATA: folder,
      ABIDE_TEST_PORTS: `${undeclared},${declared}`,
      ABIDE_FILES: `s3://halden?region=eu-central-1&endpoint=http://127.0.0.1:${declared}`,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "an invented secret",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void site.kill("SIGKILL"));
  const written = { out: "", err: "" };
  site.stdout.on("data", (text) => (written.out += String(text)));
  site.stderr.on("data", (text) => (written.err += String(text)));
  await expect.poll(() => written.out + written.err).toContain("Stop with Ctrl+C");
  const url = /Website\s+(http:\/\/localhost:\d+)/.exec(written.out)![1]!;

  site.kill("SIGUSR2");
  await expect.poll(() => written.out).toContain("\nrogue ");
  const { said, declared: answer } = JSON.parse(/\nrogue (.*)\n/.exec(written.out)![1]!) as {
    readonly said: { readonly [way: string]: string };
    readonly declared: string;
  };
  expect(arrived).toEqual([]);
  // Each of them is told what was refused, but for two: WebSocket's event never says why, and a datagram socket that is connected says
  // it in libuv's words.
  const clear =
    /^No declared recipient has the host (?:\S+), so nothing|^Nothing that is declared listens|is not (?:started|loaded)/;
  expect(Object.entries(said).filter(([, words]) => !clear.test(words))).toEqual([
    ["WebSocket", ""],
    ["node:dgram, connected", `connect EACCES 127.0.0.1:${undeclared}`],
  ]);
  expect(written.err).toContain(
    `No declared recipient has the host 127.0.0.1:${undeclared}, so nothing is sent there.`,
  );
  expect(written.err).toContain("Declare it as a recipient in the policy and give the engine its connector.");

  // What is declared is reached, and the site and its store go on.
  expect(answer).toBe("declared");
  expect(await (await fetch(url)).text()).toContain("Software that shows the way.");
  expect((await fetch(`${url}/privacy/versions`)).status).toBe(200);

  site.kill("SIGTERM");
  await once(site, "exit");
  const store = await openStore({ folder });
  onTestFinished(() => store.close());
  const violations = await store.db
    .selectFrom("violation")
    .select(["key", "count"])
    .where("kind", "=", "egress")
    .execute();
  const counted = new Map(violations.map(({ key, count }) => [key, count]));
  expect(counted.get(`egress connection 127.0.0.1:${undeclared}`)).toBeGreaterThan(8);
  expect(counted.get("egress name secret.rogue.example")).toBeGreaterThan(5);
  expect(counted.get("egress program curl")).toBe(1);
});
