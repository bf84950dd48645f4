import {
  concat,
  isTamperError,
  parseTilePath,
  proveInclusion,
  tileWidth,
  toBundle,
  toReceipt,
  toVerifierKey,
  toWidth,
} from "@abide/log";
import type { Kysely } from "kysely";
import { sha256 } from "../http/digest.ts";
import { createGroupCommit } from "../store/group-commit.ts";
import { isStoreDown } from "../store/index.ts";
import type { Tables } from "../store/tables.ts";
import { createCheckpointFile } from "./checkpoint-file.ts";
import { createCommit } from "./commit.ts";
import { deriveKey } from "./ed25519.ts";
import { begin, toSigner } from "./head.ts";
import { createKnownHead, type KnownHead } from "./known-head.ts";
import type { Log, Work, Writing } from "./log.ts";
import { keepLogKey } from "./log-key-file.ts";
import { reader, readEntries, type Place } from "./stored.ts";
import { openVerified, verifyEntries } from "./verify.ts";

export interface LogOptions {
  readonly db: Kysely<Tables>;
  readonly site: string;
  /** What the log calls itself when it begins, e.g. `halden.example/abide/log`. A log that has begun keeps its name. */
  readonly origin: string;
  /** The master key. */
  readonly key: string | Uint8Array;
  readonly clock?: () => Date;
  /** The data folder, for a copy of the checkpoint outside the database. */
  readonly folder?: string | undefined;
}

/**
 * The log of `site`: a new one, or the one in the store, if it is what it was. A log that was forked, shortened or altered since
 * its last checkpoint is refused with a TamperError that carries the evidence.
 *
 * It signs with Ed25519, under a key derived from the master key (HKDF) and kept nowhere: so it is the same after every restart
 * and from every back-up, there is one secret to guard, and who has only the database can read and delete but not sign.
 */
export async function createLog({ db, site, origin, key, clock = () => new Date(), folder }: LogOptions): Promise<Log> {
  const pair = await deriveKey(key, site);
  const file = folder === undefined ? undefined : createCheckpointFile(folder, site);
  const begun = await begin({ db, site, origin, pair, clock });
  const signer = toSigner(begun, pair);
  const head = await openVerified({ db, site, signer, text: begun, file });
  file?.keep(head.text);
  if (folder !== undefined) await keepLogKey(folder, toVerifierKey(signer.verifier));
  const known = createKnownHead(head, { db, site, signer, clock, file });
  const commit = createCommit({ db, site, known });

  // One at a time: the others would each hold a connection while they wait for the lock.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const result = last.then(run);
    last = result.catch(() => {});
    return result;
  };
  const alone = (error: unknown): boolean => !isTamperError(error) && !isStoreDown(error);
  const shared = createGroupCommit<Work<unknown> | Writing<unknown>, unknown>({
    write: (works) => inTurn(() => commit(works)),
    cap: 64,
    alone,
  });
  const transaction = <Result>(work: Work<Result>, options?: { readonly shared?: boolean }): Promise<Result> =>
    (options?.shared ? shared.add(work) : inTurn(async () => (await commit([work]))[0])) as Promise<Result>;

  const appends = createGroupCommit<Uint8Array, { index: number }>({
    write: (entries) =>
      transaction((_, append) => Promise.resolve(entries.map((entry) => ({ index: append(entry) }))), { shared: true }),
    alone,
  });

  return {
    origin: signer.verifier.name,
    key: toVerifierKey(signer.verifier),
    append: (entry) => appends.add(entry),
    transaction,
    write: (writing) => shared.add(writing) as Promise<never>,
    checkpoint: async () => (await known.refresh(db)).text,
    proof: (index) => prove(index, undefined, { db, site, known }),
    receipt: (index, extra) => prove(index, extra, { db, site, known }),
    tile: (path) => readTile(path, { db, site, known }),
    async audit() {
      await verifyEntries({ db, site, head: await known.refresh(db), from: 0 });
    },
    async close() {
      await appends.close();
      await shared.close();
      await last;
      await file?.close();
    },
  };
}

interface Reading extends Place {
  readonly known: KnownHead;
}

/** The proof that entry `index` is in the log, carrying `extra` where it is given. */
async function prove(index: number, extra: Uint8Array | undefined, { db, site, known }: Reading): Promise<string> {
  const head = known.now();
  const { checkpoint, text } = index < head.edge.size ? head : await known.refresh(db);
  const proof = await proveInclusion(index, checkpoint.size, reader(db, site), sha256);
  return toReceipt({ extra, index, proof, checkpoint: text });
}

async function readTile(path: string, { db, site, known }: Reading): Promise<Uint8Array | undefined> {
  const tile = parseTilePath(path.startsWith("tile/") ? path : `tile/${path}`);
  if (!tile) return undefined;
  const isThere = () => toWidth(tile, known.now().edge.size) >= tile.width;
  if (!isThere()) await known.refresh(db);
  if (!isThere()) return undefined;
  const start = tile.index * tileWidth;
  if (tile.level === "entries") return toBundle(await readEntries(db, site, start, start + tile.width));
  const level = 8 * tile.level;
  const places = Array.from({ length: tile.width }, (_, at) => ({ level, index: start + at }));
  return concat(...(await reader(db, site)(places)));
}
