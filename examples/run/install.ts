import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installDebian, type Debian } from "./debian.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A copy of an example with what its package.json asks for, and its end. */
export interface Installed {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

interface Manifest {
  readonly scripts?: { readonly [name: string]: string };
  readonly dependencies: { readonly [name: string]: string };
  readonly debian?: Debian;
}

/**
 * Installs the example `name` into a temporary folder, as its owner would, and builds it where it has a build. Abide's own packages are
 * those of this working copy.
 */
export async function install(name: string): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), `abide-example-${name}-`));
  // The store's server runs under an account of its own, which has to get at the folder inside.
  await chmod(folder, 0o711);
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    await cp(join(root, "examples", name), folder, { recursive: true });
    const file = join(folder, "package.json");
    const manifest = JSON.parse(await readFile(file, "utf8")) as Manifest;
    const all = Object.entries(manifest.dependencies);
    const [own, others] = [all.filter(([name]) => isOwn(name)), all.filter(([name]) => !isOwn(name))];
    await writeFile(file, JSON.stringify({ ...manifest, dependencies: Object.fromEntries(others) }));
    if (manifest.debian) await installDebian(manifest.debian, folder);
    if (others.length > 0) await run(name, folder, "npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"]);
    for (const [name] of own) {
      const link = join(folder, "node_modules", name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(root, "packages", name.slice("@abide/".length)), link);
    }
    // In a package that is CommonJS it says by its name what it is.
    const policy = existsSync(join(folder, "policy.mts")) ? "policy.mts" : "policy.ts";
    const check = [join(root, "packages/cli/bin/abide.mjs"), "check", "--policy", policy];
    await run(name, folder, process.execPath, check);
    if (manifest.scripts?.["build"] !== undefined) await run(name, folder, "npm", ["run", "build"]);
    return { folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const isOwn = (name: string): boolean => name.startsWith("@abide/");

/** Runs a command to its end, and says every ten seconds that it goes on. What it printed is told where it fails. */
async function run(name: string, folder: string, command: string, args: readonly string[]): Promise<void> {
  const started = Date.now();
  const tell = (words: string) =>
    process.stderr.write(
      `examples  ${name}: ${[command, ...args.slice(0, 2)].map((word) => basename(word)).join(" ")} ${words}\n`,
    );
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  tell("begins");
  const timer = setInterval(() => tell(`goes on, ${seconds()}`), 10_000);
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "", CI: "1", NEXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1" },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => clearInterval(timer));
  if (code !== 0)
    throw new Error(`${command} ${args.join(" ")} failed in the example ${name}:\n${printed.slice(-4000)}`);
  tell(`took ${seconds()}`);
}
