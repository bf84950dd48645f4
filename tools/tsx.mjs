// Lets Node load the reference site's mail templates, which are TSX: Node takes types out of TypeScript by itself, but makes nothing of
// its tags. A site with a build has no use for this.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".tsx")) return next(url, context);
    const { code } = transformSync(readFileSync(fileURLToPath(url), "utf8"), {
      loader: "tsx",
      format: "esm",
      jsx: "automatic",
      jsxImportSource: "hono/jsx",
      sourcemap: "inline",
      sourcefile: url,
    });
    return { format: "module", source: code, shortCircuit: true };
  },
});
