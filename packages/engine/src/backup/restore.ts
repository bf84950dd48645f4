import type { FileStore } from "../vault/file-store.ts";
import { createReadStream } from "node:fs";
import { readFile, rename, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { isTamperError, parseCheckpoint, parseNote } from "@abide/log";
import { Kysely, PostgresDialect, type CompiledQuery } from "kysely";
import { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { AbideError, isAbideError } from "../http/error.ts";
import { createSigner } from "../http/signer.ts";
import { createLog } from "../audit/log.ts";
import { createCheckpointFile } from "../audit/checkpoint-file.ts";
import { isStoreDown, type Migrations, type Store, type Tables } from "../store/index.ts";
import type { Master } from "../vault/master.ts";
import { openRoot, openVault } from "../vault/vault.ts";
import { findBackup, quote, readTables, toBackupError, type Manifest } from "./backup.ts";
import { keyColumns, readKeys, type KeysFile } from "./keys.ts";
import { compare, damaged } from "./parts.ts";

export interface RestoreWithOptions {
  /** The folder of a back-up, or one that holds several: then the newest of them. */
  readonly from: string;
  /** The file with the newest keys; `keys` beside the back-up where it is left out. */
  readonly keys?: string | undefined;
  /** An empty store, at the level of the back-up or newer. */
  readonly store: Store;
  /** The master key that the newest keys are locked with. */
  readonly master: Master;
  readonly files: FileStore | undefined;
  /** Restores also where something is lost by it that was not lost before: entries of the log, or people. */
  readonly force?: boolean | undefined;
  /** Migrations of the site's own features, and what runs them: what is backed up of a feature needs its tables. */
  readonly features: Migrations;
  readonly migrate: (url: string, features: Migrations) => Promise<void>;
  /** The statement that erases people with all that any feature holds about them. */
  readonly toErasure: ToErasure;
  readonly clock?: () => Date;
  readonly progress?: (sentence: string) => void;
}

export type ToErasure = (whom: {
  readonly site: string;
  readonly subjects: readonly string[];
  readonly at: Date;
}) => CompiledQuery;

export interface Restored {
  readonly manifest: Manifest;
  readonly rows: number;
  readonly files: number;
  /** People whom the back-up knows and whose key is gone: they were erased since, and are erased again. */
  readonly erased: number;
}

/**
 * Puts a back-up into an empty store: every part is compared with the signed manifest first, then all of it goes in with one commit,
 * once the log gives the root that was signed. Who was erased since the back-up has no key any more: what it holds of them cannot be
 * opened, and is erased again.
 */
export async function restoreWith(options: RestoreWithOptions): Promise<Restored> {
  const { store, master, files, force = false, clock = () => new Date(), progress = () => {} } = options;
  const folder = await findBackup(options.from);
  const keysFile = options.keys ?? join(dirname(folder), "keys");
  const { manifest, text, signature } = await readManifest(folder);
  progress("Checking the keys");
  const keys = await readKeys(keysFile);
  await verifySignatures(keys, keysFile, { manifest, text, signature, folder }, master);
  const client = new Client({ connectionString: store.url });
  client.on("error", () => {});
  const written: string[] = [];
  try {
    await client.connect();
    await makeFeatureTables(manifest, options);
    await client.query("begin");
    await client.query("select set_config('abide.act', 'backup', true)");
    await verifyLevel(client, manifest);
    const known = await readTables(client);
    await refuseFull(client, store, [...known.keys()]);
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
    const parts = Object.entries(manifest.tables);
    for (const [table, part] of parts) {
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
    let rows = 0;
    for (const [table, { columns, rows: expected }] of parts) {
      if (!known.has(table) || columns.some((column) => !known.get(table)!.includes(column))) throw tooNew(table);
      progress(`Restoring ${table}: ${expected} rows`);
      const from = join(folder, `${table}.gz`);
      rows += await copyIn(client, table, columns, from, { expected });
    }
    // What is written from now on comes after what was restored.
    await client.query(
      "select setval(pg_get_serial_sequence('message', 'seq'), coalesce((select max(seq) from message), 1))",
    );
    progress("Restoring the keys");
    await copyKeys(client, keys, keysFile);
    const erased = await eraseAgain(client, options.toErasure, clock());
    await verifyLogs(client, manifest, keys, { folder, master, clock, progress });
    if (files) await copyFiles(client, { folder, manifest, files, written, progress });
    await client.query("commit");
    const restored = { manifest, rows, files: written.splice(0).length, erased };
    if (behind) await moveAway(behind.path, clock());
    // So that the first who ask do not wait for plans made for empty tables.
    await client.query("analyze").catch(() => {});
    return restored;
  } catch (cause) {
    await client.query("rollback").catch(() => {});
    for (const id of written) await files?.delete(id).catch(() => {});
    if (isAbideError(cause)) throw cause;
    throw await toRestoreError(cause, folder, store);
  } finally {
    await client.end().catch(() => {});
  }
}

interface Read {
  readonly manifest: Manifest;
  readonly text: string;
  readonly signature: string;
}

async function readManifest(folder: string): Promise<Read> {
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

/** Manifest and keys were signed by whoever had the root, and the master key that was given opens it. */
async function verifySignatures(
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

/** The checkpoint that the data folder has kept, where it is of a longer log than the back-up has. */
async function readBehind(
  { folder }: Store,
  { site, log }: Manifest,
): Promise<{ readonly path: string; readonly size: number } | undefined> {
  if (folder === undefined) return undefined;
  const file = createCheckpointFile(folder, site);
  const size = parseCheckpoint(parseNote((await file.read()) ?? "")?.text ?? "")?.size;
  return size !== undefined && size > log.size ? { path: file.path, size } : undefined;
}

/** The checkpoint knows of entries that are lost now: the log would not start with it. */
async function moveAway(path: string, at: Date): Promise<void> {
  await rename(path, `${path}.${at.getTime()}`).catch((cause: unknown) => {
    throw new AbideError("store-unwritable", `Everything is restored, but ${path} could not be moved away.`, {
      next: "Move it away by hand: the website does not start while it lies there.",
      cause,
    });
  });
}

function tooNew(what: string): AbideError {
  return new AbideError("store-unreadable", `This version of Abide does not know what the back-up has in "${what}".`, {
    next: "Restore it with the version that made it, or a newer one. Nothing was restored.",
  });
}

async function verifyLevel(client: Client, { level }: Manifest): Promise<void> {
  const { rows } = await client.query("select from kysely_migration where name = $1", [level]);
  if (rows.length === 0) throw tooNew(level);
}

/**
 * Makes the tables of the features that were given, and refuses where one is missing that the back-up holds something of. Its rows could
 * be put back without it; but nobody would know how to erase again whoever was erased since.
 */
async function makeFeatureTables(
  manifest: Manifest,
  { store, features, migrate }: Pick<RestoreWithOptions, "features" | "migrate" | "store">,
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

async function refuseFull(client: Client, { folder }: Store, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const { rows } = await client.query<{ full: boolean }>(`select exists (select from ${quote(table)}) as full`);
    if (!rows[0]!.full) continue;
    throw new AbideError("store-in-use", `The store${folder === undefined ? "" : ` in ${folder}`} is not empty.`, {
      next: "Restore into a new folder: abide restore <back-up> --into <folder>",
    });
  }
}

/** Copies a part into its table. Row-level security is not forced on the owner meanwhile: COPY cannot do with it. */
async function copyIn(
  client: Client,
  table: string,
  columns: readonly string[],
  file: string,
  { start = 0, expected }: { readonly start?: number; readonly expected?: number } = {},
): Promise<number> {
  const { rows } = await client.query<{ forced: boolean }>(
    "select relforcerowsecurity as forced from pg_class where oid = $1::regclass",
    [table],
  );
  const forced = rows[0]!.forced;
  if (forced) await client.query(`alter table ${quote(table)} no force row level security`);
  const target = client.query(copyFrom(`copy ${quote(table)} (${columns.map(quote).join(", ")}) from stdin`));
  await pipeline(createReadStream(file, { start }), createGunzip(), target).catch((cause: unknown) => {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (/^Z_|^22|^23/.test(code)) throw damaged(file, "it", cause);
    throw cause;
  });
  if (forced) await client.query(`alter table ${quote(table)} force row level security`);
  if (expected !== undefined && target.rowCount !== expected) throw damaged(file, "its number of rows");
  return target.rowCount ?? 0;
}

/** The newest keys, without those of people whom the back-up does not know, or knew to be erased. */
async function copyKeys(client: Client, { head, start }: KeysFile, file: string): Promise<void> {
  for (const { site, id, kind, wrapped, master, created_at, retired_at } of head.vault) {
    await client.query(
      `insert into vault_key (site, id, kind, wrapped, master, created_at, retired_at)
      values ($1, $2, $3, decode($4, 'base64'), $5, $6, $7)`,
      [site, id, kind, wrapped, master, created_at, retired_at],
    );
  }
  await copyIn(client, "subject_key", keyColumns, file, { start });
  await client.query(
    `delete from subject_key k where not exists (
       select from subject s where s.site = k.site and s.id = k.subject and s.erased_at is null)`,
  );
}

/** Erases everybody whose key is gone: everything of them that the back-up brought back. */
async function eraseAgain(client: Client, toErasure: ToErasure, at: Date): Promise<number> {
  const { rows } = await client.query<{ site: string; id: string }>(
    `select site, id from subject s where erased_at is null
     and not exists (select from subject_key k where k.site = s.site and k.subject = s.id)`,
  );
  await client.query("select set_config('abide.act', 'erasure', true)");
  for (const [site, own] of Map.groupBy(rows, (row) => row.site)) {
    for (let from = 0; from < own.length; from += batch) {
      const subjects = own.slice(from, from + batch).map(({ id }) => id);
      const { sql, parameters } = toErasure({ site, subjects, at });
      await client.query(sql, [...parameters]);
    }
  }
  await client.query("select set_config('abide.act', 'backup', true)");
  return rows.length;
}

/** People that are erased with one statement. */
const batch = 1_000;

/** The entries of every log give the root that was signed; those of the back-up's own at the size that it says. */
async function verifyLogs(
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

/** Writes the files that the store still names, and notes each: where something fails later they are taken away again. */
async function copyFiles(client: Client, { folder, manifest, files, written, progress }: Copying): Promise<void> {
  const { rows } = await client.query<{ id: string }>("select id from file order by id");
  for (const { id } of rows) {
    const part = Object.hasOwn(manifest.files, id) ? manifest.files[id] : undefined;
    if (!part) continue;
    if (written.length % 100 === 0) progress(`Restoring files: ${written.length} of ${rows.length}`);
    written.push(id);
    await files.write(id, Readable.from(createReadStream(join(folder, "files", id))), part.bytes, part.sha256);
  }
}

interface Copying {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: FileStore;
  readonly written: string[];
  readonly progress: (sentence: string) => void;
}

async function toRestoreError(cause: unknown, folder: string, store: Store): Promise<AbideError> {
  if (isTamperError(cause)) {
    return new AbideError("backup-damaged", `The log in ${folder} does not hold. ${cause.message}`, {
      next: "Restore another back-up, and keep this one as evidence. Nothing was restored.",
      cause,
    });
  }
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  // PostgreSQL ends where its log of writes finds no room, and cannot say why any more.
  if (code === "53100" || (isStoreDown(cause) && (await isFull(store)))) {
    return new AbideError("store-unwritable", "The disk of the store is full.", {
      next: "Make room there, or restore into a folder on another disk. Nothing was restored.",
      cause,
    });
  }
  return toBackupError(cause, folder);
}

/** Whether the disk of the data folder has no room for one more file of PostgreSQL's log of writes. */
async function isFull({ folder }: Store): Promise<boolean> {
  if (folder === undefined) return false;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < 16 * 1_048_576;
}
