// Brings node_modules to what package-lock.json lists. Plain JavaScript without a dependency: it runs before anything is installed, on
// whichever Node is on the path.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/**
 * Installs what the lockfile of `root` lists, unless it is there already. Throws a sentence when npm fails; what was installed before
 * is in its place then.
 */
export async function install(root, say) {
  await recover(root, say);
  if (!isInstalled(root)) await installAll(root, say);
  linkNode(root);
}

async function installAll(root, say) {
  const aside = openAside(root);
  // Another process was faster.
  if (aside === undefined) return install(root, say);
  say("Installing what the lockfile lists (npm ci); the first time this takes a minute or two");
  const started = Date.now();
  const filled = isFilled(root);
  const moved = moveAside(root, aside);
  // A node_modules that cannot be moved (a volume is mounted there) is not cleared: without a network nothing would be left of it.
  const work = moved || !filled ? ["ci"] : ["install", "--no-save"];
  // Packages for development and for this machine are needed whatever NODE_ENV or .npmrc say.
  const own = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const problem = await npm(root, [...work, ...own], (pid) => addWorker(aside, pid));
  if (problem !== undefined) {
    bringBack(root, aside);
    rmSync(aside, { recursive: true });
    const kept = filled ? " What was installed before is still there." : "";
    throw new Error(
      `npm ${work[0]} did not finish (${problem}).${kept} Mend what it says above, then run the command again.`,
    );
  }
  const left = findMissing(root);
  if (left.length > 0) {
    say(`npm left out ${left.join(", ")}. Delete node_modules to have it try again`);
    writeFileSync(join(root, leftOut), JSON.stringify({ lock: hashLock(root), left }));
  }
  rmSync(aside, { recursive: true, force: true });
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

/**
 * Links the Node that came with the install, where npm 10 has not: it takes away what it does not install for another machine's
 * Node, and that includes the link of the same name.
 */
function linkNode(root) {
  const own = `node-${process.platform}-${process.arch}`;
  const link = join(root, "node_modules", ".bin", "node");
  if (existsSync(link) || !existsSync(join(root, "node_modules", own))) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join("..", own, "bin", "node"), link);
}

/**
 * What npm did not install though the lockfile lists it for this machine: an optional package whose `engines` do not fit the Node on the
 * path. Without the list it would be installed in vain at every start.
 */
const leftOut = join("node_modules", ".abide-left-out");

function isInstalled(root) {
  const missing = findMissing(root);
  if (missing.length === 0) return true;
  const { lock, left } = readJson(join(root, leftOut)) ?? {};
  return lock === hashLock(root) && missing.every((place) => left.includes(place));
}

/** What the lockfile lists, by the place where it belongs. */
function readLock(root) {
  return JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
}

function hashLock(root) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** What npm says that it has installed. It writes this last, so a broken-off `npm ci` has none. */
const listOfNpm = join("node_modules", ".package-lock.json");

/** Places in the lockfile whose package is not installed, or is another one. */
function findMissing(root) {
  const installed = readJson(join(root, listOfNpm))?.packages ?? {};
  return Object.entries(readLock(root))
    .filter(([place, entry]) => {
      if (place === "") return false;
      if (installed[place] === undefined) return isNeeded(entry);
      return !isSame(entry, installed[place]) || !existsSync(join(root, place, "package.json"));
    })
    .map(([place]) => place);
}

/**
 * Whether npm installs the package here. An optional one that names no machine may belong to one that is for another machine, as the
 * helpers of a build for WebAssembly do, and npm leaves it out with that one.
 */
function isNeeded({ optional, os, cpu, libc }) {
  if (!optional) return true;
  if (!os && !cpu) return false;
  return allows(os, process.platform) && allows(cpu, process.arch) && (!libc || allows(libc, findLibc()));
}

/** Whether `value` is among `names`, which may also be a single name, or say what is excluded: "!win32". */
function allows(names, value) {
  const all = [names ?? []].flat();
  if (all.includes(`!${value}`)) return false;
  return all.every((name) => name.startsWith("!")) || all.includes(value);
}

/** The C library that programs of this machine are linked with, by npm's names. */
function findLibc() {
  if (process.platform !== "linux") return undefined;
  // Without this the report looks up the names of every address that the process is connected to.
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime ? "glibc" : "musl";
}

function isSame(one, other) {
  const parts = ({ version, integrity, link, bin }) => JSON.stringify([version, integrity, link, bin]);
  return parts(one) === parts(other);
}

/**
 * Makes the folder that says that somebody is installing here: the processes that do, and what was installed before,
 * because `npm ci` deletes that before it looks whether there is a network. Undefined where another process has made it.
 */
function openAside(root) {
  const aside = join(root, ".abide-installing");
  // Made under another name: without a process in it, it would be taken for what a killed one left behind.
  const fresh = mkdtempSync(`${aside}-`);
  addWorker(fresh, process.pid);
  try {
    renameSync(fresh, aside);
    return aside;
  } catch {
    rmSync(fresh, { recursive: true });
    return undefined;
  }
}

function addWorker(aside, pid) {
  appendFileSync(join(aside, "processes"), `${pid}\n`);
}

/** Folders whose node_modules `npm ci` deletes: the project, and each workspace. */
function listFolders(root) {
  const places = Object.keys(readLock(root));
  return places.filter((place) => !place.includes("node_modules"));
}

/** Whether there is something installed and all of it could be moved. */
function moveAside(root, aside) {
  const filled = listFolders(root).filter((folder) => isFilled(join(root, folder)));
  try {
    for (const folder of filled) {
      mkdirSync(join(aside, folder), { recursive: true });
      renameSync(join(root, folder, "node_modules"), join(aside, folder, "node_modules"));
    }
    return filled.length > 0;
  } catch {
    bringBack(root, aside);
    return false;
  }
}

function bringBack(root, aside) {
  for (const folder of listFolders(root)) {
    if (!existsSync(join(aside, folder, "node_modules"))) continue;
    rmSync(join(root, folder, "node_modules"), { recursive: true, force: true });
    renameSync(join(aside, folder, "node_modules"), join(root, folder, "node_modules"));
  }
}

/** Waits for another process that is installing here; of one that was killed, brings back what it had moved. */
async function recover(root, say) {
  const aside = join(root, ".abide-installing");
  let told = false;
  while (existsSync(aside)) {
    // Both: when the one that started npm is killed, npm goes on.
    const worker = readLines(join(aside, "processes")).map(Number).find(isAlive);
    if (worker === undefined) {
      // With npm's list the new node_modules is whole, and the old one may be half deleted.
      if (!existsSync(join(root, listOfNpm))) bringBack(root, aside);
      rmSync(aside, { recursive: true, force: true });
      return;
    }
    if (!told) say(`Process ${worker} is installing here; waiting for it. If it is another program, delete ${aside}`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Undefined once npm has done it, or what went wrong. Signals are passed on: npm would go on alone. */
function npm(root, args, started) {
  // Under pnpm or yarn the variable names another program, which knows no `ci`.
  const cli = process.env.npm_execpath?.endsWith("npm-cli.js") ? process.env.npm_execpath : undefined;
  const [program, first] = cli ? [process.execPath, [cli]] : ["npm", []];
  const child = spawn(program, [...first, ...args], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (child.pid !== undefined) started(child.pid);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const pass = (signal) => {
    child.kill(signal);
    // npm first waits for the fetches under way, which may be minutes.
    setTimeout(() => child.kill("SIGKILL"), 3_000).unref();
  };
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve) => {
    const end = (problem) => {
      for (const signal of signals) process.off(signal, pass);
      resolve(problem);
    };
    child.once("error", (error) => end(error.message));
    child.once("close", (code, signal) => end(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
}

function isFilled(folder) {
  const modules = join(folder, "node_modules");
  return existsSync(modules) && readdirSync(modules).length > 0;
}

function readLines(file) {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
