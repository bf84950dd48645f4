import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { launch } from "../../packages/engine/src/store/launcher.ts";

/** An embedded PostgreSQL of the bench's own, with the settings that a store has. All sides live on it. */
export interface Databases {
  /** Address of a new, empty database, or of a copy of another one. */
  readonly create: (name: string, from?: string) => Promise<string>;
  /** Prepares a filled database for being copied: statistics, and nothing left to tidy up. */
  readonly settle: (name: string) => Promise<void>;
  readonly drop: (name: string) => Promise<void>;
  /** Bytes of the tables and their indexes, by table. */
  readonly sizes: (name: string) => Promise<Map<string, number>>;
  /** Process of the server. */
  readonly pid: number;
  readonly close: () => Promise<void>;
}

export async function openDatabases(): Promise<Databases> {
  const folder = await mkdtemp(join(tmpdir(), "abide-bench-"));
  const server = await launch({ folder });
  const ask = async (database: string, ...questions: string[]) => {
    const client = new Client({ connectionString: server.url(database, "postgres") });
    await client.connect();
    try {
      let rows: { readonly [column: string]: unknown }[] = [];
      for (const question of questions) ({ rows } = await client.query(question));
      return rows;
    } finally {
      await client.end();
    }
  };
  await ask("postgres", "create role abide login");
  return {
    create: async (name, from) => {
      const copied = from === undefined ? "" : `template ${from} strategy file_copy`;
      await ask("postgres", `create database ${name} owner abide ${copied}`);
      return server.url(name);
    },
    settle: async (name) => void (await ask(name, "vacuum (freeze, analyze)", "checkpoint")),
    drop: async (name) => void (await ask("postgres", `drop database if exists ${name} with (force)`)),
    sizes: async (name) => {
      const rows = await ask(
        name,
        "select relname, pg_total_relation_size(oid)::float8 as bytes from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
      );
      return new Map(rows.map(({ relname, bytes }) => [String(relname), Number(bytes)]));
    },
    pid: Number((await readFile(join(server.place, "data", "postmaster.pid"), "utf8")).split("\n")[0]),
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
