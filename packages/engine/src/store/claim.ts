import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { AbideError } from "../http/error.ts";
import { isAlive, tooSmall, type Server } from "./launcher.ts";

/** The right to be the one process on a data folder. PostgreSQL holds it, so it ends with the process, however that ends. */
export interface Claim {
  /** Resolves when the server is gone, or the claim was released. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

const lock = 4_600_000_001;

/** The claim on `folder`, whose server is `server`; its database `abide` is made on the way. */
export async function claim(server: Server, folder: string): Promise<Claim> {
  const client = new Client({
    connectionString: server.url("postgres", "postgres"),
    connectionTimeoutMillis: 5000,
    application_name: `abide ${process.pid}`,
  });
  const lost = new Promise<void>((resolve) => {
    client.on("error", () => {});
    client.once("end", () => resolve());
  });
  try {
    await client.connect().catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : "no answer";
      throw new AbideError("store-down", `The embedded PostgreSQL in ${server.place} does not answer (${why}).`, {
        next: `Read ${server.place}/postgres.log, and start again.`,
        cause,
      });
    });
    await take(client, folder);
    await createDatabase(client);
  } catch (error) {
    await client.end();
    throw error instanceof Error && "code" in error && error.code === "53100" ? tooSmall(server.place, error) : error;
  }
  return { lost, release: () => client.end() };
}

async function take(client: Client, folder: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [lock]);
    if (rows[0]?.taken) return;
    const holder = await readHolder(client);
    // A process that was killed a moment ago: PostgreSQL is about to notice.
    if (attempt < 20 && (holder === undefined || !isAlive(holder))) {
      await sleep(50);
      continue;
    }
    throw new AbideError("store-in-use", `The data folder ${folder} is in use by process ${holder ?? "(unknown)"}.`, {
      next: "Stop that process, or use another folder: ABIDE_DATA=/path/to/folder",
    });
  }
}

async function readHolder(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ application_name: string }>(
    `select application_name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and (classid::bigint << 32) + objid::bigint = $1`,
    [lock],
  );
  const pid = /^abide (\d+)$/.exec(rows[0]?.application_name ?? "")?.[1];
  return pid === undefined ? undefined : Number(pid);
}

async function createDatabase(client: Client): Promise<void> {
  const { rows } = await client.query("select 1 from pg_database where datname = 'abide'");
  if (rows.length > 0) return;
  const role = await client.query("select 1 from pg_roles where rolname = 'abide'");
  // Not the superuser: row-level security would not hold it.
  if (role.rows.length === 0) await client.query("create role abide login");
  await client.query("create database abide owner abide");
}
