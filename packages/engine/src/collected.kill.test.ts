import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { soak } from "../../../tools/test-sample.ts";
import { openStore } from "./store.ts";
import { spawnFile } from "./test-spawn.ts";
import { makeFolder } from "./test-ending.ts";
import { desk, openCollecting } from "./test-collected.ts";

/** Rounds of kill -9, of the engine and of its store in turn: one of each here, a hundred in `npm run soak`. */
const rounds = soak ? 100 : 2;

/** Forms that are acknowledged at least before the kill. */
const fewest = 12;

test(
  `kill -9 of the engine or of its store while forms are taken: each that was acknowledged has its mail, once (${rounds} rounds)`,
  { timeout: 300_000 + rounds * 20_000 },
  async () => {
    const folder = await makeFolder();
    const acknowledged: string[] = [];
    for (let round = 0; round < rounds; round++) acknowledged.push(...(await killOnce(folder, round)));
    expect(acknowledged.length).toBeGreaterThanOrEqual(rounds * fewest);

    const store = await openStore({ folder, logger: () => {} });
    onTestFinished(() => store.close());
    const engine = openCollecting(store);
    onTestFinished(() => engine.close());
    await engine.ready;
    await engine.outbox.drain();
    const { rows } = await sql<{ name: string; mails: number; state: string }>`
      select record.id as name, count(message.id)::int as mails, min(message.state) as state
      from set_config('abide.act', 'backup', true), record
      left join message on message.subject = record.subject and message.channel = 'mail transactional'
      group by record.id`.execute(store.db);
    // Each person here wrote once.
    expect(rows.filter(({ mails, state }) => mails !== 1 || state !== "delivered")).toEqual([]);
    const boxes = await sql<{ subject: string; count: number }>`
      select subject, count(*)::int as count from mailbox group by subject`.execute(store.db);
    expect(boxes.rows.filter(({ count }) => count !== 1)).toEqual([]);
    // What was acknowledged is there, and what was committed and not acknowledged any more has its mail as well.
    expect(boxes.rows.length).toBe(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(acknowledged.length);
    for (const email of acknowledged) {
      expect(await engine.subjects.find({ email }), email).toBeDefined();
      // The same id again is the same disclosure.
      const handed = desk.delivered.filter(({ fields }) => fields["email"] === email).map(({ id }) => id);
      if (email.startsWith("contact-")) expect(new Set(handed).size, email).toBe(1);
    }
  },
);

/** Lets a process take forms, kills it, or its store and then it, and gives what it had acknowledged. */
async function killOnce(folder: string, round: number): Promise<string[]> {
  const child = spawnFile(new URL("test-collected-child.ts", import.meta.url), folder, String(round));
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (data: Buffer) => {
      said += data.toString();
      // By what it has done and not by a clock: a busy machine takes its time.
      if (said.split("\n").length > fewest) resolve();
    });
    child.once("exit", () => reject(new Error(`It ended before it had taken ${fewest} forms.`)));
  });
  await sleep(50 + Math.random() * 450);
  if (round % 2 === 1) {
    const [pid] = (await readFile(join(folder, "postgres/data/postmaster.pid"), "utf8")).split("\n");
    process.kill(Number(pid), "SIGKILL");
    await sleep(Math.random() * 1_500);
  }
  child.kill("SIGKILL");
  await ended;
  return said.split("\n").slice(0, -1);
}
