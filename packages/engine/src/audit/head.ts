import {
  append,
  createVerifier,
  hashLeaf,
  isSame,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  signNote,
  TamperError,
  toCheckpoint,
  toRoot,
  toSubtrees,
  type Checkpoint,
  type Edge,
  type Signer,
} from "@abide/log";
import { sql, type CompiledQuery } from "kysely";
import { sha256 } from "../http/digest.ts";
import { AbideError } from "../http/error.ts";
import { verifyEd25519, type KeyPair } from "./ed25519.ts";
import { altered, lock, newest, readHead, reader, type Place } from "./stored.ts";

/** How far a log has come. */
export interface Head {
  /** The signed checkpoint. */
  readonly text: string;
  readonly checkpoint: Checkpoint;
  readonly edge: Edge;
}

/** A head, and the statement that writes it with the entries that are new in it. */
export interface Grown {
  readonly head: Head;
  readonly statement: CompiledQuery;
}

/** The newest signed checkpoint of the store; that of the empty log is made where there is none. */
export async function begin({ db, site, origin, pair, clock }: Begin): Promise<string> {
  const found = await readHead(db, site);
  if (found !== undefined) return found;
  return db.transaction().execute(async (trx) => {
    await sql`select ${lock(site)}`.execute(trx);
    const faster = await readHead(trx, site);
    if (faster !== undefined) return faster;
    const verifier = createVerifier(origin, pair.publicKey, sha256);
    const checkpoint = toCheckpoint({ origin, size: 0, root: toRoot([], sha256) });
    const text = await signNote(checkpoint, [{ verifier, sign: pair.sign }]);
    await trx.insertInto("log_checkpoint").values({ site, size: 0, text, at: clock() }).execute();
    return text;
  });
}

interface Begin extends Place {
  readonly origin: string;
  readonly pair: KeyPair;
  readonly clock: () => Date;
}

/** The log's own signer: under the name that it began with, whatever the site is called today. */
export function toSigner(begun: string, pair: KeyPair): Signer {
  const name = parseCheckpoint(parseNote(begun)?.text ?? "")?.origin;
  if (name === undefined) throw new TamperError("The log's checkpoint in the store cannot be read.", altered(begun));
  return { verifier: createVerifier(name, pair.publicKey, sha256), sign: pair.sign };
}

/** The head that `text` signs, with the edge of the tree that it stands for. */
export async function openHead({ db, site, signer, text }: OpenHead): Promise<Head> {
  if (text === undefined) throw new TamperError("The log's checkpoints are gone from the store.", altered(""));
  const opened = await openCheckpoint(text, signer.verifier, verifyEd25519);
  if (!opened.opened && opened.reason === "unknown-key") {
    throw new AbideError("key-changed", `The log of ${site} was signed with another key than the one given.`, {
      next: "Give the key it began with (ABIDE_KEY, or the file key in the data folder).",
    });
  }
  if (!opened.opened) {
    throw new TamperError(`The log's checkpoint in the store does not hold (${opened.reason}).`, altered(text));
  }
  const { checkpoint } = opened;
  const hashes = await reader(db, site)(toSubtrees(0, checkpoint.size));
  const root = toRoot(hashes, sha256);
  if (!isSame(root, checkpoint.root)) {
    throw new TamperError(`The log's hashes do not give the root that was signed at ${checkpoint.size} entries.`, {
      ...altered(text),
      root,
    });
  }
  return { text, checkpoint, edge: { size: checkpoint.size, hashes } };
}

interface OpenHead extends Place {
  readonly signer: Signer;
  readonly text: string | undefined;
}

/** What entries have to be added with: the head before them, and who signs the one after them. */
export interface Growing extends Place {
  readonly from: Head;
  readonly signer: Signer;
  readonly clock: () => Date;
}

/**
 * Entries, hashes and the checkpoint over them in one statement of one transaction: a checkpoint is kept before anybody sees it. It
 * fails where `from` is not the newest that the store has: the checkpoint would have no text.
 */
export async function grow(entries: readonly Uint8Array[], { db, site, from, signer, clock }: Growing): Promise<Grown> {
  const { edge, text: before } = from;
  const leaves = entries.map((entry) => hashLeaf(entry, sha256));
  const grown = append(edge, leaves, sha256);
  const { size } = grown.edge;
  const checkpoint = { origin: signer.verifier.name, size, root: toRoot(grown.edge.hashes, sha256) };
  const text = await signNote(toCheckpoint(checkpoint), [signer]);
  const indexes = entries.map((_, i) => edge.size + i);
  const levels = grown.stored.map(({ level }) => level);
  const places = grown.stored.map(({ index }) => index);
  const hashes = grown.stored.map(({ hash }) => Buffer.from(hash));
  const statement = sql`
    with entries as (
      insert into log_entry (site, idx, entry)
      select ${site}, * from unnest(${indexes}::bigint[], ${entries.map((entry) => Buffer.from(entry))}::bytea[])
    ), hashes as (
      insert into log_hash (site, level, idx, hash)
      select ${site}, * from unnest(${levels}::smallint[], ${places}::bigint[], ${hashes}::bytea[])
    )
    insert into log_checkpoint (site, size, text, at)
    values (${site}, ${size}, case when (${newest(db, site)}) = ${before} then ${text} end, ${clock()})`.compile(db);
  return { statement, head: { text, checkpoint, edge: grown.edge } };
}
