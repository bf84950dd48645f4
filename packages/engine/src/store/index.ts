import { toStoreRule } from "./rule.ts";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, PostgresDialect } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { Client, Pool, TypeOverrides, types, type PoolConfig } from "pg";
import { permit, type Rule } from "../egress/rules.ts";
import { AbideError, isAbideError } from "../http/error.ts";
import { claim, type Claim } from "./claim.ts";
import { launch, type Server } from "./launcher.ts";
import { PreparingClient } from "./prepare.ts";
import type { Tables } from "./tables.ts";

export type { Tables } from "./tables.ts";

/** The one store: a PostgreSQL, embedded or by URL. */
export interface Store {
  readonly db: Kysely<Tables>;
  /** Connection address, for what brings its own client. */
  readonly url: string;
  /** The data folder, for what has to lie outside the database. Undefined where the store is a URL. */
  readonly folder: string | undefined;
  /** Ends the connections, and the embedded server with them. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** A PostgreSQL to use instead of the embedded one. Default: `ABIDE_STORE`. */
  readonly url?: string | undefined;
  /** Data folder of the embedded one. Default: `ABIDE_DATA`, else `.abide`. */
  readonly folder?: string | undefined;
  /** Told, in a sentence, what takes time or is not where one would look for it. Default: standard error. */
  readonly logger?: (sentence: string) => void;
}

/** Migrations by their names, which begin with a number, or with the name of the feature that brings them. */
export type Migrations = { readonly [name: string]: Migration };

/** The store, started, brought up to date by `migrations` and checked: it answers, keeps what it has acknowledged, and is nobody else's. */
export async function openStore(options: StoreOptions, migrations: Migrations): Promise<Store> {
  const url = options.url ?? (options.folder === undefined ? process.env["ABIDE_STORE"] : undefined);
  const logger = options.logger ?? ((sentence: string) => void process.stderr.write(`${sentence}\n`));
  if (url) return openUrl(url, migrations, logger);
  return openFolder(resolve(options.folder ?? (process.env["ABIDE_DATA"] || ".abide")), migrations, logger);
}

/**
 * The same store, also where another process has opened it and goes on: to look at it as it runs, a back-up for one. Where nobody has,
 * it is opened as usual.
 */
export async function joinStore(options: StoreOptions, migrations: Migrations): Promise<Store> {
  try {
    return await openStore(options, migrations);
  } catch (error) {
    if (!(error instanceof AbideError && error.code === "store-in-use")) throw error;
    const folder = resolve(options.folder ?? (process.env["ABIDE_DATA"] || ".abide"));
    const server = await launch({ folder, ...(options.logger ? { logger: options.logger } : {}) });
    const url = server.url("abide");
    const db = connect(url, 2);
    return { db, url, folder, close: () => db.destroy() };
  }
}

async function openUrl(url: string, migrations: Migrations, logger: (sentence: string) => void): Promise<Store> {
  const folder = process.env["ABIDE_DATA"];
  permit(...toAddressRules(url));
  for (const { sentence } of await readWeakness(url)) logger(sentence);
  await migrate(url, migrations);
  const db = connect(url);
  return { db, url, folder: folder ? resolve(folder) : undefined, close: () => db.destroy() };
}

/** An address that cannot be read is told of by connecting to it. */
function toAddressRules(url: string): Rule[] {
  return URL.canParse(url) ? [toStoreRule(url)] : [];
}

async function openFolder(folder: string, migrations: Migrations, logger: (sentence: string) => void): Promise<Store> {
  let server = await launch({ folder, logger });
  let held: Claim;
  try {
    held = await claim(server, folder);
  } catch (error) {
    if (!(error instanceof AbideError && error.code === "store-in-use")) server.stopSoon();
    throw error;
  }
  const url = server.url("abide");
  let closing = false;

  /** The server died under us (`kill -9`, out of memory): starts another on the same files, until it runs or we close. */
  const watch = async (): Promise<void> => {
    for (;;) {
      await held.lost;
      if (closing) return;
      logger("The embedded PostgreSQL ended. Starting it again.");
      for (;;) {
        try {
          server = await launch({ folder, logger });
          held = await claim(server, folder);
          break;
        } catch (error) {
          if (closing) return;
          logger(error instanceof Error ? error.message : String(error));
          await sleep(1000);
        }
      }
    }
  };

  const forget = stopWithProcess(() => server);
  try {
    const weak = await readWeakness(url);
    if (weak.length > 0) {
      throw new AbideError("store-unsafe", weak.map(({ sentence }) => sentence).join(" "), {
        next: weak.some(({ kind }) => kind === "setting")
          ? `Remove the setting from ${server.place}/data/postgresql.conf or postgresql.auto.conf.`
          : "Take the right from it: alter role abide nosuperuser nobypassrls",
      });
    }
    await migrate(url, migrations);
  } catch (error) {
    closing = true;
    forget();
    await held.release();
    await server.stop();
    throw error;
  }
  const watching = watch();
  const db = connect(url);
  return {
    db,
    url,
    folder,
    async close() {
      if (closing) return;
      closing = true;
      forget();
      await db.destroy();
      // The claim goes last: until the server has ended, nobody else may take the folder for free.
      await server.stop();
      await held.release();
      await watching;
    },
  };
}

/** Stops the embedded server when this process ends, by itself or by a signal. After `kill -9` the next start adopts it. */
function stopWithProcess(server: () => Server): () => void {
  const stop = (): void => server().stopSoon();
  const onSignal = (signal: NodeJS.Signals): void => {
    // Somebody else listens as well, and ends the process in its own time: then `close` or "exit" stops the server.
    if (process.listenerCount(signal) > 0) return;
    stop();
    process.kill(process.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  process.once("exit", stop);
  for (const signal of signals) process.once(signal, onSignal);
  return () => {
    process.off("exit", stop);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

interface Weakness {
  readonly kind: "setting" | "account";
  readonly sentence: string;
}

/**
 * A sentence for each way in which the server may lose what it has acknowledged, and for an account that row-level security does not
 * hold. Throws when it does not answer.
 */
async function readWeakness(url: string): Promise<Weakness[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')",
    );
    const { rows: accounts } = await client.query<{ name: string }>(
      "select rolname as name from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)",
    );
    return [
      ...rows
        .filter(({ setting }) => setting === "off")
        .map(({ name }): Weakness => {
          const sentence = `This PostgreSQL runs with ${name}=off: a power cut may lose what it has acknowledged.`;
          return { kind: "setting", sentence };
        }),
      ...accounts.map(({ name }): Weakness => {
        const sentence =
          `The store's account "${name}" passes by row-level security, so a query that goes round Abide reads every record: ` +
          "give ABIDE_STORE one that is neither a superuser nor BYPASSRLS.";
        return { kind: "account", sentence };
      }),
    ];
  } catch (cause) {
    throw toStoreDown(cause, url);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Runs those of `migrations` that did not run yet on the database at `url`, in the order of their names. Several processes may do so at
 * once: one works, the others wait.
 */
export async function migrate(url: string, migrations: Migrations): Promise<void> {
  // One connection holds the lock, and the other reads under it what ran already.
  const db = new Kysely<{ readonly kysely_migration: { readonly name: string } }>({
    dialect: new PostgresDialect({ pool: createPool({ connectionString: url, max: 2 }) }),
  });
  const getMigrations = async () => {
    const ran = await db.selectFrom("kysely_migration").select("name").execute();
    // What a feature has made stays where the store is opened without the feature, by a tool for one. A number that is not known is the
    // work of a newer version, and refused.
    const elsewhere = ran.filter(({ name }) => !/^\d/.test(name)).map(({ name }) => [name, { up: async () => {} }]);
    return { ...Object.fromEntries(elsewhere), ...migrations } as { [name: string]: Migration };
  };
  try {
    // A feature may come to a store that has those of others, whose names are later ones.
    const migrator = new Migrator({ db, provider: { getMigrations }, allowUnorderedMigrations: true });
    const { error } = await migrator.migrateToLatest();
    if (error) {
      const why = error instanceof Error ? error.message : "unknown";
      throw new AbideError("store-unreadable", `The store's tables cannot be brought up to date: ${why}.`, {
        next: "Check that this version of Abide is not older than the one that made them, and that its account may alter tables.",
        cause: error,
      });
    }
  } finally {
    await db.destroy();
  }
}

/** A Kysely over a pool at `url`. A connection that cannot be had is an AbideError within seconds, so that callers can say so. */
export function connect(url: string, max = 10): Kysely<Tables> {
  // int8 as a number: our sizes, indexes and counts stay below 2^53.
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, Number);
  const pool = createPool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5000,
    query_timeout: 15_000,
    keepAlive: true,
    types: overrides,
    Client: PreparingClient,
  });
  // Statements are planned once and kept, so the plan has to be one that stays right as tables grow: by their indexes. Planning each
  // time would take as long as running them.
  const settings = "set plan_cache_mode = force_generic_plan; set enable_seqscan = off";
  pool.on("connect", (client) => void client.query(settings).catch(() => {}));
  const dialect = new PostgresDialect({
    pool: {
      options: pool.options,
      connect: () => pool.connect().catch((cause: unknown) => Promise.reject(toStoreDown(cause, url))),
      end: () => pool.end(),
    },
  });
  return new Kysely<Tables>({ dialect });
}

/**
 * A pool whose connections may break at any moment, idle, lent or ending. A query under way is rejected and a broken connection
 * replaced; but the error is also emitted as an event, and one that nobody hears would end the process.
 */
function createPool(config: PoolConfig): Pool {
  const pool = new Pool(config);
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Whether `error` says that the store could not be reached or broke off, as against refusing what it was asked. */
export function isStoreDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AbideError) return error.code === "store-down";
  const code = "code" in error ? String(error.code) : "";
  // Class 08 (connection), 57P0x (shutting down, starting up); pg's own errors of a broken or silent connection have no code.
  return (
    /^(08|57P0|53300|ECONN|EPIPE|ENOENT|ETIMEDOUT)/.test(code) ||
    /^(Connection terminated|Client has|Query read timeout)/.test(error.message)
  );
}

/** `error` as one of ours, where the store broke off in the middle of a statement and it says so in PostgreSQL's own words. */
export const toKnown = (error: unknown): unknown =>
  isStoreDown(error) && !isAbideError(error)
    ? new AbideError("store-down", "The store broke off.", { cause: error })
    : error;

function toStoreDown(cause: unknown, url: string): AbideError {
  const why =
    cause instanceof Error ? cause.message || ("code" in cause ? String(cause.code) : "no answer") : "no answer";
  return new AbideError("store-down", `The store at ${toPlace(url)} does not answer (${why}).`, {
    status: 503,
    next: "Start that PostgreSQL, correct ABIDE_STORE, or leave ABIDE_STORE out to use the embedded one.",
    cause,
  });
}

/** `url` without what must not be shown: the password. */
function toPlace(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url);
    return `${searchParams.get("host") ?? `${hostname}${port ? `:${port}` : ""}`}${pathname}`;
  } catch {
    return "the given address";
  }
}
