import { hashEmpty, hashNode, type Hash, type Sha256 } from "./hash.ts";

/**
 * A complete subtree: over entries `index * 2 ** level` up to, not including, `(index + 1) * 2 ** level`. Its hash never changes
 * once it is full, so hashes are stored by these two numbers.
 */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** Hashes of complete subtrees, in the order they are asked for. Asked once per answer, so that a store reads them together. */
export type ReadHashes = (subtrees: readonly Subtree[]) => readonly Hash[] | Promise<readonly Hash[]>;

/**
 * The complete subtrees that entries `start` up to `end` consist of, left to right, the largest first. `start` must be one at
 * which the tree divides, as 0 is, and every start that a proof asks for.
 */
export function toSubtrees(start: number, end: number): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = start; at < end;) {
    const level = toLevel(end - at);
    subtrees.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return subtrees;
}

/** Level of the largest complete subtree that `count` entries fill. Math.log2 is rounded, and off by one near large powers. */
export function toLevel(count: number): number {
  const high = Math.floor(count / 2 ** 32);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(count);
}

/** Root over neighbouring subtrees, given their hashes from left to right. */
export function toRoot(hashes: readonly Hash[], sha256: Sha256): Hash {
  const last = hashes.at(-1);
  if (!last) return hashEmpty(sha256);
  return hashes.slice(0, -1).reduceRight((right, left) => hashNode(left, right, sha256), last);
}

/** A hash to store. */
export interface StoredHash extends Subtree {
  readonly hash: Hash;
}

/** The right edge of a tree: what has to be known of it to append to it. */
export interface Edge {
  readonly size: number;
  /** Hashes of `toSubtrees(0, size)`. */
  readonly hashes: readonly Hash[];
}

/**
 * The tree after `leaves` (hashes of the new entries), and each complete subtree that this fills, in the order they come to be.
 *
 * @example
 * const { edge, stored } = append({ size: 0, hashes: [] }, [hashLeaf(entry, sha256)], sha256);
 * const root = toRoot(edge.hashes, sha256);
 */
export function append(edge: Edge, leaves: readonly Hash[], sha256: Sha256): { edge: Edge; stored: StoredHash[] } {
  const hashes = [...edge.hashes];
  const stored: StoredHash[] = [];
  let { size } = edge;
  for (const leaf of leaves) {
    let subtree: StoredHash = { level: 0, index: size, hash: leaf };
    stored.push(subtree);
    while (subtree.index % 2 === 1) {
      const hash = hashNode(hashes.pop()!, subtree.hash, sha256);
      subtree = { level: subtree.level + 1, index: (subtree.index - 1) / 2, hash };
      stored.push(subtree);
    }
    hashes.push(subtree.hash);
    size++;
  }
  return { edge: { size, hashes }, stored };
}

/** Root of the tree of the first `size` entries. */
export async function readRoot(size: number, read: ReadHashes, sha256: Sha256): Promise<Hash> {
  return toRoot(await read(toSubtrees(0, size)), sha256);
}
