import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseVerifierKey, verifyReceipt } from "@abide/log";
import { afterEach, expect, test } from "vitest";
import { sample } from "../../../../tools/test-sample.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { createLog } from "./create-log.ts";
import { sha256 } from "../http/digest.ts";
import { openStore } from "../store.ts";

const key = "a master key that only this test has";
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

interface Writer {
  readonly child: ChildProcess;
  /** Place and entry of each append that was acknowledged. */
  readonly kept: { index: number; entry: string }[];
  readonly ended: Promise<void>;
}

/** Another process that appends without pause, twenty at a time, and says what was acknowledged. */
function startWriter(folder: string): Writer {
  const at = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `
    import { createLog } from ${at("./create-log.ts")};
    import { openStore } from ${at("../store.ts")};
    const folder = ${JSON.stringify(folder)};
    const store = await openStore({ folder });
    const log = await createLog({ db: store.db, site: "s", origin: "log.example", key: ${JSON.stringify(key)}, folder });
    let count = 0;
    const write = async () => {
      for (;;) {
        const entry = process.pid + " " + count++;
        await log.append(new TextEncoder().encode(entry)).then(
          ({ index }) => process.stdout.write(index + " " + entry + "\\n"),
          () => new Promise((resolve) => setTimeout(resolve, 10)),
        );
      }
    };
    for (let writer = 0; writer < 20; writer++) void write();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "ignore"] });
  const kept: Writer["kept"] = [];
  createInterface(child.stdout).on("line", (line) => {
    const [, index, entry] = /^(\d+) (\d+ \d+)$/.exec(line) ?? [];
    if (index !== undefined && entry !== undefined) kept.push({ index: Number(index), entry });
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  closing.push(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, kept, ended };
}

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !holds(); await sleep(5)) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for: ${holds.toString()}`);
  }
}

const serverOf = (folder: string): number =>
  Number(readFileSync(join(folder, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]);

test("kill -9 of either process during a stream of appends loses none that was acknowledged", async () => {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "abide-kill-"));
  await chmod(folder, 0o755);
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const kept: Writer["kept"] = [];
  for (const victim of sample(2, ["process", "server", "process", "both"] as const)) {
    const writer = startWriter(folder);
    await until(() => writer.kept.length > 100);
    await sleep(Math.random() * 100);
    if (victim === "server") {
      const before = writer.kept.length;
      process.kill(serverOf(folder), "SIGKILL");
      // It goes on by itself once the server is up again.
      await until(() => writer.kept.length > before + 100);
    }
    if (victim === "both") process.kill(serverOf(folder), "SIGKILL");
    writer.child.kill("SIGKILL");
    await writer.ended;
    kept.push(...writer.kept);
  }

  const store = await openStore({ folder, logger: () => {} });
  closing.push(() => store.close());
  const log = await createLog({ db: store.db, site: "s", origin: "log.example", key, folder });
  await log.audit();
  const rows = await store.db.selectFrom("log_entry").select(["idx", "entry"]).orderBy("idx").execute();
  expect(rows.map(({ idx }) => idx)).toEqual(rows.map((_, index) => index));
  for (const { index, entry } of kept) expect(Buffer.from(rows[index]?.entry ?? []).toString()).toBe(entry);
  expect(rows.length).toBeGreaterThanOrEqual(kept.length);

  const verifier = parseVerifierKey(log.key, sha256)!;
  const { index, entry } = kept[Math.floor(Math.random() * kept.length)]!;
  const receipt = await log.receipt(index, Buffer.from(entry));
  const toEntry = (extra: Uint8Array | undefined): Uint8Array | undefined => extra;
  expect(await verifyReceipt(receipt, { verifier, toEntry, verify: verifyEd25519, sha256 })).toMatchObject({
    holds: true,
  });
});
