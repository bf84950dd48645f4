import type { FileStore } from "../vault/file-store.ts";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { AbideError, isAbideError } from "../http/error.ts";
import { createSigner } from "../http/signer.ts";
import type { Store } from "../store/index.ts";
import type { Vault } from "../vault/vault.ts";
import { syncFolder, writeKeys } from "./keys.ts";
import { count, type Part } from "./parts.ts";

/** What a back-up holds, and how to tell that it is whole. It lies beside the parts, signed. */
export interface Manifest {
  readonly format: "abide.backup/1";
  readonly at: string;
  readonly site: string;
  /** The last migration of the store that it was made of. */
  readonly level: string;
  /** Migrations of the site's features that were run in it. Default: none, as of before there were any. */
  readonly features?: readonly string[];
  readonly log: { readonly size: number; readonly checkpoint: string };
  readonly tables: { readonly [table: string]: Part & { readonly columns: readonly string[]; readonly rows: number } };
  readonly files: { readonly [id: string]: Part };
}

export interface BackupOptions {
  readonly store: Store;
  readonly site: string;
  readonly vault: Vault;
  readonly files: FileStore | undefined;
  /** Where back-ups lie: a folder with one folder for each, and one file with the keys. */
  readonly folder: string;
  readonly clock?: () => Date;
  readonly progress?: (sentence: string) => void;
}

/** What a back-up leaves out: keys, which lie apart. */
const apart = ["subject_key", "vault_key"];

/**
 * Backs up the store as it is at one moment, with its files, into `folder/<time>`; and the keys into `folder/keys`, in place of those
 * of the back-up before. A person who is erased is therefore in no copy of the keys from the next back-up on, and what older back-ups
 * hold of them cannot be opened. Nothing is left of a back-up that fails. The website may go on meanwhile.
 */
export async function backUp(options: BackupOptions): Promise<{ readonly path: string; readonly manifest: Manifest }> {
  const { store, site, vault, files, folder, clock = () => new Date(), progress = () => {} } = options;
  const at = clock().toISOString();
  const path = join(folder, at.replace(/[:.]/g, "-"));
  const half = `${path}.part`;
  const client = new Client({ connectionString: store.url });
  client.on("error", () => {});
  try {
    await makeFolder(half);
    await client.connect();
    await client.query("begin isolation level repeatable read read only");
    await client.query("select set_config('abide.act', 'backup', true)");
    const tables: { [table: string]: Manifest["tables"][string] } = {};
    for (const [table, columns] of await readTables(client)) {
      if (apart.includes(table)) continue;
      progress(`Backing up ${table}`);
      tables[table] = await copyTable(client, table, columns, join(half, `${table}.gz`));
    }
    const level = await readLevel(client);
    const features = await readFeatureMigrations(client);
    const { rows } = await client.query<{ size: string; text: string }>(
      "select size, text from log_checkpoint where site = $1 order by size desc limit 1",
      [site],
    );
    const log = { size: Number(rows[0]!.size), checkpoint: rows[0]!.text };
    const copied = await copyFiles(client, files, half, progress);
    const made = { at, site, level, features };
    const manifest: Manifest = { format: "abide.backup/1", ...made, log, tables, files: copied };
    const text = JSON.stringify(manifest, null, 2);
    const signer = await createSigner(vault.root, "back-up");
    await writeFile(join(half, "manifest.json"), `${text}\n`, { mode: 0o600, flush: true });
    await writeFile(join(half, "manifest.sig"), `${await signer.sign(text)}\n`, { mode: 0o600, flush: true });
    progress("Backing up the keys");
    await writeKeys(client, join(folder, "keys"), { at, site, signer });
    await client.query("commit");
    await syncFolder(half);
    await rename(half, path);
    await syncFolder(folder);
    return { path, manifest };
  } catch (cause) {
    await rm(half, { recursive: true, force: true }).catch(() => {});
    if (isAbideError(cause)) throw cause;
    throw toBackupError(cause, folder);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Makes a folder and those above it. Not by `recursive`: below /proc, that one never comes to an end. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

/**
 * Every table of the store with its columns, in the order of their names, but for what limits go by: it is worth nothing after some
 * minutes, and who was on the website at the moment of a back-up is nobody's business for as long as that is kept.
 */
export async function readTables(client: Client): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select table_name as table, array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns where table_schema = 'public' and table_name not like 'kysely%' and table_name <> 'limit_state'
     and is_generated = 'NEVER' group by table_name order by table_name`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

async function readLevel(client: Client): Promise<string> {
  // Of what a feature has made, its tables and columns say whether they are known.
  const { rows } = await client.query<{ name: string }>(
    "select name from kysely_migration where name ~ '^[0-9]' order by name desc limit 1",
  );
  return rows[0]!.name;
}

/** Names of the migrations that made the tables of features. The store's own begin with a number. */
async function readFeatureMigrations(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select name from kysely_migration where name !~ '^[0-9]' order by name",
  );
  return rows.map(({ name }) => name);
}

async function copyTable(
  client: Client,
  table: string,
  columns: readonly string[],
  file: string,
): Promise<Manifest["tables"][string]> {
  const source = client.query(copyTo(`copy ${quote(table)} (${columns.map(quote).join(", ")}) to stdout`));
  const counted = count();
  await pipeline(source, createGzip(), counted, createWriteStream(file, { mode: 0o600, flush: true }));
  return { ...counted.part(), columns, rows: source.rowCount ?? 0 };
}

async function copyFiles(
  client: Client,
  files: FileStore | undefined,
  folder: string,
  progress: (sentence: string) => void,
): Promise<{ [id: string]: Part }> {
  const { rows } = await client.query<{ id: string }>("select id from file order by id");
  if (rows.length === 0) return {};
  if (!files) {
    throw new AbideError("store-missing", "The store names files, and there is no place given where they lie.", {
      next: "Set ABIDE_DATA to the data folder that holds them, or ABIDE_FILES to their bucket.",
    });
  }
  await mkdir(join(folder, "files"), { mode: 0o700 });
  const copied: { [id: string]: Part } = {};
  for (const [place, { id }] of rows.entries()) {
    if (place % 100 === 0) progress(`Backing up files: ${place} of ${rows.length}`);
    const counted = count();
    try {
      await pipeline(
        files.read(id),
        counted,
        createWriteStream(join(folder, "files", id), { mode: 0o600, flush: true }),
      );
    } catch (error) {
      // Erased since the moment that is backed up: then it belongs in no back-up.
      if (isAbideError(error) && error.code === "file-missing") {
        await rm(join(folder, "files", id), { force: true });
        continue;
      }
      throw error;
    }
    copied[id] = counted.part();
  }
  return copied;
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The newest back-up in `folder`, where `folder` holds several; else `folder` itself. */
export async function findBackup(folder: string): Promise<string> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw toBackupError(cause, folder);
  });
  if (names.includes("manifest.json")) return folder;
  const newest = names
    .filter((name) => /^\d{4}-\d\d-\d\dT[\d-]+Z$/.test(name))
    .sort()
    .at(-1);
  if (newest !== undefined) return join(folder, newest);
  throw new AbideError("backup-damaged", `There is no back-up in ${folder}.`, {
    next: "Name the folder that was given to abide backup, or one of the folders in it.",
  });
}

export function toBackupError(cause: unknown, folder: string): AbideError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const why = cause instanceof Error ? cause.message : "unknown";
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new AbideError("store-unwritable", `The disk of ${folder} is full.`, {
      next: "Make room there, or name a folder on another disk. Nothing was left of the attempt.",
      cause,
    });
  }
  if (/^(ENOENT|ENOTDIR|EACCES|EPERM|EROFS|EISDIR)$/.test(code)) {
    return new AbideError("store-unwritable", `The folder ${folder} cannot be used (${code}).`, {
      next: "Name a folder that exists, or can be made, and that this account may read and write.",
      cause,
    });
  }
  return new AbideError("store-down", `It did not come to its end (${why}).`, {
    next: "Nothing was left of the attempt. Start it again.",
    cause,
  });
}
