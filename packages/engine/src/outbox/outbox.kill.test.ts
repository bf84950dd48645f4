import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createLog } from "../audit/create-log.ts";
import { createMemoryLimits } from "../limits/memory.ts";
import { createOutbox } from "./outbox.ts";
import { hash, key } from "../test-policy.ts";
import { localMaster } from "../vault/master.ts";
import { openVault } from "../vault/vault.ts";
import { openTestStore } from "../store/test-store.ts";

interface Arrived {
  readonly id: string;
  readonly body: { readonly n: number; readonly part: number };
}

const site = "website";

test("kill -9 in the middle loses no message that was written, and repeats only what carries the same id", async () => {
  const store = await openTestStore();
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      arrived.push(JSON.parse(Buffer.concat(chunks).toString()) as Arrived);
      setTimeout(() => response.end(), 2);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) child.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
    await store.close();
  });
  const promised: string[] = [];
  const file = new URL("test-outbox-child.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [file, store.url, key, `http://127.0.0.1:${port}/`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let rest = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop()!;
    promised.push(...lines);
  });
  while (arrived.length < 200) await sleep(5);
  child.kill("SIGKILL");
  while (child.signalCode === null) await sleep(5);

  // Whoever goes on later: what the killed one had taken is free again when its while is over.
  const clock = () => new Date(Date.now() + 60_000);
  const vault = await openVault({ db: store.db, site, master: localMaster(key), clock });
  const log = await createLog({ db: store.db, site, origin: "halden.example/log", key, clock });
  const logger = () => {};
  const outbox = createOutbox({
    site,
    db: store.db,
    vault,
    log,
    ...createMemoryLimits({ clock }),
    clock,
    policy: hash,
    logger,
  });
  outbox.serve<Arrived["body"]>({
    name: "test",
    deliver: async ({ id, body }) => {
      arrived.push({ id, body });
      return { outcome: "delivered" };
    },
  });
  const messages = await store.db.selectFrom("message").select("id").execute();
  const ids = () => new Set(arrived.map(({ id }) => id));
  await outbox.drain();
  expect(await outbox.progress()).toMatchObject({ queued: 0, delivered: messages.length });
  await outbox.close();
  await log.close();

  expect(promised.length).toBeGreaterThan(200);
  const known = new Set(messages.map(({ id }) => id));
  expect(promised.filter((id) => !known.has(id))).toEqual([]);
  expect([...ids()].filter((id) => !known.has(id))).toEqual([]);
  expect(messages.length).toBe(ids().size);
  // What was under way is repeated: a handful, and never as another message.
  expect(arrived.length - messages.length).toBeLessThan(64);
  // Of each person the messages arrived in their order, repetitions aside.
  for (const own of Map.groupBy(arrived, ({ body }) => body.n).values()) {
    expect([...new Set(own.map(({ body }) => body.part))]).toEqual([1, 2, 3]);
  }
});
