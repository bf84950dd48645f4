import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

/** The newest checkpoint of a log, kept outside the database: who puts back an old copy of the database does not put this back. */
export interface CheckpointFile {
  readonly path: string;
  /** The signed checkpoint, or undefined where none was kept yet. */
  read(): Promise<string | undefined>;
  /** Begins to keep `checkpoint`. While one is being written only the newest waits, so that commits need not. */
  keep(checkpoint: string): void;
  /** Waits for what `keep` began. */
  close(): Promise<void>;
}

/** The checkpoint file of `site` in the data folder. */
export function createCheckpointFile(folder: string, site: string): CheckpointFile {
  const path = join(folder, "checkpoints", `${encodeURIComponent(site)}.checkpoint`);
  let waiting: string | undefined;
  let running: Promise<void> | undefined;

  async function write(): Promise<void> {
    while (waiting !== undefined) {
      const text = waiting;
      waiting = undefined;
      const fresh = `${path}.${process.pid}`;
      await mkdir(join(folder, "checkpoints"), { recursive: true, mode: 0o700 });
      const file = await open(fresh, "w", 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(fresh, path);
    }
  }

  return {
    path,
    read: () =>
      readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      }),
    keep(checkpoint) {
      waiting = checkpoint;
      // A full disk stops no commit: PostgreSQL notices it by itself, and the next checkpoint is tried again.
      running ??= write()
        .catch(() => {})
        .finally(() => (running = undefined));
    },
    async close() {
      await running;
    },
  };
}
