import {
  append,
  hashLeaf,
  isSame,
  openCheckpoint,
  proveConsistency,
  readRoot,
  TamperError,
  toRoot,
  toSubtrees,
  type Edge,
  type Signer,
} from "@abide/log";
import { sha256 } from "../http/digest.ts";
import type { CheckpointFile } from "./checkpoint-file.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { openHead, type Head } from "./head.ts";
import { altered, readEntries, reader, type Place } from "./stored.ts";

/** How many entries of a log are hashed again at every start. */
const audited = 20_000;

/** The head that `text` signs, after the store and the checkpoint outside of it were compared with it. */
export async function openVerified({ db, site, signer, text, file }: Verifying): Promise<Head> {
  const head = await openHead({ db, site, signer, text });
  await verifyEntries({ db, site, head, from: Math.max(0, head.edge.size - audited) });
  const kept = await file?.read();
  if (kept === undefined || kept === head.text) return head;

  const opened = await openCheckpoint(kept, signer.verifier, verifyEd25519);
  if (!opened.opened) {
    throw new TamperError(
      `The checkpoint in ${file?.path} is not one of this log (${opened.reason}). Move it away if it belongs to another.`,
      { kind: "altered", before: kept, after: head.text, proof: [] },
    );
  }
  await verifyGrowth({ db, site, before: { text: kept, checkpoint: opened.checkpoint }, next: head, path: file?.path });
  return head;
}

interface Verifying extends Place {
  readonly signer: Signer;
  readonly text: string;
  readonly file: CheckpointFile | undefined;
}

/** Throws a TamperError unless the log of `next` begins with that of `before`. */
export async function verifyGrowth({ db, site, before, next, path }: Growth): Promise<void> {
  const { size, root } = before.checkpoint;
  if (next.edge.size < size) {
    const where = path === undefined ? "it was" : `${path} knows it to have been`;
    throw new TamperError(
      `The log in the store has ${next.edge.size} entries; ${where} ${size}. An older copy of the database was put back: ` +
        `put back the newest one${path === undefined ? "" : ", or, if the entries are lost for good, move that file away to go on without them"}.`,
      { kind: "shortened", before: before.text, after: next.text, proof: [] },
    );
  }
  const read = reader(db, site);
  const found = await readRoot(size, read, sha256);
  if (isSame(found, root)) return;
  throw new TamperError(
    `The log in the store is another one than that of its checkpoint at ${size} entries: two histories were signed. ` +
      `Keep both the database and ${path ?? "this message"} as evidence, and put back the right copy of the database.`,
    {
      kind: "forked",
      before: before.text,
      after: next.text,
      root: found,
      proof: await proveConsistency(size, next.edge.size, read, sha256),
    },
  );
}

interface Growth extends Place {
  readonly before: Pick<Head, "text" | "checkpoint">;
  readonly next: Head;
  readonly path?: string | undefined;
}

/** Throws a TamperError unless the entries from `from` on, and nothing after them, give the hashes that are stored. */
export async function verifyEntries({ db, site, head, from }: Place & { head: Head; from: number }): Promise<void> {
  const { size } = head.edge;
  const read = reader(db, site);
  const refuse = (what: string) => new TamperError(`The log was altered: ${what}.`, altered(head.text));
  let edge: Edge = { size: from, hashes: await read(toSubtrees(0, from)) };
  while (edge.size < size) {
    const end = Math.min(size, edge.size + 10_000);
    const entries = await readEntries(db, site, edge.size, end);
    if (entries.length !== end - edge.size) throw refuse(`entries before ${end} are missing`);
    const leaves = entries.map((entry) => hashLeaf(entry, sha256));
    const grown = append(edge, leaves, sha256);
    const stored = await read(grown.stored);
    const at = stored.findIndex((hash, index) => !isSame(hash, grown.stored[index]!.hash));
    if (at >= 0) {
      const { level, index } = grown.stored[at]!;
      throw refuse(`what is stored at level ${level}, place ${index} is not the hash of its entries`);
    }
    edge = grown.edge;
  }
  if (!isSame(toRoot(edge.hashes, sha256), head.checkpoint.root)) throw refuse("its entries do not give the root");
  if ((await readEntries(db, site, size, size + 1)).length > 0)
    throw refuse(`it has entries after its checkpoint of ${size}`);
}
