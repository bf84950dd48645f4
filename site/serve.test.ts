import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const serve = fileURLToPath(new URL("serve.ts", import.meta.url));
const loader = fileURLToPath(new URL("../tools/tsx.mjs", import.meta.url));

/** `npm start` with this environment: what it wrote by the time it was ready or ended. */
async function run(env: { readonly [name: string]: string }, args = [serve]) {
  const { ABIDE_STORE: _, ABIDE_KEY: __, ABIDE_DATA: ___, ...rest } = process.env;
  const child = spawn(process.execPath, ["--import", loader, ...args], {
    env: { ...rest, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { out: "", err: "" };
  child.stdout.on("data", (text) => (written.out += String(text)));
  child.stderr.on("data", (text) => (written.err += String(text)));
  const ended = once(child, "exit") as Promise<[number | null]>;
  return { child, written, ended: async () => (await ended)[0] };
}

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "halden-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("it starts, prints its addresses, keeps its key to itself, and ends when it is told to", async () => {
  const folder = await openFolder();
  const { child, written, ended } = await run({ PORT: "0", ABIDE_DATA: folder });
  onTestFinished(() => void child.kill("SIGKILL"));
  await expect.poll(() => written.out).toContain("Stop with Ctrl+C");
  const url = /Website\s+(http:\/\/localhost:\d+)/.exec(written.out)![1]!;
  expect(await (await fetch(url)).text()).toContain("Software that shows the way.");
  expect((await stat(join(folder, "key"))).mode & 0o777).toBe(0o600);
  expect(written.out + written.err).not.toContain((await readFile(join(folder, "key"), "utf8")).trim());

  child.kill("SIGTERM");
  expect(await ended()).toBe(0);
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("a port that is taken is one sentence with the next step, told before a store is made", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void taken.close());
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const folder = await openFolder();
  const { written, ended } = await run({ PORT: String(port), ABIDE_DATA: folder });
  expect(await ended()).toBe(1);
  expect(written.err).toBe(
    `Port ${port} is taken by another process. Stop it, or choose another port: PORT=${port + 1} npm start\n`,
  );
  expect(await readFile(join(folder, "key"), "utf8").catch(() => "none")).toBe("none");
});

test("a declaration that does not parse is one sentence with file, line and what to do, told before anything is started", async () => {
  // As `npm start` does it, in a folder that has of the project what that needs.
  const root = fileURLToPath(new URL("..", import.meta.url));
  const folder = await openFolder();
  for (const name of ["tools", "site", "node_modules"]) await mkdir(join(folder, name));
  for (const name of ["tools/first.mjs", "tools/install.mjs", "site/policy-services.ts"])
    await copyFile(join(root, name), join(folder, name));
  for (const name of ["packages", "node_modules/.bin", "node_modules/@abide"])
    await symlink(join(root, name), join(folder, name));
  await writeFile(join(folder, "package-lock.json"), `{ "packages": {} }`);
  await writeFile(join(folder, "package.json"), `{ "type": "module" }`);
  await writeFile(join(folder, "site/policy.ts"), "export const policy = {\n  purposes: = {},\n};\n");

  const { written, ended } = await run({ PORT: "0", ABIDE_DATA: join(folder, "data") }, [
    join(folder, "tools/first.mjs"),
    "start",
  ]);
  expect(await ended()).toBe(1);
  expect(written).toEqual({ out: "", err: "✗ site/policy.ts:2: Expression expected. Correct it there.\n" });
});

test.each([
  [
    "a port that is none",
    { PORT: "four" },
    /^PORT is "four", which is no port\. Give a number: PORT=4600 npm start\n$/,
  ],
  [
    "a data folder that cannot be written to",
    { PORT: "0", ABIDE_DATA: "/dev/null/data" },
    /^The data folder \/dev\/null\/data cannot be written to \(ENOTDIR\)\. .*ABIDE_DATA=.*\n$/,
  ],
  [
    "a store that is down",
    { PORT: "0", ABIDE_STORE: "postgres://halden@127.0.0.1:1/abide" },
    /^The store at 127\.0\.0\.1:1\/abide does not answer .*ABIDE_STORE.*\n$/,
  ],
  [
    "a bucket without a region",
    { PORT: "0", ABIDE_FILES: "s3://halden", AWS_REGION: "", AWS_DEFAULT_REGION: "" },
    /^ABIDE_FILES says no region\. Write it as s3:\/\/.*\n$/,
  ],
])("%s is one sentence with the next step", async (_, env, sentence) => {
  const { written, ended } = await run(env);
  expect(await ended()).toBe(1);
  expect(written.err).toMatch(sentence);
  expect(written.out).toBe("");
});
