import { execFile, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import {
  chmod,
  lchown,
  lstat,
  mkdir,
  open,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { AbideError } from "../http/error.ts";
import { permit } from "../egress/rules.ts";
import { findBinaries, verifyOwn, type Runner } from "./binaries.ts";

/** A running embedded server. It outlives this process unless `stop` is called. */
export interface Server {
  /** Connection address of a database on it. */
  url(database: string, role?: string): string;
  /** Where its files are. */
  readonly place: string;
  stop(): Promise<void>;
  /** Tells it to stop, without waiting: for the last moment of a process. */
  stopSoon(): void;
}

export interface LaunchOptions {
  /** The data folder. Made when it is missing. */
  readonly folder: string;
  /** False only for tests: nothing is synced to disk. */
  readonly durable?: boolean;
  /** Told, in a sentence, what takes time or is not where one would look for it. */
  readonly logger?: (sentence: string) => void;
}

/**
 * The PostgreSQL server of a data folder: the one that is running on it, or a new one. It listens on a socket that only its own
 * account (and root) can reach, never on the network, and runs as `nobody` where this process is root, because PostgreSQL refuses
 * to run as root.
 */
export async function launch({ folder, durable = true, logger = () => {} }: LaunchOptions): Promise<Server> {
  const runner = process.getuid?.() === 0 ? await nobody() : undefined;
  await prepare(folder);
  const place = await findPlace(await realpath(folder), runner, logger);
  const data = join(place, "data");
  const socket = await findSocket(place, runner);
  const log = join(place, "postgres.log");
  permit({ socket: join(socket, ".s.PGSQL.5432"), of: "store" });
  const find = binariesOnce(runner, place);

  if (!(await isThere(data))) {
    logger("Preparing the store (once, a few seconds).");
    await init(await find(), { place, runner, durable });
  }
  await verifyMajor(data);

  const server: Server = {
    url: (database, role = "abide") => `postgres://${role}@localhost/${database}?host=${encodeURIComponent(socket)}`,
    place,
    async stop() {
      server.stopSoon();
      const stopped = () => runningPid(data) === undefined;
      await until(stopped, 20_000);
      // One that hangs is made to end; what it has acknowledged is in its log of writes.
      const pid = runningPid(data);
      if (pid === undefined) return;
      signal(pid, "QUIT", runner);
      await until(stopped, 5_000);
    },
    stopSoon() {
      const pid = runningPid(data);
      // The fast stop: open transactions are rolled back, what was committed is kept.
      if (pid !== undefined) signal(pid, "INT", runner);
    },
  };

  const deadline = Date.now() + 30_000;
  let complaint = "it did not answer within 30 seconds";
  while (Date.now() < deadline) {
    if (runningPid(data) !== undefined) {
      if (await answers(server.url("postgres", "postgres"))) return server;
      await sleep(20);
      continue;
    }
    const refused = await start(await find(), { data, socket, log, runner, durable });
    if (refused === undefined) continue;
    complaint = refused;
    if (!/lock file|shared memory block|is being used/.test(refused)) break;
    // Refused for long, though no process of the old server is left: its number went to another process after a restart of the
    // machine or the container, and PostgreSQL would take that one for the server for ever.
    if (process.platform === "linux" && Date.now() > deadline - 25_000 && !anyProcessIn(data)) {
      await rm(join(data, "postmaster.pid"), { force: true });
    }
    await sleep(100);
  }
  if (isFull(complaint)) {
    throw new AbideError("store-down", `The embedded PostgreSQL does not start: the disk of ${place} is full.`, {
      status: 503,
      next: "Make room there, and start it again: it goes on with everything that it has acknowledged.",
    });
  }
  throw new AbideError("store-down", `The embedded PostgreSQL in ${place} does not start: ${complaint}.`, {
    status: 503,
    next: `Read ${log}, or use a PostgreSQL of your own: ABIDE_STORE=postgres://user@host/database`,
  });
}

async function nobody(): Promise<Runner> {
  const line = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(await readFile("/etc/passwd", "utf8").catch(() => ""));
  return { uid: Number(line?.[1] ?? 65534) >>> 0, gid: Number(line?.[2] ?? 65534) >>> 0 };
}

/** Makes the data folder and proves that it can be written to; root passes every check of rights but that of a read-only disk. */
async function prepare(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    const probe = join(folder, `.write-${process.pid}`);
    await (await open(probe, "w", 0o600)).close();
    await rm(probe);
  } catch (cause) {
    throw new AbideError("store-unwritable", `The data folder ${folder} cannot be written to (${codeOf(cause)}).`, {
      next: "Give this account the right to write there, or name another folder: ABIDE_DATA=/path/to/folder",
      cause,
    });
  }
}

/** Makes `folder` and what is missing above it. Node's own recursive mkdir never ends below /proc, where nothing can be made. */
async function makeFolder(folder: string): Promise<void> {
  if (await isThere(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder, { mode: 0o711 });
}

/**
 * The folder that holds the server's files: `postgres` in the data folder. Where the server's account cannot get there (a data
 * folder in root's home), it is a folder below /var/lib/abide, and `postgres` is a link to it.
 */
async function findPlace(
  folder: string,
  runner: Runner | undefined,
  logger: (sentence: string) => void,
): Promise<string> {
  const usual = join(folder, "postgres");
  const target = await realpath(usual).catch(() => undefined);
  if (target !== undefined && target !== usual) {
    logger(`The store's files are in ${target}.`);
    return target;
  }
  if (target === undefined && (await isThere(usual))) {
    throw new AbideError("store-unreadable", `The store of ${folder} was in ${readlinkSync(usual)}, which is gone.`, {
      next: `Bring it back, or remove ${usual} to begin with an empty store.`,
    });
  }
  if (target === undefined) await mkdir(usual, { mode: 0o711 });
  if (!runner || (await reaches(usual, runner))) return usual;

  if (await isOurs(folder)) await chmod(folder, ((await stat(folder)).mode & 0o7777) | 0o011);
  if (await reaches(usual, runner)) return usual;
  // Somebody has closed a folder above it since: the store is in there, and a new one in another place would be without its data.
  if ((await readdir(usual)).length > 0) {
    throw new AbideError(
      "store-unreadable",
      `The account that runs PostgreSQL cannot reach its files in ${usual} any more.`,
      {
        next: "Let every account pass through the folders above it again: chmod a+x, for each of them",
      },
    );
  }

  const other = join("/var/lib/abide", createHash("sha256").update(folder).digest("hex").slice(0, 12));
  try {
    await mkdir(other, { recursive: true, mode: 0o755 });
    await verifyOwn("/var/lib/abide");
    await verifyOwn(other);
    if (!(await reaches(other, runner))) throw new Error("it cannot be reached");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "it cannot be written to";
    throw new AbideError(
      "store-unwritable",
      `The account that runs PostgreSQL cannot reach ${folder}, nor use ${other} (${why}).`,
      { next: "Name a folder that every account can get to: ABIDE_DATA=/srv/abide", cause },
    );
  }
  await rmdir(usual);
  await symlink(other, usual);
  logger(`The store's files are in ${other}: the account that runs PostgreSQL cannot reach ${folder}.`);
  return other;
}

/** Whether the folder holds nothing but what Abide puts there, so that its mode is ours to set. */
async function isOurs(folder: string): Promise<boolean> {
  const own = new Set(["postgres", "key", "checkpoints"]);
  return (await stat(folder)).uid === 0 && (await readdir(folder)).every((name) => own.has(name));
}

/** Asked of the system itself: modes of parents, access lists and mounts all have their say. */
function reaches(path: string, runner: Runner): Promise<boolean> {
  permit({ program: "/bin/sh", args: ["-c", 'cd -- "$0"'], of: "store" });
  return new Promise((resolve) => {
    execFile("/bin/sh", ["-c", 'cd -- "$0"', path], { cwd: "/", env: {}, ...runner }, (error) => resolve(!error));
  });
}

/** Folder of the socket: beside the data, unless the path is longer than an address of a socket can be. */
async function findSocket(place: string, runner: Runner | undefined): Promise<string> {
  const usual = join(place, "run");
  const fits = Buffer.byteLength(join(usual, ".s.PGSQL.5432")) <= 103;
  const short = `abide-${createHash("sha256").update(place).digest("hex").slice(0, 12)}`;
  const temporary = runner || tmpdir().length > 60 ? "/tmp" : tmpdir();
  const folder = fits ? usual : join(temporary, short);
  await makeOwn(folder, runner);
  const found = await lstat(folder);
  const owner = runner?.uid ?? process.getuid?.();
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw new AbideError("store-unsafe", `${folder} belongs to another account, so its socket cannot be trusted.`, {
      next: `Remove ${folder} and start again.`,
    });
  }
  return folder;
}

async function makeOwn(folder: string, runner: Runner | undefined): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    throw error;
  }
  // Not chown: it would follow a link put there in between.
  if (runner) await lchown(folder, runner.uid, runner.gid);
}

function binariesOnce(runner: Runner | undefined, place: string): () => Promise<string> {
  let found: Promise<string> | undefined;
  return () => (found ??= findBinaries(runner, place));
}

/** Makes the cluster under another name first: a process that dies half-way leaves nothing that looks like a store. */
async function init(
  native: string,
  { place, runner, durable }: Pick<StartOptions, "runner" | "durable"> & { readonly place: string },
): Promise<void> {
  for (const name of await readdir(place)) {
    const pid = /^data\.new-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(place, name), { recursive: true, force: true });
  }
  const fresh = join(place, `data.new-${process.pid}`);
  await makeOwn(fresh, runner);
  const options = ["--username=postgres", "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8"];
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  const command = [`--pgdata=${fresh}`, ...options, ...locale, "--set=timezone=UTC", "--set=log_timezone=UTC"];
  if (!durable) command.push("--no-sync");
  await new Promise<void>((resolve, reject) => {
    execFile(join(native, "bin", "initdb"), command, { cwd: "/", env: {}, ...runner }, (error, _, stderr) => {
      if (!error) return resolve();
      if (isFull(stderr)) return reject(tooSmall(place));
      const why = stderr.trim().split("\n").at(-1) ?? error.message;
      const message = `The embedded PostgreSQL cannot prepare its files in ${place}: ${why}`;
      reject(new AbideError("store-unwritable", message, { next: "ABIDE_DATA=/path/to/folder names another folder." }));
    });
  }).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  });
  // Fails when another process was faster; then its files stand.
  await rename(fresh, join(place, "data")).catch(() => rm(fresh, { recursive: true, force: true }));
}

const isFull = (complaint: string): boolean => complaint.includes("No space left on device");

/** The disk of `place` has no room for a store. */
export function tooSmall(place: string, cause?: unknown): AbideError {
  return new AbideError(
    "store-unwritable",
    `The disk of ${place} is too full for a new store: it takes some 60 MB, empty.`,
    {
      next: "Make room there, or name a folder on another disk: ABIDE_DATA=/path/to/folder",
      cause,
    },
  );
}

async function verifyMajor(data: string): Promise<void> {
  const major = (await readFile(join(data, "PG_VERSION"), "utf8").catch(() => "")).trim();
  if (major === "18") return;
  throw new AbideError(
    "store-unreadable",
    `${data} holds ${major ? `PostgreSQL ${major}` : "no PostgreSQL"}, not 18.`,
    {
      next: "Start the version of Abide that wrote it, or name another folder: ABIDE_DATA=/path/to/folder",
    },
  );
}

interface StartOptions {
  readonly data: string;
  readonly socket: string;
  readonly log: string;
  readonly runner: Runner | undefined;
  readonly durable: boolean;
}

/** Undefined once the server accepts connections, or its last words. */
async function start(
  native: string,
  { data, socket, log, runner, durable }: StartOptions,
): Promise<string | undefined> {
  const on = durable ? "on" : "off";
  const settings = {
    listen_addresses: "",
    unix_socket_directories: socket,
    unix_socket_permissions: "0700",
    logging_collector: "off",
    log_destination: "stderr",
    fsync: on,
    full_page_writes: on,
    synchronous_commit: on,
    // After a crash of its own it ends, and is started by who has the data folder: told to stop while it starts itself again, as on a
    // full disk, it hangs.
    restart_after_crash: "off",
    // Many test workers share one server.
    max_connections: durable ? "100" : "400",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // Opened here and not by the server: its account cannot write beside its own folders.
  if (((await stat(log).catch(() => undefined))?.size ?? 0) > 10_000_000) await rm(log);
  const file = await open(log, "a", 0o600);
  const from = (await file.stat()).size;
  try {
    const child = spawn(join(native, "bin", "postgres"), ["-D", data, ...options], {
      cwd: "/",
      env: {},
      // A terminal's Ctrl-C goes to every process of its group; the server has to outlive the requests under way.
      detached: true,
      stdio: ["ignore", file.fd, file.fd],
      ...runner,
    });
    child.unref();
    const ended = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(`it ended (${signal ?? code})`));
    });
    for (;;) {
      const outcome = await Promise.race([ended, sleep(5)]);
      if (outcome !== undefined) {
        return toComplaint((await readFile(log, "utf8").catch(() => "")).slice(from)) || outcome;
      }
      if (readLock(data)?.ready) return undefined;
    }
  } finally {
    await file.close();
  }
}

/** What the server wrote before it ended, without times, and without what it says at every start. */
function toComplaint(words: string): string {
  const lines = words
    .split("\n")
    .map((line) => /(LOG|ERROR|FATAL|PANIC|DETAIL|HINT): {2}(.*)/.exec(line)?.slice(1) ?? ["", line]);
  const usual = /^(starting|listening|database system|redirecting|ending)/;
  return lines
    .flatMap(([kind, text]) => (text && !(kind === "LOG" && usual.test(text)) ? text.replace(/\.$/, "") : []))
    .join("; ");
}

/** PostgreSQL's lock file: the server's process, and whether it has said that it is ready. */
function readLock(data: string): { pid: number; ready: boolean } | undefined {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
}

/**
 * Process of the server that runs on `data`, or undefined. The number in the lock file is not enough: after a restart of the
 * machine or the container it may belong to anybody, and root would stop whatever it names.
 */
function runningPid(data: string): number | undefined {
  const pid = readLock(data)?.pid;
  if (!pid || !isAlive(pid)) return undefined;
  return commandOf(pid).includes(`-D ${data} `) ? pid : undefined;
}

function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    permit({ program: "/bin/ps", of: "store" });
    const env = { PATH: process.env["PATH"] };
    return spawnSync("/bin/ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8", env }).stdout;
  } catch {
    return "";
  }
}

/** Whether any process works in `data`. Each of PostgreSQL's does, and one that is left over may still write. */
function anyProcessIn(data: string): boolean {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((name) => {
      try {
        return readlinkSync(`/proc/${name}/cwd`) === data;
      } catch {
        return false;
      }
    });
}

/** Whether process `pid` exists, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** Sends a signal as the server's account, so that a forged lock file harms nobody else. */
function signal(pid: number, name: "INT" | "QUIT", runner: Runner | undefined): void {
  permit({ program: "/bin/sh", args: ["-c", `kill -${name} "$0"`], of: "store" });
  if (runner) spawnSync("/bin/sh", ["-c", `kill -${name} "$0"`, String(pid)], { cwd: "/", env: {}, ...runner });
  else process.kill(pid, `SIG${name}`);
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function until(holds: () => boolean, limit: number): Promise<void> {
  const deadline = Date.now() + limit;
  while (!holds() && Date.now() < deadline) await sleep(10);
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
