import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AbideError, createEngine, type Engine, isAbideError } from "@abide/engine";
import { serve } from "@abide/engine/node";
import { openStore, type Store } from "@abide/engine/store";
import { compile } from "@abide/policy";
import { services } from "./policy-services.ts";
import { policy } from "./policy.ts";
import { createSite } from "./site.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

type Declared = typeof policy | typeof services;

/** What runs, and how it is stopped. */
export interface Running {
  readonly url: string;
  readonly standIn: StandIn;
  readonly close: () => Promise<void>;
}

/**
 * Brings up the website of Halden Software under its policy: the store, the engine, the stand-in that plays the trackers' hosts
 * on this machine, and the site. What was started is stopped again where something does not start.
 */
export async function start({
  port,
  key,
  store = openStore(),
}: {
  readonly port: number;
  /** The deployment's secret. Kept in the data folder, and made there the first time, where it is left out. */
  readonly key?: string | undefined;
  readonly store?: Promise<Store>;
}): Promise<Running> {
  const stops: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    const opened = await store;
    stops.push(() => opened.close());
    const standIn = await startStandIn({ policy: (await compile(policy)).policy, port: port === 0 ? 0 : port + 1 });
    stops.push(standIn.close);
    const engine: Engine<Declared> = createEngine<Declared>({
      policies: [policy, services],
      store: opened,
      key: key ?? (await readKey(opened.folder)),
      standIn: standIn.port,
      site: await createSite({
        comments: async (post) => {
          const list = await engine
            .records("comments")
            .for("publication")
            .list({ fields: ["name", "comment"], where: { post }, limit: 100 });
          return list.allowed ? list.records.map(({ id, at, fields }) => ({ id, at, ...fields })) : undefined;
        },
      }),
    });
    stops.push(engine.close);
    await engine.ready;
    const served = await serve(engine, { port, host: "127.0.0.1" });
    stops.push(served.close);
    return { url: `http://localhost:${served.port}`, standIn, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The secret of the data folder; made when there is none. */
async function readKey(folder: string | undefined): Promise<string> {
  if (folder === undefined)
    throw new AbideError("key-missing", "There is no data folder that could hold the key.", {
      next: "Set ABIDE_KEY to at least 16 random bytes, e.g. the output of: openssl rand -hex 32",
    });
  const place = join(folder, "key");
  try {
    return (await readFile(place, "utf8")).trim();
  } catch {
    // "wx": of two first starts at once, one makes the key and the other reads it.
    await writeFile(place, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" }).catch(() => undefined);
    return (await readFile(place, "utf8")).trim();
  }
}

function toPort(value: string | undefined): number {
  const port = Number(value ?? 4600);
  if (Number.isInteger(port) && port >= 0 && port < 65_535) return port;
  throw new AbideError("port-busy", `PORT is "${value}", which is no port.`, {
    next: "Give a number: PORT=4600 npm start",
  });
}

function fail(error: unknown): never {
  if (isAbideError(error)) console.error(`${error.message}${error.next === undefined ? "" : ` ${error.next}`}`);
  else console.error(error);
  process.exit(1);
}

if (import.meta.main) {
  try {
    const running = await start({ port: toPort(process.env["PORT"]), key: process.env["ABIDE_KEY"] || undefined });
    const folder = process.env["ABIDE_DATA"] || ".abide";
    console.log(`
Halden Software, a company website that lives under its policy

  Website           ${running.url}
  Privacy policy    ${running.url}/privacy
  Choice centre     ${running.url}/privacy/choices
  Versions          ${running.url}/privacy/versions

  Stand-in          http://*.localhost:${running.standIn.port} plays the trackers' hosts: nothing leaves this machine
  Store             ${process.env["ABIDE_STORE"] ? "the PostgreSQL of ABIDE_STORE" : `PostgreSQL in ${folder}`}

Stop with Ctrl+C.
`);
    let stopping = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        running.close().then(() => process.exit(0), fail);
      });
    }
  } catch (error) {
    fail(error);
  }
}
