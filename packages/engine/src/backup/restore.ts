import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { sql } from "kysely";
import { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { AbideError, isAbideError } from "../error.ts";
import { createSigner } from "../key.ts";
import { createLog } from "../log.ts";
import { migrate, type Store } from "../store/index.ts";
import type { FileStore } from "../vault/files.ts";
import type { Master } from "../vault/master.ts";
import { openRoot, openVault } from "../vault/vault.ts";
import { findBackup, measure, quote, readTables, toBackupError, type Manifest } from "./backup.ts";

export interface RestoreOptions {
  /** The folder of a back-up, or one that holds several: then the newest of them. */
  readonly from: string;
  /** The file with the keys of subjects; `keys` beside the back-up where it is left out. */
  readonly keys?: string | undefined;
  /** An empty store, at the level of the back-up or newer. */
  readonly store: Store;
  readonly master: Master;
  readonly files: FileStore | undefined;
  readonly clock?: () => Date;
  readonly progress?: (sentence: string) => void;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly rows: number;
  readonly files: number;
  /** People whom the back-up knows and whose key is gone: they were erased since, and are erased again. */
  readonly erased: number;
}

/**
 * Puts a back-up into an empty store: every part is compared with the signed manifest first, then all of it goes in with one commit.
 * Who was erased since the back-up has no key any more: what it holds of them cannot be opened, and is erased again.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { store, master, files, clock = () => new Date(), progress = () => {} } = options;
  const folder = await findBackup(options.from);
  const { manifest, text, signature } = await readManifest(folder);
  const parts = Object.entries(manifest.tables);
  for (const [table, part] of parts) {
    progress(`Checking ${table}`);
    await compare(join(folder, `${table}.gz`), part);
  }
  for (const [id, part] of Object.entries(manifest.files)) await compare(join(folder, "files", id), part);
  if (Object.keys(manifest.files).length > 0 && !files) {
    throw new AbideError("store-missing", "The back-up has files, and there is no place given for them.", {
      next: "Set ABIDE_DATA to the data folder that they shall lie in.",
    });
  }

  const client = new Client({ connectionString: store.url });
  let rows = 0;
  let erased = 0;
  try {
    await client.connect();
    await client.query("begin");
    await client.query("select set_config('abide.act', 'backup', true)");
    const known = await readTables(client);
    await refuseFull(client, store);
    for (const [table, { columns, rows: expected }] of parts) {
      if (!known.has(table) || columns.some((column) => !known.get(table)!.includes(column))) {
        throw new AbideError(
          "backup-damaged",
          `This version of Abide does not know what the back-up has in "${table}".`,
          {
            next: "Restore it with the version that made it, or a newer one.",
          },
        );
      }
      progress(`Restoring ${table}: ${expected} rows`);
      rows += await copyIn(client, table, columns, join(folder, `${table}.gz`), expected);
    }
    progress("Restoring the keys");
    await copyIn(
      client,
      "subject_key",
      ["site", "subject", "kek", "wrapped"],
      options.keys ?? join(dirname(folder), "keys"),
    );
    // Keys of people whom the back-up does not know, or knew to be erased.
    await client.query(
      `delete from subject_key k where not exists (
         select from subject s where s.site = k.site and s.id = k.subject and s.erased_at is null)`,
    );
    await verifySignature(client, manifest, text, signature, master, folder);
    erased = await eraseAgain(client, clock());
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback").catch(() => {});
    if (isAbideError(cause)) throw cause;
    throw toBackupError(cause, folder);
  } finally {
    await client.end().catch(() => {});
  }
  await migrate(store.url);
  await verifyLog(options, manifest, folder);
  const copied = await copyFilesIn(folder, manifest, files, store, progress);
  return { manifest, rows, files: copied, erased };
}

/** The manifest was signed by whoever had these keys, and the master key that was given opens them. */
async function verifySignature(
  client: Client,
  { site }: Manifest,
  text: string,
  signature: string,
  master: Master,
  folder: string,
): Promise<void> {
  const { rows } = await client.query<{ id: string; wrapped: Buffer; master: string }>(
    "select id, wrapped, master from vault_key where site = $1 and kind = 'root'",
    [site],
  );
  if (!rows[0]) throw damaged(folder, "vault_key");
  const signer = await createSigner(await openRoot(rows[0], site, master), "back-up");
  if (!(await signer.verify(text, signature))) throw damaged(folder, "the signature");
}

/** The log's entries give the root that was signed, at the size that the back-up says. Else all of it is taken out again. */
async function verifyLog(
  { store, master, clock = () => new Date(), progress = () => {} }: RestoreOptions,
  { site, log: expected }: Manifest,
  folder: string,
): Promise<void> {
  progress(`Checking the log: ${expected.size} entries`);
  try {
    const { root } = await openVault({ db: store.db, site, master, clock });
    const log = await createLog({ db: store.db, site, origin: site, key: root, clock });
    try {
      await log.audit();
      if ((await log.checkpoint()) !== expected.checkpoint) throw damaged(folder, "the log");
    } finally {
      await log.close();
    }
  } catch (error) {
    const tables = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_name not like 'kysely%' and table_type = 'BASE TABLE'`.execute(store.db);
    const names = sql.join(tables.rows.map(({ name }) => sql.table(name)));
    await sql`truncate ${names}`.execute(store.db);
    throw error;
  }
}

async function readManifest(folder: string): Promise<{ manifest: Manifest; text: string; signature: string }> {
  try {
    const text = (await readFile(join(folder, "manifest.json"), "utf8")).trimEnd();
    const signature = (await readFile(join(folder, "manifest.sig"), "utf8")).trim();
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.format !== "abide.backup/1") throw damaged(folder, "manifest.json");
    return { manifest, text, signature };
  } catch (cause) {
    if (isAbideError(cause)) throw cause;
    throw damaged(folder, "manifest.json", cause);
  }
}

async function compare(file: string, expected: { readonly bytes: number; readonly sha256: string }): Promise<void> {
  const found = await measure(file).catch((cause: unknown) => {
    throw damaged(file, "it", cause);
  });
  if (found.bytes !== expected.bytes || found.sha256 !== expected.sha256) throw damaged(file, "it");
}

function damaged(place: string, what: string, cause?: unknown): AbideError {
  return new AbideError("backup-damaged", `${place} is damaged or incomplete: ${what} is not what was backed up.`, {
    next: "Take another copy of this back-up, or another back-up. Nothing was restored.",
    cause,
  });
}

async function refuseFull(client: Client, store: Store): Promise<void> {
  const { rows } = await client.query<{ full: boolean }>(
    "select exists (select from policy_version) or exists (select from log_entry) or exists (select from vault_key) as full",
  );
  if (!rows[0]!.full) return;
  throw new AbideError(
    "store-in-use",
    `The store${store.folder === undefined ? "" : ` in ${store.folder}`} is not empty.`,
    {
      next: "Restore into a new folder: abide restore <back-up> --into <folder>",
    },
  );
}

/** Copies a part into its table. Row-level security is not forced on the owner meanwhile: COPY cannot do with it. */
async function copyIn(
  client: Client,
  table: string,
  columns: readonly string[],
  file: string,
  expected?: number,
): Promise<number> {
  const { rows } = await client.query<{ forced: boolean }>(
    "select relforcerowsecurity as forced from pg_class where oid = $1::regclass",
    [table],
  );
  const forced = rows[0]!.forced;
  if (forced) await client.query(`alter table ${quote(table)} no force row level security`);
  const target = client.query(copyFrom(`copy ${quote(table)} (${columns.map(quote).join(", ")}) from stdin`));
  await pipeline(createReadStream(file), createGunzip(), target).catch((cause: unknown) => {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (code === "ENOENT") {
      throw new AbideError("backup-damaged", `There is no file ${file}.`, {
        next: "Name the file with the newest keys: abide restore <back-up> --keys <file>. Without it nobody's data can be opened.",
        cause,
      });
    }
    if (/^Z_|^22|^23/.test(code)) throw damaged(file, "it", cause);
    throw cause;
  });
  if (forced) await client.query(`alter table ${quote(table)} force row level security`);
  if (expected !== undefined && target.rowCount !== expected) throw damaged(file, "its number of rows");
  return target.rowCount ?? 0;
}

/** Erases everybody whose key is gone: everything of them that the back-up brought back. */
async function eraseAgain(client: Client, at: Date): Promise<number> {
  await client.query(
    `create temporary table gone on commit drop as
     select site, id from subject s where erased_at is null
     and not exists (select from subject_key k where k.site = s.site and k.subject = s.id)`,
  );
  const records =
    "select site, activity, id from record r where exists (select from gone g where g.site = r.site and g.id = r.subject)";
  await client.query(`create temporary table gone_record on commit drop as ${records}`);
  for (const table of ["record_value", "record_index", "file"]) {
    await client.query(`delete from ${table} where (site, activity, record) in (select * from gone_record)`);
  }
  await client.query("delete from record where (site, activity, id) in (select * from gone_record)");
  await client.query(
    `delete from staff_index where (site, model, id) in (
       select site, model, id from staff_item where (site, subject) in (select * from gone))`,
  );
  await client.query("delete from staff_item where (site, subject) in (select * from gone)");
  await client.query("delete from subject_index where (site, subject) in (select * from gone)");
  await client.query("delete from statement where (site, subject) in (select * from gone)");
  await client.query("update audit set detail = null, salt = null where (site, subject) in (select * from gone)");
  const { rowCount } = await client.query(
    "update subject set erased_at = $1 where (site, id) in (select * from gone)",
    [at],
  );
  return rowCount ?? 0;
}

/** The files that the store still names. */
async function copyFilesIn(
  folder: string,
  manifest: Manifest,
  files: FileStore | undefined,
  store: Store,
  progress: (sentence: string) => void,
): Promise<number> {
  if (!files) return 0;
  const named = await store.db.selectFrom("file").select("id").execute();
  let copied = 0;
  for (const { id } of named) {
    const part = Object.hasOwn(manifest.files, id) ? manifest.files[id] : undefined;
    if (!part) continue;
    if (copied % 100 === 0) progress(`Restoring files: ${copied} of ${named.length}`);
    await files.write(id, Readable.from(createReadStream(join(folder, "files", id))), part.bytes, part.sha256);
    copied++;
  }
  return copied;
}
