import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCheckpoint, parseNote } from "@abide/log";
import { Kysely, PostgresDialect } from "kysely";
import type { Client } from "pg";
import { createCheckpointFile } from "../audit/checkpoint-file.ts";
import { createLog } from "../audit/create-log.ts";
import { AbideError, isAbideError } from "../http/error.ts";
import { createSigner } from "../http/signer.ts";
import type { Migrations, Store, Tables } from "../store/index.ts";
import type { FileStore } from "../vault/file-store.ts";
import type { Master } from "../vault/master.ts";
import { openRoot, openVault } from "../vault/vault.ts";
import { quote, type Manifest } from "./backup.ts";
import type { KeysFile } from "./keys.ts";
import { compare, damaged } from "./parts.ts";

/** A manifest as it was signed. */
interface Read {
  readonly manifest: Manifest;
  readonly text: string;
  readonly signature: string;
}

export async function readManifest(folder: string): Promise<Read> {
  try {
    const text = (await readFile(join(folder, "manifest.json"), "utf8")).trimEnd();
    const signature = (await readFile(join(folder, "manifest.sig"), "utf8")).trim();
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.format !== "abide.backup/1") throw tooNew(manifest.format);
    return { manifest, text, signature };
  } catch (cause) {
    if (isAbideError(cause)) throw cause;
    throw damaged(folder, "manifest.json", cause);
  }
}

/** Throws unless manifest and keys were signed with the root, and the master key that was given opens it. */
export async function verifySignatures(
  { head, text: keysText, signature: keysSignature }: KeysFile,
  keysFile: string,
  { manifest, text, signature, folder }: Read & { readonly folder: string },
  master: Master,
): Promise<void> {
  const row = head.vault.find(({ site, kind }) => site === manifest.site && kind === "root");
  if (!row) throw damaged(keysFile, "it");
  const root = await openRoot({ ...row, wrapped: Buffer.from(row.wrapped, "base64") }, manifest.site, master);
  const signer = await createSigner(root, "back-up");
  if (!(await signer.verify(keysText, keysSignature))) throw damaged(keysFile, "its signature");
  if (!(await signer.verify(text, signature))) throw damaged(folder, "the signature");
}

/**
 * Refuses where something is lost by a restore that was not lost before, unless that is wanted (`force`). Resolves to the checkpoint that
 * the data folder has kept, where it is of a longer log.
 */
export async function refuseLoss(
  store: Store,
  manifest: Manifest,
  keys: KeysFile,
  { keysFile, force }: { readonly keysFile: string; readonly force: boolean },
): Promise<Behind | undefined> {
  if (Date.parse(keys.head.at) < Date.parse(manifest.at) && !force) {
    throw new AbideError(
      "backup-damaged",
      `The keys in ${keysFile} are of ${keys.head.at}, and the back-up is newer (${manifest.at}).`,
      {
        next: "Name the newest file with keys (--keys). With --force people who came in between are erased, since nothing opens what is held of them.",
      },
    );
  }
  const behind = await readBehind(store, manifest);
  if (behind && !force) {
    throw new AbideError(
      "backup-damaged",
      `The log in the back-up has ${manifest.log.size} entries; ${behind.path} knows it to have been ${behind.size}.`,
      {
        next: "Restore a newer back-up. With --force what happened after this one is lost for good, and whoever kept a newer checkpoint of the log can tell.",
      },
    );
  }
  return behind;
}

/** Compares every table and file with the signed manifest. Refuses where there are files and no place for them. */
export async function verifyParts(
  folder: string,
  manifest: Manifest,
  { files, progress }: { readonly files: FileStore | undefined; readonly progress: (sentence: string) => void },
): Promise<void> {
  for (const [table, part] of Object.entries(manifest.tables)) {
    progress(`Checking ${table}`);
    await compare(join(folder, `${table}.gz`), part);
  }
  const blobs = Object.entries(manifest.files);
  for (const [place, [id, part]] of blobs.entries()) {
    if (place % 100 === 0) progress(`Checking files: ${place} of ${blobs.length}`);
    await compare(join(folder, "files", id), part);
  }
  if (blobs.length > 0 && !files) {
    throw new AbideError("store-missing", "The back-up has files, and there is no place given for them.", {
      next: "Set ABIDE_DATA to the data folder that they shall lie in, or ABIDE_FILES to a bucket.",
    });
  }
}

/** A checkpoint of a longer log than a back-up has. */
interface Behind {
  readonly path: string;
  readonly size: number;
}

/** The checkpoint that the data folder has kept, where it is of a longer log than the back-up has. */
async function readBehind({ folder }: Store, { site, log }: Manifest): Promise<Behind | undefined> {
  if (folder === undefined) return undefined;
  const file = createCheckpointFile(folder, site);
  const size = parseCheckpoint(parseNote((await file.read()) ?? "")?.text ?? "")?.size;
  return size !== undefined && size > log.size ? { path: file.path, size } : undefined;
}

export function tooNew(what: string): AbideError {
  return new AbideError("store-unreadable", `This version of Abide does not know what the back-up has in "${what}".`, {
    next: "Restore it with the version that made it, or a newer one. Nothing was restored.",
  });
}

export async function verifyLevel(client: Client, { level }: Manifest): Promise<void> {
  const { rows } = await client.query("select from kysely_migration where name = $1", [level]);
  if (rows.length === 0) throw tooNew(level);
}

export interface MakeFeatureTablesOptions {
  readonly store: Store;
  /** Migrations of the site's own features, and what runs them: what is backed up of a feature needs its tables. */
  readonly features: Migrations;
  readonly migrate: (url: string, features: Migrations) => Promise<void>;
}

/**
 * Makes the tables of the features that were given, and refuses where one is missing that the back-up holds something of. Its rows could
 * be put back without it; but people who were erased since could not be erased again.
 */
export async function makeFeatureTables(
  manifest: Manifest,
  { store, features, migrate }: MakeFeatureTablesOptions,
): Promise<void> {
  const missing = (manifest.features ?? []).filter((name) => !Object.hasOwn(features, name));
  if (missing.length === 0) return migrate(store.url, features);
  const names = missing.map((name) => `"${name}"`).join(", ");
  throw new AbideError(
    "store-unreadable",
    `The back-up holds what features of the site keep (${names}), and they are not known here, or only in an older version.`,
    {
      next: "Name the module that exports them: abide restore <back-up> --features <module>. Nothing was restored.",
    },
  );
}

export async function refuseFull(client: Client, { folder }: Store, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const { rows } = await client.query<{ full: boolean }>(`select exists (select from ${quote(table)}) as full`);
    if (!rows[0]!.full) continue;
    throw new AbideError("store-in-use", `The store${folder === undefined ? "" : ` in ${folder}`} is not empty.`, {
      next: "Restore into a new folder: abide restore <back-up> --into <folder>",
    });
  }
}

/** The entries of every log give the root that was signed; those of the back-up's own at the size that it says. */
export async function verifyLogs(
  client: Client,
  { site, log: expected }: Manifest,
  { head }: KeysFile,
  { folder, master, clock, progress }: Verifying,
): Promise<void> {
  const db = onto(client);
  for (const each of new Set(head.vault.map((row) => row.site))) {
    if (each !== site && head.vault.some((row) => row.site === each && row.master !== master.id)) {
      progress(`The log of ${each} is not checked: another master key is needed for it`);
      continue;
    }
    progress(`Checking the log of ${each}${each === site ? `: ${expected.size} entries` : ""}`);
    const { root } = await openVault({ db, site: each, master, clock });
    const log = await createLog({ db, site: each, origin: each, key: root, clock });
    await log.audit();
    const checkpoint = await log.checkpoint();
    await log.close();
    if (each === site && checkpoint !== expected.checkpoint) throw damaged(folder, "the log");
  }
}

interface Verifying {
  readonly folder: string;
  readonly master: Master;
  readonly clock: () => Date;
  readonly progress: (sentence: string) => void;
}

/** A Kysely on the one connection of a transaction that is under way. */
function onto(client: Client): Kysely<Tables> {
  const lent = Object.assign(client, { release: () => {} });
  const pool = { options: {}, connect: () => Promise.resolve(lent), end: () => Promise.resolve() };
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
