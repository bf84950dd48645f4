import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

// Runs every bench of this folder, or the one that is named: `npm run bench`, `npm run bench gate`. What comes after the name is
// the bench's own.

const folder = fileURLToPath(new URL(".", import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && file !== "run.ts")
  .map((file) => file.slice(0, -3))
  .sort();

const [wanted, ...more] = process.argv.slice(2);
if (wanted !== undefined && !names.includes(wanted)) {
  console.error(`There is no bench "${wanted}". There are: ${names.join(", ")}.`);
  process.exit(2);
}
for (const name of wanted === undefined ? names : [wanted]) {
  console.error(`\n${name}`);
  const { status } = spawnSync(process.execPath, [...process.execArgv, `${folder}${name}.ts`, ...more], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
