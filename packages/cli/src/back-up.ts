import { copyFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Feature } from "@abide/engine";
import { backUp } from "@abide/engine/backup";
import { restore } from "@abide/engine/restore";
import type { Settings } from "@abide/engine/settings";
import type { Store } from "@abide/engine/store";
import { openVault } from "@abide/engine/vault";
import { openPlace, type FilePlace } from "@abide/engine/vault/place";
import { CliError, type Io } from "./io.ts";
import { findSite, readMaster, withStore } from "./store.ts";
import { count } from "./text.ts";

const clock = () => new Date();

export async function backUpStore(
  folder: string,
  { site: named, key: keyName }: { site: string | undefined; key: string | undefined },
  io: Io,
): Promise<number> {
  const key = keyName === undefined ? undefined : resolve(io.cwd, keyName);
  const backUpFrom = async (store: Store, settings: Settings) => {
    const site = await findSite(store, named);
    const vault = await openVault({ db: store.db, site, master: await readMaster(store, settings, key), clock });
    const place = resolve(io.cwd, folder);
    const { path, manifest } = await withFiles(store, settings, (files) =>
      backUp({ store, site, vault, files, folder: place, progress: io.progress }),
    );
    const rows = Object.values(manifest.tables).reduce((sum, { rows }) => sum + rows, 0);
    const kept = Object.keys(manifest.files).length;
    io.out(
      `Backed up ${count(rows, "row")} and ${count(kept, "file")}, with a log of ${manifest.log.size} entries.\n\n  Back-up   ${path}\n  Keys      ${join(place, "keys")}\n\nKeep the two apart, and of the keys the newest only.`,
    );
    return 0;
  };
  return withStore(io, backUpFrom, { join: true });
}

export async function restoreStore(
  from: string,
  {
    into,
    keys,
    key,
    features: module,
    force,
  }: {
    into: string | undefined;
    keys: string | undefined;
    key: string | undefined;
    features: string | undefined;
    force: boolean;
  },
  io: Io,
): Promise<number> {
  if (into === undefined && !io.env["ABIDE_DATA"] && !io.env["ABIDE_STORE"]) {
    throw new CliError("It is not said where to. Name an empty folder: abide restore <back-up> --into <folder>");
  }
  const folder = into === undefined ? undefined : resolve(io.cwd, into);
  const keyFile = key === undefined ? undefined : resolve(io.cwd, key);
  const features = module === undefined ? [] : await loadFeatures(module, io.cwd);
  return withStore(
    io,
    async (store, settings) => {
      const master = await readMaster(store, settings, keyFile);
      const paths = { from: resolve(io.cwd, from), keys: keys === undefined ? undefined : resolve(io.cwd, keys) };
      const restored = await withFiles(store, settings, (files) =>
        restore({ ...paths, store, master, files, features, force, progress: io.progress }),
      );
      // The restored folder starts by itself.
      if (keyFile !== undefined && store.folder !== undefined) await copyFile(keyFile, join(store.folder, "key"));
      const again = restored.erased === 0 ? "" : ` Erased again: ${count(restored.erased, "subject")}.`;
      io.out(
        `Restored ${count(restored.rows, "row")} and ${count(restored.files, "file")} of ${restored.manifest.at}; the log verifies.${again}`,
      );
      return 0;
    },
    { folder },
  );
}

/** The features that a module of the site exports, each by itself or in a list. */
async function loadFeatures(named: string, cwd: string): Promise<readonly Feature[]> {
  const file = resolve(cwd, named);
  const module: object = await import(pathToFileURL(file).href).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(`The features in ${named} cannot be read (${why}). Correct the name: --features <module>`);
  });
  const found = Object.values(module).flat().filter(isFeature);
  if (found.length > 0) return [...new Set(found)];
  throw new CliError(`${named} exports no feature. Export what the site's engine is given as its features.`);
}

const isFeature = (value: unknown): value is Feature =>
  typeof value === "object" && value !== null && "name" in value && "open" in value && "personal" in value;

/** Does `work` with the place where the store's files lie. */
async function withFiles<Result>(
  { folder }: Store,
  settings: Settings,
  work: (files: FilePlace["place"]) => Promise<Result>,
): Promise<Result> {
  const { place, close } = await openPlace(settings.files, folder);
  try {
    return await work(place);
  } finally {
    await close();
  }
}
