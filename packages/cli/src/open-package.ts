import { createReadStream } from "node:fs";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openPackage as open } from "@abide/engine/open-package";
import { CliError, type Io } from "./io.ts";
import { count } from "./text.ts";

/** Opens a sealed package into a folder. What does not hold leaves nothing there. */
export async function openPackage(
  file: string,
  { key, into, site }: { key: string | undefined; into: string | undefined; site: string | undefined },
  io: Io,
): Promise<number> {
  if (key === undefined) throw new CliError("It is not said what to open it with. Name your key: --key key.txt");
  const path = resolve(io.cwd, file);
  const folder = resolve(io.cwd, into ?? basename(file).replace(/\.age$/, "") + "-opened");
  const secret = toSecret(await read(resolve(io.cwd, key)));
  await access(path).catch((cause: unknown) => {
    throw new CliError(`${path} cannot be read. Name the package that you fetched.`, { cause });
  });
  await mkdir(folder, { mode: 0o700 }).catch((cause: unknown) => {
    throw new CliError(`${folder} is there already, or cannot be made. Name another folder: --into <folder>`, {
      cause,
    });
  });
  try {
    const manifest = await open({
      source: () => createReadStream(path) as AsyncIterable<Uint8Array>,
      secret,
      fetch: (address) => {
        io.progress("Asking the website for the package's key…");
        return ask(address, site);
      },
      entry: async (name, bytes) => {
        io.progress(`Opening ${name}…`);
        const place = join(folder, name);
        await mkdir(dirname(place), { recursive: true, mode: 0o700 });
        await pipeline(Readable.from(bytes), createWriteStream(place, { mode: 0o600, flags: "wx" }));
      },
    });
    await writeFile(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    const { from, purpose, records, subjects, expires } = manifest;
    io.out(
      `Opened ${count(records, "record")} about ${count(subjects, "subject")}, from ${from}, for ${purpose} and for nothing else.\n\n  Folder    ${folder}\n  Until     ${expires.slice(0, 10)}: then the package opens no more. What you have opened is yours to delete.`,
    );
    return 0;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The key of the package, from the website that made it. */
async function ask(address: string, site: string | undefined): Promise<Response> {
  if (!URL.canParse(address, site)) {
    throw new CliError("The package does not say which website made it. Name it: --site https://www.example.com");
  }
  const url = new URL(address, site);
  const plain = url.protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (plain || !/^https?:$/.test(url.protocol)) {
    throw new CliError(`The package names ${url.origin} as its website, which is not asked: only https is.`);
  }
  try {
    return await fetch(url, { redirect: "error", signal: AbortSignal.timeout(30_000) });
  } catch (cause) {
    throw new CliError(`${url.origin} does not answer. Try again later; the package is unchanged.`, { cause });
  }
}

/** What age-keygen writes has comments around the key; a passphrase is the first line. */
function toSecret(text: string): string {
  return /^AGE-SECRET-KEY-\S+/m.exec(text)?.[0] ?? text.split("\n")[0]!.trim();
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new CliError(`${path} cannot be read. Name the file with your key: --key key.txt`, { cause });
  }
}
