import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "../packages/engine/src/audit/create-log.ts";
import { openStore } from "../packages/engine/src/store.ts";

// Appends per second: one at a time, and 256 callers at once sharing commits. Each is on disk before it is counted. The ratio is
// what to look at; the rates are those of this machine and its disk.

const folder = await mkdtemp(join(tmpdir(), "abide-bench-"));
const store = await openStore({ folder });
const log = await createLog({
  db: store.db,
  site: "bench",
  origin: "log.example",
  key: "a key for the bench only",
  folder,
});
const entry = new TextEncoder().encode(
  JSON.stringify({ at: "2026-03-01T12:00:00Z", commitment: "5a".repeat(32), policy: "a5".repeat(32), type: "consent" }),
);

async function measure(total: number, callers: number): Promise<number> {
  let left = total;
  const start = performance.now();
  const call = async (): Promise<void> => {
    while (left-- > 0) await log.append(entry);
  };
  await Promise.all(Array.from({ length: callers }, call));
  return (total / (performance.now() - start)) * 1000;
}

await measure(500, 50);
const alone = await measure(500, 1);
const together = await measure(10_000, 256);
const start = performance.now();
await log.audit();
const audit = performance.now() - start;
const size = 11_000;
console.log(`appends, one at a time   ${alone.toFixed(0)}/s`);
console.log(`appends, 256 at once     ${together.toFixed(0)}/s (${(together / alone).toFixed(1)}x)`);
console.log(`audit of ${size} entries  ${audit.toFixed(0)} ms`);
const proofs = performance.now();
for (let at = 0; at < 500; at++) await log.proof((at * 7919) % size);
console.log(`inclusion proofs         ${(500 / ((performance.now() - proofs) / 1000)).toFixed(0)}/s`);

await log.close();
await store.close();
await rm(folder, { recursive: true });
