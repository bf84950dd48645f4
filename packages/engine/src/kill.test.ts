import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "./store/index.ts";

interface Child {
  readonly process: ChildProcess;
  readonly port: number;
}

async function start(folder: string): Promise<Child> {
  const child = spawn(process.execPath, [new URL("test-child.ts", import.meta.url).pathname, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", (line: Buffer) => resolve(Number(line.toString())));
    child.once("exit", (code) => reject(new Error(`The engine ended with ${code} before it served.`)));
  });
  return { process: child, port };
}

/** Chooses as a new visitor does; resolves to the record's id once the engine has acknowledged it. */
async function choose(port: number): Promise<string> {
  const page = await (await fetch(`http://127.0.0.1:${port}/privacy/choices`)).text();
  const token = /name="token" value="([^"]+)"/.exec(page)![1]!;
  const response = await fetch(`http://127.0.0.1:${port}/abide/choice`, {
    method: "POST",
    headers: {
      accept: "application/json",
      origin: `http://127.0.0.1:${port}`,
      // Visitors are many; one address that chose so often would be asked to wait.
      "x-forwarded-for": `198.51.100.${Math.floor(Math.random() * 256)}`,
    },
    body: new URLSearchParams({ token, control: "banner", do: "reject" }),
  });
  if (response.status !== 200) throw new Error(`not acknowledged: ${response.status}`);
  return ((await response.json()) as { receipt: string }).receipt.split("/").at(-1)!;
}

test("kill -9 during a stream of consent writes loses none that was acknowledged", { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "abide-kill-"));
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  const acknowledged: string[] = [];
  for (let round = 1; round <= 2; round++) {
    const { process: child, port } = await start(folder);
    children.push(child);
    const until = Date.now() + 1_500;
    const visitors = Array.from({ length: 8 }, async () => {
      // Past the kill, in case a connection is still open then.
      while (Date.now() < until + 1_000) {
        try {
          acknowledged.push(await choose(port));
        } catch {
          return;
        }
      }
    });
    await sleep(until - Date.now());
    child.kill("SIGKILL");
    await Promise.all(visitors);
  }
  expect(acknowledged.length).toBeGreaterThan(20);

  // It adopts the server that the killed process left behind, or starts a new one on its files.
  const store = await openStore({ folder, say: () => {} });
  try {
    const rows = await store.db.selectFrom("consent").select(["record_id", "log_index"]).execute();
    const kept = new Set(rows.map(({ record_id }) => record_id));
    expect(acknowledged.filter((record) => !kept.has(record))).toEqual([]);
    // Each has its entry in the log: record and entry were one commit.
    const { count } = await store.db
      .selectFrom("log_entry")
      .select(({ fn }) => fn.countAll<string>().as("count"))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(rows.length + 1);
    expect(new Set(rows.map(({ log_index }) => log_index)).size).toBe(rows.length);
  } finally {
    await store.close();
  }
});
