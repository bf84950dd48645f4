import { readFile } from "node:fs/promises";

/** The gate's files for the browser, minified. */
export interface Built {
  /** The inline guard, with `ALLOWED` still to be put in place: `renderGuard` does. */
  readonly guard: string;
  /** The same for who permits cookies, with `LIVES` to be put in place as well. */
  readonly guardLives: string;
  /** The guard of workers, with what the visitor permits still to be put in place: `renderWorkerGuard` does. */
  readonly worker: string;
  /** A service worker that ends itself, for browsers that have one which may not be there. */
  readonly workerEnd: string;
  readonly gate: string;
  readonly centre: string;
  /** Passkeys in the console, for the company's own people: visitors never load it. */
  readonly console: string;
  /** The task of a form while many are sent: nobody else loads it. */
  readonly work: string;
  readonly css: string;
  /** How forms look where the site does not say. */
  readonly form: string;
}

/** Where each of them is built from, and what it is called in `dist/`. */
const sources: { readonly [name in keyof Built]: readonly [entry: string, file: string] } = {
  guard: ["./browser/guard.ts", "guard.js"],
  guardLives: ["./browser/guard.ts", "guard-lives.js"],
  worker: ["./browser/worker-guard.ts", "worker-guard.js"],
  workerEnd: ["./browser/worker-end.ts", "worker-end.js"],
  gate: ["./browser/gate.ts", "gate.js"],
  centre: ["./browser/centre.ts", "centre.js"],
  console: ["./browser/console.ts", "console.js"],
  work: ["./browser/work.ts", "work.js"],
  css: ["./gate.css", "gate.css"],
  form: ["./form.css", "form.css"],
};

let files: Promise<Built> | undefined;

/** The gate's files for the browser: those of `dist/` where the package has been built, else built now and kept. */
export function built(): Promise<Built> {
  files ??= read().catch(build);
  return files;
}

function read(): Promise<Built> {
  return toBuilt((name) => readFile(new URL(`../dist/${sources[name][1]}`, import.meta.url), "utf8"));
}

async function toBuilt(make: (name: keyof Built) => Promise<string>): Promise<Built> {
  const names = Object.keys(sources) as (keyof Built)[];
  const made = await Promise.all(names.map(async (name) => [name, await make(name)] as const));
  return Object.fromEntries(made) as { [name in keyof Built]: string };
}

/** The files by what they are called in `dist/`, to be written there. */
export function toDist(files: Built): [file: string, content: string][] {
  return (Object.keys(sources) as (keyof Built)[]).map((name) => [sources[name][1], files[name]]);
}

/** Builds the files from their sources. */
export async function build(): Promise<Built> {
  // Only development has it: a published package carries `dist/`.
  const esbuild = await import("esbuild");
  return toBuilt(async (name) => {
    const { outputFiles } = await esbuild.build({
      entryPoints: [new URL(sources[name][0], import.meta.url).pathname],
      bundle: true,
      minify: true,
      // The guards stand before other code, in scripts that are none of a module's.
      format: ["guard", "guardLives", "worker", "workerEnd"].includes(name) ? "iife" : "esm",
      define: name === "guard" ? { LIVES: "0" } : {},
      target: ["chrome111", "firefox114", "safari16.4"],
      charset: "utf8",
      tsconfigRaw: "{}",
      legalComments: "none",
      external: ["/abide/*"],
      write: false,
    });
    return outputFiles[0]!.text.trim();
  });
}
