import type { FileStore } from "../vault/file-store.ts";
import { createReadStream } from "node:fs";
import { rename, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { isTamperError } from "@abide/log";
import type { CompiledQuery } from "kysely";
import { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { AbideError, isAbideError } from "../http/error.ts";
import { isStoreDown, type Store } from "../store/index.ts";
import type { Master } from "../vault/master.ts";
import { findBackup, quote, readTables, toBackupError, type Manifest } from "./backup.ts";
import { keyColumns, readKeys, type KeysFile } from "./keys.ts";
import { damaged } from "./parts.ts";
import {
  makeFeatureTables,
  readManifest,
  refuseFull,
  refuseLoss,
  tooNew,
  verifyLevel,
  verifyLogs,
  verifyParts,
  verifySignatures,
  type MakeFeatureTablesOptions,
} from "./verify.ts";

export interface RestoreWithOptions extends MakeFeatureTablesOptions {
  /** The folder of a back-up, or one that holds several: then the newest of them. */
  readonly from: string;
  /** The file with the newest keys. Default: `keys` beside the back-up. */
  readonly keys?: string | undefined;
  /** An empty store, at the level of the back-up or newer. */
  readonly store: Store;
  /** The master key that the newest keys are locked with. */
  readonly master: Master;
  readonly files: FileStore | undefined;
  /** Restores also where something is lost by it that was not lost before: entries of the log, or people. */
  readonly force?: boolean | undefined;
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
    const behind = await refuseLoss(store, manifest, keys, { keysFile, force });
    await verifyParts(folder, manifest, { files, progress });
    const rows = await copyTables(client, manifest, { folder, known, progress });
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

/** The checkpoint knows of entries that are lost now: the log would not start with it. */
async function moveAway(path: string, at: Date): Promise<void> {
  await rename(path, `${path}.${at.getTime()}`).catch((cause: unknown) => {
    throw new AbideError("store-unwritable", `Everything is restored, but ${path} could not be moved away.`, {
      next: "Move it away by hand: the website does not start while it lies there.",
      cause,
    });
  });
}

/** Copies every part into its table; resolves to the number of rows. */
async function copyTables(
  client: Client,
  manifest: Manifest,
  { folder, known, progress }: CopyingTables,
): Promise<number> {
  let rows = 0;
  for (const [table, { columns, rows: expected }] of Object.entries(manifest.tables)) {
    if (!known.has(table) || columns.some((column) => !known.get(table)!.includes(column))) throw tooNew(table);
    progress(`Restoring ${table}: ${expected} rows`);
    const from = join(folder, `${table}.gz`);
    rows += await copyIn(client, table, columns, from, { expected });
  }
  // What is written from now on comes after what was restored.
  await client.query(
    "select setval(pg_get_serial_sequence('message', 'seq'), coalesce((select max(seq) from message), 1))",
  );
  return rows;
}

interface CopyingTables {
  readonly folder: string;
  /** Columns of the store's tables. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  readonly progress: (sentence: string) => void;
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
