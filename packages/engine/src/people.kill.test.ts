import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { spawnFile } from "./test-spawn.ts";
import { openTestStore } from "./store/test-store.ts";
import type { Store } from "./store/index.ts";
import { readRows } from "./test-old.ts";
import { openPeople, type People } from "./test-people.ts";

let store: Store;
let it: People;
beforeEach(async () => {
  store = await openTestStore();
  it = await openPeople({ store, clock: () => new Date() });
  return async () => {
    await it.close();
    await store.close();
  };
});

/** Starts a process that does `act`, and kills it `after` milliseconds after its first line. Resolves to the lines that it said. */
async function killed(act: string, after: number): Promise<string[]> {
  const child = spawnFile(new URL("test-people-child.ts", import.meta.url), store.url, act);
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

const audited = async (type: string) => {
  const rows = await store.db.selectFrom("audit").select("detail").where("type", "=", type).execute();
  return rows.map(({ detail }) => JSON.parse(detail ?? "{}") as { records?: number; reads?: { times: number }[] });
};

test("kill -9 while it expires: the log says of every record that is gone, once, and the next run goes on", async () => {
  await Promise.all(Array.from({ length: 1_600 }, (_, i) => it.engine.collect("note", { body: `note ${i}` })));
  await killed("expire", 0);
  const left = (await readRows(store)).length;
  const gone = (await audited("expiry")).reduce((sum, { records }) => sum + (records ?? 0), 0);
  expect(left + gone).toBe(1_600);
  expect(gone).toBeGreaterThanOrEqual(500);

  const later = await openPeople({ store, clock: () => new Date(Date.now() + 366 * 86_400_000) });
  expect(await later.engine.applyRetention()).toMatchObject({ erased: left, held: 0 });
  await later.close();
  expect((await audited("expiry")).reduce((sum, { records }) => sum + (records ?? 0), 0)).toBe(1_600);
  expect(await store.db.selectFrom("subject_key").select("subject").execute()).toEqual([]);
});

test("kill -9 while it reads: no read was handed out that the log does not know", async () => {
  await it.engine.collect("note", { body: "a note" });
  const handedOut = (await killed("read", 700)).length;
  const known = (await audited("access")).flatMap(({ reads = [] }) => reads).reduce((sum, { times }) => sum + times, 0);
  expect(handedOut).toBeGreaterThan(10);
  expect(known).toBeGreaterThanOrEqual(handedOut);
});
