// Lets Node load TSX: pages of the console, and the reference site's mail templates. Node takes types out of TypeScript by itself, but
// makes nothing of its tags. What is published is JavaScript, and a site with a build has no use for this.
//
//     node --import ./tools/tsx.mjs site/serve.ts
//
// All of them at once, and here: esbuild is a program of its own, and none is started any more once the process is guarded. What it
// made is kept, by the hash of what it made it from, so that a start that finds everything starts no program.
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kept = join(root, "node_modules/.cache/abide-tsx");
const require = createRequire(import.meta.url);
const { version } = require("esbuild/package.json");

const files = globSync(["site/**/*.tsx", "packages/*/src/**/*.tsx"], {
  cwd: root,
  exclude: (name) => name === "node_modules" || name.endsWith(".test.tsx"),
}).map((file) => {
  const source = readFileSync(join(root, file));
  const hash = createHash("sha256").update(`${version} 1 ${file}\n`).update(source).digest("hex");
  return { file, made: join(kept, `${hash}.js`) };
});
const made = new Map(files.map(({ file, made }) => [pathToFileURL(join(root, file)).href, made]));

const missing = files.filter(({ made }) => !existsSync(made));
if (missing.length > 0) compile(missing);

registerHooks({
  load(url, context, next) {
    const file = made.get(url);
    return file === undefined
      ? next(url, context)
      : { format: "module", source: readFileSync(file, "utf8"), shortCircuit: true };
  },
});

function compile(missing) {
  const { outputFiles } = require("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: missing.map(({ file }) => file),
    outbase: root,
    outdir: root,
    write: false,
    loader: { ".tsx": "tsx" },
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    sourcemap: "inline",
  });
  const texts = new Map(outputFiles.map(({ path, contents }) => [path.replace(/\.js$/, ".tsx"), contents]));
  mkdirSync(kept, { recursive: true });
  for (const { file, made } of missing) {
    // Another process that starts at the same time may write the same; neither reads half of it.
    const draft = `${made}.${process.pid}`;
    writeFileSync(draft, texts.get(join(root, file)));
    renameSync(draft, made);
  }
}
