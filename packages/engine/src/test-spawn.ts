import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** Lets a process load the pages of the console, which are TSX. */
const tags = new URL("../../../tools/tsx.mjs", import.meta.url).href;

/** Starts a TypeScript file of the engine as a process of its own, for a test to kill. */
export function spawnFile(file: URL, ...args: readonly string[]): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, ["--import", tags, fileURLToPath(file), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}
