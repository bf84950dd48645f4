// What `npm start` and `npm test` run first. Plain JavaScript, because on a fresh clone nothing is installed yet and the
// Node on the path may be too old for TypeScript: it installs what is missing, finds Node 24, and hands over.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { install } from "./install.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "node_modules", ".bin");

/** Everything that CI runs, in this order. */
const steps = ["fmt", "lint", "types", "unit", "browser", "size", "imports"];

const commands = {
  start: async () => {
    await checkPolicies(["site/policy.ts", "site/policy-services.ts"]);
    // The guard comes before everything that the site consists of.
    const first = ["--import", "./tools/tsx.mjs", "--import", "@abide/engine/egress"];
    handOver([...first, "site/serve.ts", ...process.argv.slice(3)]);
  },
  test: () => runSteps(steps),
  check: () => runSteps(steps),
  soak: () => {
    process.env.ABIDE_SOAK = "1";
    const reason = otherBrowsersForTests();
    if (reason === undefined) return runSteps(["unit", "browser", "other-browsers"]);
    return runSteps(["unit", "browser"], [`Left out: the ways to leak in Firefox and WebKit, since ${reason}.`]);
  },
  examples: () => {
    const known = readdirSync(join(root, "examples"))
      .filter((file) => file.endsWith(".test.ts"))
      .map((file) => file.slice(0, -".test.ts".length))
      .sort();
    const named = process.argv.slice(3);
    const unknown = named.filter((name) => !known.includes(name));
    if (unknown.length > 0) fail(`There is no example "${unknown.join(", ")}". There are: ${known.join(", ")}.`);
    browserForTests();
    say("Each example is installed from the registry; all of them take some minutes");
    const run = named.length > 0 ? named : known.filter(isReady);
    const files = run.map((name) => `examples/${name}.test.ts`);
    handOver(["node_modules/vitest/vitest.mjs", "run", "--project", "examples", ...files]);
  },
  bench: () => handOver(["--import", "./tools/tsx.mjs", "bench/run.ts", ...process.argv.slice(3)]),
};

const command = commands[process.argv[2]];
if (!command) fail(`There is no "${process.argv[2] ?? ""}". Try: ${Object.keys(commands).join(", ")}.`);
await install(root, say).catch((error) => fail(error.message));
const node = findNode();
process.env.PATH = [bin, dirname(node), process.env.PATH].join(delimiter);
await command();

/** The Node that runs the TypeScript: the installed one, else the one on the path when it is new enough. */
function findNode() {
  for (const candidate of [join(bin, "node"), process.execPath]) {
    const { stdout } = spawnSync(candidate, ["--version"], { encoding: "utf8" });
    if (stdout && Number(stdout.slice(1).split(".")[0]) >= 24) return candidate;
  }
  return fail(
    `Abide runs on Node 24 and this is ${process.version}. On Linux (x64, arm64) it comes with the install; here, install Node 24 from nodejs.org and run the command again.`,
  );
}

/**
 * Ends with what is wrong where the site's declarations cannot be read or published: file, line and what to do. Node's own words for
 * a file that does not parse are a trace of its inside.
 */
async function checkPolicies(files) {
  const checks = files.map(async (file) => {
    const args = ["packages/cli/bin/abide.mjs", "check", "--policy", file];
    const child = spawn(node, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const said = { out: "", err: "" };
    child.stdout.on("data", (text) => (said.out += text));
    child.stderr.on("data", (text) => (said.err += text));
    const code = await new Promise((resolve) => child.on("close", resolve));
    return { code, ...said };
  });
  const wrong = (await Promise.all(checks)).filter(({ code }) => code !== 0);
  // Once, where both files meet the same problem: one imports the other.
  for (const text of new Set(wrong.map(({ out, err }) => err + out))) process.stderr.write(text);
  if (wrong.length > 0) process.exit(1);
}

/** Runs a TypeScript file and ends as it ends; signals are passed on, so that it can close what it opened. */
function handOver(args) {
  const child = spawn(node, args, { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

/**
 * Runs the named npm scripts, all of them, and says at the end which failed: one after the other, but for the browser's, which runs beside
 * the units' and what follows, since each of them waits a lot. What it prints is shown at the end. `notes` are said
 * before and after.
 */
async function runSteps(steps, notes = []) {
  for (const note of notes) say(note);
  browserForTests();
  const out = join(root, "node_modules", ".abide-test");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const failed = [];
  const count = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const finish = (step, { status, started, ended, printed }) => {
    process.stdout.write(printed);
    const results = join(out, `${step}.json`);
    let broken = status !== 0;
    if (scripts[step].startsWith("vitest")) {
      const found = existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : undefined;
      count.passed += found?.numPassedTests ?? 0;
      count.failed += found?.numFailedTests ?? 0;
      count.skipped += (found?.numPendingTests ?? 0) + (found?.numTodoTests ?? 0);
      failures.push(...failuresIn(found?.testResults ?? []));
      // A suite that found nothing to run has proven nothing.
      broken ||= !found?.numPassedTests;
    }
    if (broken) failed.push(step);
    say(`${step}: ${broken ? "FAILED" : "ok"} (${Math.round((ended - started) / 1000)} s)`);
  };
  let browser;
  for (const step of steps) {
    if (step === "browser" && browser) continue;
    if (step === "unit" && steps.includes("browser")) browser = run("browser", scripts.browser, out, false);
    // One kind of browser at a time.
    if (step === "other-browsers") await browser;
    finish(step, await run(step, scripts[step], out, true));
  }
  if (browser) finish("browser", await browser);
  // At the very end, where a log that was cut still has it.
  for (const failure of failures) console.log(failure);
  for (const note of notes) say(note);
  if (failed.length > 0) say(`Failed: ${failed.join(", ")}. Run one alone with: npm run ${failed[0]}`);
  console.log(`${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ""}`);
  process.exit(failed.length > 0 ? 1 : 0);
}

/** What failed, by file and name, with the beginning of the reason. A file that could not be loaded has a reason and no tests. */
function failuresIn(files) {
  return files.flatMap(({ name, status, message, assertionResults: tests }) => {
    const file = relative(root, name);
    const failed = tests.filter((test) => test.status === "failed");
    if (failed.length === 0) return status === "failed" ? [`FAILED  ${file}\n${beginning(message)}`] : [];
    return failed.map((test) => `FAILED  ${file} > ${test.fullName}\n${beginning(test.failureMessages.join("\n"))}`);
  });
}

function beginning(text) {
  const lines = stripVTControlCharacters(text).split("\n").slice(0, 12);
  return lines.map((line) => `        ${line.slice(0, 200)}`).join("\n");
}

/** Runs an npm script. What it prints is shown at once, or given back. */
function run(step, script, out, shown) {
  say(`${step}: ${script}`);
  const isSuite = script.startsWith("vitest");
  const line = isSuite
    ? `${script} --reporter=default --reporter=json --outputFile.json=${join(out, `${step}.json`)}`
    : script;
  const started = Date.now();
  // Every test file is a process of its own, and so is every engine that a test starts: what they all load is compiled once.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(root, "node_modules/.cache/abide-compile") };
  const child = spawn(line, { cwd: root, stdio: ["ignore", shown ? "inherit" : "pipe", "inherit"], shell: true, env });
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (printed += text));
  return new Promise((resolve) =>
    child.on("close", (code) => resolve({ status: code ?? 1, started, ended: Date.now(), printed })),
  );
}

/** Makes sure that there is a Chromium: one that is installed, else Debian's, else Playwright's. Tests are never skipped. */
function browserForTests() {
  if (findBrowser()) return;
  if (isRootOnDebian()) {
    say("Installing Chromium from Debian's packages, for the tests in a real browser");
    installFromDebian("chromium");
  } else {
    say("Installing Playwright's Chromium, for the tests in a real browser");
    spawnSync(join(bin, "playwright-core"), ["install", "chromium"], { stdio: "inherit" });
  }
  if (!findBrowser()) {
    fail(
      "The tests need a Chromium and none could be installed. Install one (Debian: apt install chromium) or set ABIDE_BROWSER to its path.",
    );
  }
}

/**
 * Makes sure that there are a Firefox and a WebKit, and gives the reason where they cannot be used. They have no switches that lead them
 * to the internet that a test plays, so files of the system stand in for it, which only root can do.
 */
function otherBrowsersForTests() {
  if (process.getuid?.() !== 0) return "only root can give them an internet of their own";
  const runs = (...command) => spawnSync(command[0], command.slice(1), { stdio: "ignore" }).status === 0;
  const programs = ["firefox-esr", "WebKitWebDriver", "Xvfb"];
  const missing = () => programs.filter((name) => !runs("which", name));
  if (missing().length > 0 && isRootOnDebian()) {
    say("Installing Firefox and WebKit from Debian's packages, for the ways to leak");
    // WebKit plays films with the last two.
    const players = ["gstreamer1.0-plugins-good", "gstreamer1.0-libav"];
    installFromDebian("firefox-esr", "webkit2gtk-driver", "xvfb", ...players);
  }
  if (missing().length > 0) {
    return `there is no ${missing().join(", ")} (Debian: apt install firefox-esr webkit2gtk-driver xvfb)`;
  }
  if (!runs("unshare", "--mount", "true"))
    return "this machine lets nobody mount files for one program (unshare --mount)";
  return undefined;
}

function isRootOnDebian() {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function installFromDebian(...packages) {
  const apt = (...args) =>
    // Another installation may be under way.
    spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  apt("update");
  apt("install", "-y", "--no-install-recommends", ...packages);
}

/** Whether an example's packages of Debian are there. A run of all does not change the machine; one that names the example does. */
function isReady(name) {
  const { debian } = JSON.parse(readFileSync(join(root, "examples", name, "package.json"), "utf8"));
  if (!debian) return true;
  const script = `const { toMissing } = await import("./examples/run/debian.ts"); console.log(toMissing(${JSON.stringify(debian.install)}).join(" "));`;
  const { stdout } = spawnSync(node, ["--input-type=module", "--eval", script], { cwd: root, encoding: "utf8" });
  const missing = stdout.trim();
  if (missing !== "")
    say(
      `${name} is left out, since Debian's ${missing} is not installed: npm run examples ${name} installs it, as root`,
    );
  return missing === "";
}

/** Asks the scanner, which is the one place that knows where browsers are. */
function findBrowser() {
  const script = `const { findBrowser } = await import("./packages/scanner/src/browser.ts"); await findBrowser();`;
  return spawnSync(node, ["--input-type=module", "--eval", script], { cwd: root, stdio: "ignore" }).status === 0;
}

function say(message) {
  console.log(`abide  ${message}`);
}

function fail(message) {
  console.error(`abide  ${message}`);
  process.exit(1);
}
