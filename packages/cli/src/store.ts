import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { localMaster, type Master } from "@abide/engine/master";
import { readSettings, type Settings } from "@abide/engine/settings";
import { joinStore, openStore, type Store } from "@abide/engine/store";
import { CliError, type Io } from "./io.ts";

/** Does `work` with the store and the settings that the environment names, and closes it. Where `join` is set, the website may run meanwhile. */
export async function withStore<Result>(
  io: Io,
  work: (store: Store, settings: Settings) => Promise<Result>,
  { folder, join = false }: { readonly folder?: string | undefined; readonly join?: boolean } = {},
): Promise<Result> {
  // First: what is wrong with them is told before a store is made.
  const settings = readSettings(io.env);
  const open = join ? joinStore : openStore;
  const store = await open({ logger: io.progress, ...(folder === undefined ? {} : { folder }) });
  try {
    return await work(store, settings);
  } finally {
    await store.close();
  }
}

/** The master key: the one in `file`, else that of ABIDE_MASTER or ABIDE_KEY, else the file `key` of the data folder. */
export async function readMaster(store: Store, { key, master }: Settings, file?: string): Promise<Master> {
  if (file === undefined && master) return master;
  if (file === undefined && key !== undefined) return localMaster(key);
  const place = file ?? (store.folder === undefined ? undefined : join(store.folder, "key"));
  if (place === undefined)
    throw new CliError("There is no key to open the vault with. Set ABIDE_KEY to the master key, or ABIDE_MASTER.");
  try {
    return localMaster((await readFile(place, "utf8")).trim());
  } catch (cause) {
    if (cause instanceof Error && cause.name === "AbideError") throw cause;
    throw new CliError(
      `The master key cannot be read from ${place}. Set ABIDE_KEY, or name the file that has it: --key <file>`,
    );
  }
}

/** The site in the store: the one there is, or the one that was named. */
export async function findSite(store: Store, named: string | undefined): Promise<string> {
  const sites = await findSites(store);
  if (named !== undefined && sites.includes(named)) return named;
  if (named === undefined && sites.length === 1) return sites[0];
  const list = sites.map((site) => `--site ${site}`).join(" or ");
  throw new CliError(
    `${named === undefined ? "The store has several sites." : `There is no site "${named}".`} Add ${list}.`,
  );
}

/** Every site in the store. */
export async function findSites({ db }: Pick<Store, "db">): Promise<[string, ...string[]]> {
  const rows = await db.selectFrom("vault_key").select("site").distinct().orderBy("site").execute();
  const [first, ...rest] = rows.map(({ site }) => site);
  if (first !== undefined) return [first, ...rest];
  throw new CliError("The store is empty. Set ABIDE_DATA to the data folder, or ABIDE_STORE to its address.");
}
