import { parseBase64, parseDecimal, parseUtf8, toBase64 } from "./base64.ts";
import { openCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { hashLeaf, hashSize, type Hash, type Sha256 } from "./hash.ts";
import { parseNote, type Verifier, type VerifySignature } from "./note.ts";
import { verifyInclusion } from "./proof.ts";

/** What a `.tlog-proof` file holds: all that is needed to check, offline, that an entry is in a log. {@link https://c2sp.org/tlog-proof} */
export interface Receipt {
  /** What the entry is made from, for whoever checks. Nothing vouches for it until the entry made from it is found in the log. */
  readonly extra?: Uint8Array | undefined;
  readonly index: number;
  readonly proof: readonly Hash[];
  /** The signed checkpoint, as it was served. */
  readonly checkpoint: string;
}

const header = "c2sp.org/tlog-proof@v1";
const longestProof = 63;

/** The file. */
export function toReceipt({ extra, index, proof, checkpoint }: Receipt): string {
  const lines = [
    header,
    ...(extra === undefined || extra.length === 0 ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...proof.map(toBase64),
  ];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** What `file` holds, or undefined. A receipt can be written in one way only, so that none can be altered and still be read as before. */
export function parseReceipt(file: Uint8Array | string): Receipt | undefined {
  const text = typeof file === "string" ? file : parseUtf8(file);
  const gap = text?.indexOf("\n\n") ?? -1;
  if (text === undefined || gap < 0) return undefined;
  const lines = text.slice(0, gap).split("\n");
  const checkpoint = text.slice(gap + 2);
  if (lines.shift() !== header || !parseNote(checkpoint)) return undefined;

  const extra = lines[0]?.startsWith("extra ") ? parseBase64(lines.shift()!.slice("extra ".length)) : null;
  const first = lines.shift() ?? "";
  const index = first.startsWith("index ") ? parseDecimal(first.slice("index ".length)) : undefined;
  const proof = lines.map(parseBase64);
  if (extra === undefined || extra?.length === 0 || index === undefined || proof.length > longestProof)
    return undefined;
  if (!proof.every((hash) => hash?.length === hashSize)) return undefined;
  return { ...(extra ? { extra } : {}), index, proof: proof as Hash[], checkpoint };
}

/** What a receipt shows, or why it shows nothing. */
export type Verified =
  | {
      readonly holds: true;
      readonly receipt: Receipt;
      readonly checkpoint: Checkpoint;
      /** Names that signed the checkpoint as well, with keys that were not given: not checked. */
      readonly unknown: readonly string[];
    }
  | {
      readonly holds: false;
      readonly reason: "malformed" | "unknown-key" | "bad-signature" | "other-origin" | "not-included";
    };

export interface VerifyReceiptOptions {
  /** Key of the log. */
  readonly verifier: Verifier;
  /** The entry that the receipt is about, made from what it carries; undefined where that is not what it should be. */
  readonly toEntry: (extra: Uint8Array | undefined) => Uint8Array | undefined;
  readonly verify: VerifySignature;
  readonly sha256: Sha256;
}

/**
 * Whether the log of `verifier` holds the entry that the receipt is about.
 *
 * @example
 * const line = "halden.example/log+4b0c8e9d+AfN0...";
 * const verified = await verifyReceipt(file, { verifier: parseVerifierKey(line, sha256)!, toEntry, verify, sha256 });
 */
export async function verifyReceipt(
  file: Uint8Array | string,
  { verifier, toEntry, verify, sha256 }: VerifyReceiptOptions,
): Promise<Verified> {
  const receipt = parseReceipt(file);
  if (!receipt) return { holds: false, reason: "malformed" };
  const opened = await openCheckpoint(receipt.checkpoint, verifier, verify);
  if (!opened.opened) return { holds: false, reason: opened.reason };
  const entry = toEntry(receipt.extra);
  if (!entry) return { holds: false, reason: "malformed" };
  const { size, root } = opened.checkpoint;
  const leaf = hashLeaf(entry, sha256);
  if (!verifyInclusion({ index: receipt.index, size, leaf, root, proof: receipt.proof }, sha256)) {
    return { holds: false, reason: "not-included" };
  }
  return { holds: true, receipt, checkpoint: opened.checkpoint, unknown: opened.unknown };
}
