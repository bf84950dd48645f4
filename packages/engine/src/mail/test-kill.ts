import { spawnFile } from "../test-spawn.ts";

/**
 * Kills a process that goes on with every campaign and notice on the store at `url`, `minutes` from now and under which policy, once
 * `enough` messages have left.
 */
export async function killAfter(url: string, enough: number, minutes: number, changed = false): Promise<void> {
  const file = new URL("../campaigns/test-campaign-child.ts", import.meta.url);
  const child = spawnFile(file, url, String(minutes), changed ? "changed" : "");
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (data: Buffer) => {
      const counts = data.toString().split("\n").map(Number);
      if (counts.some((count) => count >= enough)) resolve();
    });
    child.once("close", () => resolve());
  });
  child.kill("SIGKILL");
  await ended;
}
