import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Keeps the log's public key beside the data, where `abide verify` finds it without a network: a line for each log in `log.vkey`.
 * A folder that cannot be written costs only that convenience; the site shows the key at `/abide/log/key` all the same.
 */
export async function keepLogKey(folder: string, key: string): Promise<void> {
  const file = join(folder, "log.vkey");
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n").filter(Boolean);
  if (lines.includes(key)) return;
  const name = key.slice(0, key.indexOf("+") + 1);
  const others = lines.filter((line) => !line.startsWith(name));
  await writeFile(file, `${[...others, key].join("\n")}\n`, { mode: 0o644 }).catch(() => {});
}
