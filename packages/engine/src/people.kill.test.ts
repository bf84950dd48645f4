import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { spawnFile } from "./test-spawn.ts";
import { readRows } from "./store/test-store.ts";
import { testEngine, type TestEngine } from "./test-engine.ts";
import { careers } from "./test-policy.ts";

let it: TestEngine<typeof careers>;
beforeEach(async () => void (it = await testEngine({ policy: careers, clock: () => new Date() })));

/** Starts a process that does `act`, and kills it `after` milliseconds after its first line. Resolves to the lines that it said. */
async function killed(act: string, after: number): Promise<string[]> {
  const child = spawnFile(new URL("test-people-child.ts", import.meta.url), it.store.url, act);
  let said = "";
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (data: Buffer) => {
      said += data.toString();
      resolve();
    });
    child.once("exit", () => reject(new Error("It ended before it had done anything.")));
  });
  await sleep(after);
  child.kill("SIGKILL");
  await ended;
  return said.split("\n").filter((line) => line !== "");
}

const audited = (type: string) =>
  it.audit<{ readonly records?: number; readonly reads?: readonly { readonly times: number }[] }>(type);

test("kill -9 while it expires: the log says of every record that is gone, once, and the next run goes on", async () => {
  await Promise.all(Array.from({ length: 1_600 }, (_, i) => it.engine.collect("note", { body: `note ${i}` })));
  await killed("expire", 0);
  const left = (await readRows(it.store)).length;
  const gone = (await audited("expiry")).reduce((sum, { records }) => sum + (records ?? 0), 0);
  expect(left + gone).toBe(1_600);
  expect(gone).toBeGreaterThanOrEqual(500);

  const later = await testEngine({
    policy: careers,
    store: it.store,
    clock: () => new Date(Date.now() + 366 * 86_400_000),
  });
  expect(await later.engine.applyRetention()).toMatchObject({ erased: left, held: 0 });
  await later.close();
  expect((await audited("expiry")).reduce((sum, { records }) => sum + (records ?? 0), 0)).toBe(1_600);
  expect(await it.store.db.selectFrom("subject_key").select("subject").execute()).toEqual([]);
});

test("kill -9 while it reads: no read was handed out that the log does not know", async () => {
  await it.engine.collect("note", { body: "a note" });
  const handedOut = (await killed("read", 700)).length;
  const known = (await audited("access")).flatMap(({ reads = [] }) => reads).reduce((sum, { times }) => sum + times, 0);
  expect(handedOut).toBeGreaterThan(10);
  expect(known).toBeGreaterThanOrEqual(handedOut);
});
