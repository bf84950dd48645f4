import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { localMaster, type Master } from "@abide/engine/master";
import { toMaster, type Settings } from "@abide/engine/settings";
import type { Store } from "@abide/engine/store";
import { rotateMaster, rotateSubjectKeys } from "@abide/engine/vault/rotate";
import { CliError, type Io } from "./io.ts";
import { findSite, findSites, readMaster, withStore } from "./store.ts";
import { count } from "./text.ts";

export interface RotateOptions {
  /** File with the new master key, or the address of one that lives elsewhere. */
  readonly to: string | undefined;
  /** File with the present one. */
  readonly key: string | undefined;
  readonly keys: boolean;
  readonly site: string | undefined;
}

/** Rotates the master key, or the key below it that wraps people's keys. */
export async function rotateStore({ to, key, keys, site: named }: RotateOptions, io: Io): Promise<number> {
  return withStore(io, async (store, settings) => {
    const { db } = store;
    const master = await readMaster(store, settings, key === undefined ? undefined : resolve(io.cwd, key));
    if (keys) {
      const site = await findSite(store, named);
      const options = { db, site, master, clock: () => new Date() };
      const done = await rotateSubjectKeys(options, (done) => io.progress(`Wrapped ${done} keys anew`));
      io.out(`The key that wraps people's keys is renewed: ${count(done, "key")} wrapped anew. ${backUpAgain}`);
      return 0;
    }
    if (to === undefined) return rotateFile(store, master, { named, settings }, io);
    const { next, what, start } = await readNext(to, io);
    const done = await rotateMaster(db, await findSite(store, named), master, next);
    io.out(`The vault is locked with ${what}: ${count(done, "key")} wrapped anew. ${start} ${backUpAgain}`);
    return 0;
  });
}

/** The new master key, in words as well, and how the website starts with it. */
async function readNext(
  to: string,
  io: Io,
): Promise<{ readonly next: Master; readonly what: string; readonly start: string }> {
  if (to.startsWith("awskms:")) {
    return {
      next: toMaster(to, io.env, "--to"),
      what: "that key of AWS KMS",
      start: `Start the website with ABIDE_MASTER="${to}", and without ABIDE_KEY.`,
    };
  }
  const file = resolve(io.cwd, to);
  const secret = await readFile(file, "utf8").catch(() => {
    throw new CliError(
      `The new key cannot be read from ${file}. Write at least 16 random bytes to it: openssl rand -hex 32`,
    );
  });
  return { next: localMaster(secret.trim()), what: `the key in ${file}`, start: "Start the website with it." };
}

const backUpAgain = "Back up again, so that the keys in the back-up are wrapped with it as well.";

/** Puts a new key in the place of the data folder's own. It is every site's of the store. */
async function rotateFile(
  { db, folder }: Store,
  master: Master,
  { named, settings }: { readonly named: string | undefined; readonly settings: Settings },
  io: Io,
): Promise<number> {
  if (settings.master)
    throw new CliError(
      "The master key is that of ABIDE_MASTER. Name the new one: abide rotate --to <file or awskms:…>",
    );
  if (folder === undefined || settings.key !== undefined) {
    throw new CliError(
      "The master key comes from ABIDE_KEY. Write the new one to a file, and name it: abide rotate --to <file>",
    );
  }
  const sites = await findSites({ db });
  if (named !== undefined && sites.length > 1) {
    throw new CliError(
      `The file key in ${folder} is that of all sites of the store. Leave --site out, or give the site a key of its own: --to <file>`,
    );
  }
  const place = join(folder, "key");
  const next = `${place}.new`;
  // It lies on the disk before anything is locked with it: a power cut between the two loses no key, and the next run goes on with it.
  const begun = await readFile(next, "utf8").catch(() => "");
  const secret = begun.trim() || randomBytes(32).toString("hex");
  if (begun.trim()) io.tell("Going on with a rotation that was broken off.");
  else await writeFile(next, `${secret}\n`, { mode: 0o600, flush: true });
  let done = 0;
  for (const site of sites) done += await rotateMaster(db, site, master, localMaster(secret));
  await rename(next, place);
  io.out(`The vault is locked with a new key, in ${place}: ${count(done, "key")} wrapped anew. ${backUpAgain}`);
  return 0;
}
