import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import type { Transaction } from "kysely";
import { setAccessContext, type AccessContext } from "./access-context.ts";
import { verifyOwn } from "./binaries.ts";
import { migrations } from "../migrations.ts";
import { connect, migrate, type Store } from "./index.ts";
import { isAlive, launch, type Server } from "./launcher.ts";
import type { Tables } from "./tables.ts";
import { atEnd } from "../test-ending.ts";

/**
 * A store of a test's own, or of a file's: a fresh, migrated database on one embedded server that all test workers share. It closes by
 * itself. The server starts with the first worker and ends, its files with it, a few seconds after the last.
 *
 * @example
 * const store = await openTestStore();
 */
export async function openTestStore(): Promise<Store> {
  const server = await (shared ??= share());
  const name = `test_${process.pid}_${++count}`;
  const template = await (migrated ??= makeTemplate(server));
  await ask(server, (client) => client.query(`create database ${name} template ${template} owner abide`));
  const url = server.url(name);
  const db = connect(url, 4);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await db.destroy();
    await ask(server, (client) => client.query(`drop database if exists ${name} with (force)`));
  };
  const store: Store = { db, url, folder: undefined, close: () => (closing ??= close()) };
  atEnd(() => store.close());
  return store;
}

/**
 * What `work` finds in tables that row-level security guards, past the readers: for what a test says of the store itself. Default: with
 * the eyes of a back-up, which sees everything.
 */
export async function lookInto<Found>(
  { db }: Pick<Store, "db">,
  work: (trx: Transaction<Tables>) => Promise<Found>,
  context: AccessContext = { act: "backup" },
): Promise<Found> {
  return db.transaction().execute(async (trx) => {
    await setAccessContext(trx, context);
    return work(trx);
  });
}

/** Rows of records as they lie in the store, the oldest first. */
export const readRows = (store: Pick<Store, "db">) =>
  lookInto(store, (trx) => trx.selectFrom("record").selectAll().orderBy("at").execute());

/** What the log's details say of a type of event, the oldest first. */
export async function readAudit<Detail = { readonly [member: string]: unknown }>(
  { db }: Pick<Store, "db">,
  type: string,
): Promise<Detail[]> {
  const rows = await db.selectFrom("audit").select("detail").where("type", "=", type).orderBy("idx").execute();
  return rows.map(({ detail }) => JSON.parse(detail ?? "{}") as Detail);
}

let shared: Promise<Server> | undefined;
let migrated: Promise<string> | undefined;
let count = 0;

const folder = join(tmpdir(), `abide-test-${process.getuid?.() ?? 0}`);

async function share(): Promise<Server> {
  let reason: unknown;
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      await mkdir(join(folder, "users"), { recursive: true, mode: 0o711 });
      await verifyOwn(folder);
      await writeFile(join(folder, "users", String(process.pid)), "");
      await keep();
      const server = await launch({ folder, durable: false });
      // The keeper may have put the folder away in between.
      await readFile(join(folder, "users", String(process.pid)));
      return server;
    } catch (error) {
      reason = error;
      await sleep(200);
    }
  }
  throw reason;
}

/** Starts the process that ends the server when no user of it is left; a test worker that is killed cannot do so itself. */
async function keep(): Promise<void> {
  const file = join(folder, "users", "keeper");
  const pid = Number(await readFile(file, "utf8").catch(() => ""));
  if (pid > 0 && isAlive(pid)) return;
  const script = `
    idle=0
    while [ $idle -lt 3 ]; do
      sleep 1
      idle=$((idle + 1))
      for user in "$0"/users/[0-9]*; do
        kill -0 "\${user##*/}" 2>/dev/null && idle=0 && break
      done
    done
    mv "$0" "$0.$$" || exit
    kill -QUIT "$(head -n 1 "$0.$$/postgres/data/postmaster.pid")"
    sleep 1
    rm -rf "$0.$$"`;
  const keeper = spawn("/bin/sh", ["-c", script, folder], { detached: true, stdio: "ignore", cwd: "/" });
  keeper.unref();
  await writeFile(file, String(keeper.pid));
}

/** Name of the database that tests are cloned from. It carries the hash of the migrations, which change while one works on them. */
async function makeTemplate(server: Server): Promise<string> {
  const sources = new URL("../", import.meta.url);
  const files = globSync(["*/migrations.ts", "store/access-context.ts", "store/create-table.ts"], {
    cwd: fileURLToPath(sources),
  });
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(await readFile(new URL(file, sources)));
  const name = `template_${hash.digest("hex").slice(0, 12)}`;
  await ask(server, async (client) => {
    await client.query("select pg_advisory_lock(1)");
    const made = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (made.rows.length > 0) return;
    await client.query("do $$ begin create role abide login; exception when duplicate_object then end $$");
    await client.query(`drop database if exists making_${name} with (force)`);
    await client.query(`create database making_${name} owner abide`);
    await migrate(server.url(`making_${name}`), migrations);
    await client.query(`alter database making_${name} rename to ${name}`);
  });
  return name;
}

async function ask<Answer>(server: Server, question: (client: Client) => Promise<Answer>): Promise<Answer> {
  const client = new Client({ connectionString: server.url("postgres", "postgres") });
  client.on("error", () => {});
  await client.connect();
  try {
    return await question(client);
  } finally {
    await client.end();
  }
}
