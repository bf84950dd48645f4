import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { fontFiles } from "./fonts.ts";

/** A file of Abide's own pages, with its entity tag. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: "text/css; charset=utf-8" | "font/woff2";
  readonly etag: string;
}

const read = new Map<string, Promise<Asset>>();

/** The style sheet of Abide's own pages. */
export function readPageCss(): Promise<Asset> {
  return keep("page.css", new URL("page.css", import.meta.url), "text/css; charset=utf-8");
}

/** The style sheet of the console's pages, beside that of all. */
export function readConsoleCss(): Promise<Asset> {
  const from = createRequire(import.meta.url).resolve("@abide/console/console.css");
  return keep("console.css", pathToFileURL(from), "text/css; charset=utf-8");
}

/** The font served as `file`, or undefined where there is none of this name: only listed names are looked up. */
export function readFont(file: string): Promise<Asset> | undefined {
  const font = fontFiles.find((each) => each.file === file);
  return font && keep(file, pathToFileURL(createRequire(import.meta.url).resolve(font.from)), "font/woff2");
}

function keep(name: string, from: URL, type: Asset["type"]): Promise<Asset> {
  let asset = read.get(name);
  if (!asset) {
    asset = readFile(from).then(async (content) => {
      const bytes = new Uint8Array(content);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      const etag = `"${Array.from(digest.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
      return { bytes, type, etag };
    });
    read.set(name, asset);
    // A file that could not be read now may be there later.
    asset.catch(() => read.delete(name));
  }
  return asset;
}
