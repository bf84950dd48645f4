import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { localMaster } from "@abide/engine/master";
import { rotateMaster, rotateSubjectKeys } from "@abide/engine/vault";
import { CliError, type Io } from "./io.ts";
import { findSite, readMaster, withStore } from "./store.ts";
import { count } from "./text.ts";

/** Rotates the master key, or the key below it that wraps people's keys. */
export async function rotateStore(
  { to, keys, site: named }: { to: string | undefined; keys: boolean; site: string | undefined },
  io: Io,
): Promise<number> {
  return withStore(io, async (store) => {
    const { db, folder } = store;
    const site = await findSite(store, named);
    const master = await readMaster(store, io);
    if (keys) {
      const options = { db, site, master, clock: () => new Date() };
      const done = await rotateSubjectKeys(options, (done) => io.progress(`Wrapped ${done} keys anew`));
      io.out(`The key that wraps people's keys is renewed: ${count(done, "key")} wrapped anew.`);
      return 0;
    }
    if (to !== undefined) {
      const file = resolve(io.cwd, to);
      const secret = await readFile(file, "utf8").catch(() => {
        throw new CliError(
          `The new key cannot be read from ${file}. Write at least 16 random bytes to it: openssl rand -hex 32`,
        );
      });
      const done = await rotateMaster(db, site, master, localMaster(secret.trim()));
      io.out(
        `The vault is locked with the key in ${file}: ${count(done, "key")} wrapped anew. Start the website with it.`,
      );
      return 0;
    }
    if (folder === undefined || io.env["ABIDE_KEY"]) {
      throw new CliError(
        "The master key comes from ABIDE_KEY. Write the new one to a file, and name it: abide rotate --to <file>",
      );
    }
    const secret = randomBytes(32).toString("hex");
    const place = join(folder, "key");
    // It lies on the disk before anything is locked with it: a power cut between the two loses no key.
    await writeFile(`${place}.new`, `${secret}\n`, { mode: 0o600, flush: true });
    const done = await rotateMaster(db, site, master, localMaster(secret));
    await rename(`${place}.new`, place);
    io.out(`The vault is locked with a new key, in ${place}: ${count(done, "key")} wrapped anew.`);
    return 0;
  });
}
