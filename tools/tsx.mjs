// Lets Node load the reference site's mail templates, which are TSX: Node takes types out of TypeScript by itself, but makes nothing of
// its tags. A site with a build has no use for this.
//
// All of them at once, and here: esbuild is a program of its own, and none is started any more once the process is guarded.
import { globSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

const site = `${dirname(dirname(fileURLToPath(import.meta.url)))}/site`;
const entryPoints = globSync("**/*.tsx", { cwd: site, exclude: ["node_modules"] }).map((file) => `${site}/${file}`);
const { outputFiles } = buildSync({
  entryPoints,
  outbase: site,
  outdir: site,
  write: false,
  loader: { ".tsx": "tsx" },
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  sourcemap: "inline",
});
const made = new Map(outputFiles.map(({ path, text }) => [pathToFileURL(path.replace(/\.js$/, ".tsx")).href, text]));

registerHooks({
  load(url, context, next) {
    const source = made.get(url);
    return source === undefined ? next(url, context) : { format: "module", source, shortCircuit: true };
  },
});
