import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

/** What an example needs of Debian, as the key `debian` of its package.json says it. */
export interface Debian {
  /** Packages that have to be installed. None of them may start a server by itself: it would go on after the run. */
  readonly install: readonly string[];
  /** Packages that are unpacked into the folder `debian` of the example, which is then its own to change. */
  readonly unpack?: readonly string[];
}

/** Installs what is missing, as root. Throws where that is not possible. */
export async function installDebian({ install, unpack = [] }: Debian, folder: string): Promise<void> {
  if (!existsSync("/etc/debian_version"))
    throw new Error(`This example runs on Debian alone: it needs its packages ${install.join(", ")}.`);
  const missing = toMissing(install);
  if (missing.length > 0 && process.getuid?.() !== 0)
    throw new Error(`Packages of Debian are missing. Run as root, or install them: apt install ${missing.join(" ")}`);
  if (missing.length > 0) {
    apt(["update"], folder);
    apt(["install", "-y", "--no-install-recommends", ...missing], folder);
  }
  if (unpack.length === 0) return;
  const into = join(folder, "debian");
  await mkdir(into);
  apt(["download", ...unpack], into);
  for (const file of await readdir(into)) run("dpkg-deb", ["--extract", file, "."], into);
}

/** Those of `names` that are not installed. */
export function toMissing(names: readonly string[]): readonly string[] {
  const { stdout } = spawnSync("dpkg-query", ["--show", "--showformat=${Package} ${db:Status-Status}\n", ...names], {
    encoding: "utf8",
  });
  const lines = new Set((stdout ?? "").split("\n"));
  return names.filter((name) => !lines.has(`${name} installed`));
}

const apt = (args: readonly string[], folder: string): void => run("apt-get", ["--quiet", ...args], folder);

function run(command: string, args: readonly string[], folder: string): void {
  process.stderr.write(`examples  ${[command, ...args].join(" ")}\n`);
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status !== 0)
    throw new Error(`${[command, ...args].join(" ")} failed: ${error ?? `${stdout}\n${stderr}`.slice(-4000)}`);
}
