import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { soak } from "../../../tools/test-sample.ts";
import { openStore } from "./store.ts";
import { spawnFile } from "./test-spawn.ts";

interface Child {
  readonly process: ChildProcess;
  readonly port: number;
}

async function start(folder: string): Promise<Child> {
  const child = spawnFile(new URL("test-child.ts", import.meta.url), folder);
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

/** Reads an address of somebody who wrote, as `reader`. */
async function read(port: number, reader: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/${reader}`);
  const [record] = (await response.json()) as { fields?: { email?: string } }[];
  if (record?.fields?.email !== "ada@example.org") throw new Error("not read");
}

test("kill -9 during a stream of choices and reads loses no choice, and no line about a value that was handed out", async () => {
  const folder = await mkdtemp(join(tmpdir(), "abide-kill-"));
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  const acknowledged: string[] = [];
  const handedOut = new Map<string, number>();
  const readers = ["a", "b", "c", "d"];
  for (let round = 1; round <= (soak ? 2 : 1); round++) {
    const { process: child, port } = await start(folder);
    children.push(child);
    const over = new AbortController();
    const before = acknowledged.length;
    const visitors = Array.from({ length: 8 }, async () => {
      while (!over.signal.aborted) {
        try {
          acknowledged.push(await choose(port));
        } catch {
          return;
        }
      }
    });
    const reading = readers.map(async (reader) => {
      while (!over.signal.aborted) {
        try {
          await read(port, reader);
          handedOut.set(reader, (handedOut.get(reader) ?? 0) + 1);
        } catch {
          return;
        }
      }
    });
    // In the middle: some of every kind were answered, however busy the machine is, and more are under way.
    const inTheMiddle = () =>
      acknowledged.length - before > 20 && readers.every((reader) => (handedOut.get(reader) ?? 0) > 2 * round);
    for (const late = Date.now() + 40_000; !inTheMiddle() && Date.now() < late;) await sleep(20);
    child.kill("SIGKILL");
    // In case a connection is still open then.
    setTimeout(() => over.abort(), 1_000).unref();
    await Promise.all([...visitors, ...reading]);
  }
  expect(acknowledged.length).toBeGreaterThan(20);

  // It adopts the server that the killed process left behind, or starts a new one on its files.
  const store = await openStore({ folder, logger: () => {} });
  try {
    const rows = await store.db.selectFrom("consent").select(["record_id", "log_index"]).execute();
    const kept = new Set(rows.map(({ record_id }) => record_id));
    expect(acknowledged.filter((record) => !kept.has(record))).toEqual([]);
    const acts = await store.db.selectFrom("audit").select(["type", "detail"]).execute();
    const lines = acts.flatMap(
      ({ type, detail }) =>
        (type === "access" ? (JSON.parse(detail!) as { reads: { by: string; times: number }[] }) : { reads: [] }).reads,
    );
    for (const reader of readers) {
      const written = lines.filter(({ by }) => by === reader).reduce((sum, { times }) => sum + times, 0);
      const times = handedOut.get(reader)!;
      expect(times).toBeGreaterThan(2);
      // What was written down and not answered any more was under way at one of the kills.
      expect(written - times, reader).toBeGreaterThanOrEqual(0);
      expect(written - times, reader).toBeLessThanOrEqual(2);
    }
    // Each has its entry in the log: what was written and the entry were one commit.
    const { count } = await store.db
      .selectFrom("log_entry")
      .select(({ fn }) => fn.countAll<string>().as("count"))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(rows.length + acts.length + 1);
    expect(new Set(rows.map(({ log_index }) => log_index)).size).toBe(rows.length);
  } finally {
    await store.close();
  }
});
