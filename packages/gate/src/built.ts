import { readFile } from "node:fs/promises";

/** The gate's files for the browser, minified. */
export interface Built {
  /** The inline guard, with `ALLOWED` still to be put in place: `renderGuard` does. */
  readonly guard: string;
  readonly gate: string;
  readonly centre: string;
  /** Passkeys in the console, for the company's own people: visitors never load it. */
  readonly console: string;
  readonly css: string;
}

let files: Promise<Built> | undefined;

/** The gate's files for the browser: those of `dist/` where the package has been built, else built now and kept. */
export function built(): Promise<Built> {
  files ??= read().catch(build);
  return files;
}

async function read(): Promise<Built> {
  const file = (name: string): Promise<string> => readFile(new URL(`../dist/${name}`, import.meta.url), "utf8");
  const names = ["guard.js", "gate.js", "centre.js", "console.js", "gate.css"];
  const [guard, gate, centre, console, css] = await Promise.all(names.map(file));
  return { guard: guard!, gate: gate!, centre: centre!, console: console!, css: css! };
}

/** Builds the files from their sources. */
export async function build(): Promise<Built> {
  // Only development has it: a published package carries `dist/`.
  const esbuild = await import("esbuild");
  const bundle = async (entry: string, format: "iife" | "esm"): Promise<string> => {
    const { outputFiles } = await esbuild.build({
      entryPoints: [new URL(entry, import.meta.url).pathname],
      bundle: true,
      minify: true,
      format,
      target: ["chrome111", "firefox114", "safari16.4"],
      charset: "utf8",
      tsconfigRaw: "{}",
      legalComments: "none",
      external: ["/abide/*"],
      write: false,
    });
    return outputFiles[0]!.text.trim();
  };
  const [guard, gate, centre, console, css] = await Promise.all([
    bundle("./browser/guard.ts", "iife"),
    bundle("./browser/gate.ts", "esm"),
    bundle("./browser/centre.ts", "esm"),
    bundle("./browser/console.ts", "esm"),
    bundle("./gate.css", "esm"),
  ]);
  return { guard, gate, centre, console, css };
}
