import { hashEmpty, hashNode, isSame, type Hash, type Sha256 } from "./hash.ts";
import { toLevel, toRoot, toSubtrees, type ReadHashes } from "./tree.ts";

/** Proof that an entry is in a tree: hashes from the leaf's sibling up. {@link https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1} */
export async function proveInclusion(
  index: number,
  size: number,
  read: ReadHashes,
  sha256: Sha256,
): Promise<readonly Hash[]> {
  if (!isIndex(index) || !isIndex(size) || index >= size) {
    throw new RangeError(`No entry ${index} in a tree of ${size}.`);
  }
  const ranges: Range[] = [];
  for (let start = 0, end = size; end - start > 1;) {
    const middle = start + toSplit(end - start);
    ranges.push(index < middle ? [middle, end] : [start, middle]);
    if (index < middle) end = middle;
    else start = middle;
  }
  return readRanges(ranges.toReversed(), read, sha256);
}

/** Proof that the tree of `before` entries is the beginning of the tree of `after`. {@link https://www.rfc-editor.org/rfc/rfc6962#section-2.1.2} */
export async function proveConsistency(
  before: number,
  after: number,
  read: ReadHashes,
  sha256: Sha256,
): Promise<readonly Hash[]> {
  if (!isIndex(before) || !isIndex(after) || before > after) {
    throw new RangeError(`A tree of ${before} is not the beginning of one of ${after}.`);
  }
  // Everything begins with the empty tree, and nothing is to be shown.
  if (before === 0) return [];
  const ranges: Range[] = [];
  let start = 0;
  let end = after;
  while (before !== end) {
    const middle = start + toSplit(end - start);
    ranges.push(before <= middle ? [middle, end] : [start, middle]);
    if (before <= middle) end = middle;
    else start = middle;
  }
  // A complete subtree of the earlier tree, which the verifier cannot make from the earlier root.
  if (start !== 0) ranges.push([start, end]);
  return readRanges(ranges.toReversed(), read, sha256);
}

/** What an inclusion proof is about. */
export interface Inclusion {
  readonly index: number;
  readonly size: number;
  /** Hash of the entry. */
  readonly leaf: Hash;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

/** Whether `proof` shows that the tree with `root` holds `leaf` at `index`. */
export function verifyInclusion({ index, size, leaf, root, proof }: Inclusion, sha256: Sha256): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = hashNode(sibling, hash, sha256);
      // The right edge of the tree: levels at which the node has no sibling.
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = half(last);
      }
    } else {
      hash = hashNode(hash, sibling, sha256);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && isSame(hash, root);
}

/** A tree, named by what a checkpoint says of it. */
export interface Tree {
  readonly size: number;
  readonly root: Hash;
}

/** Whether `proof` shows that `before` is the beginning of `after`. */
export function verifyConsistency(before: Tree, after: Tree, proof: readonly Hash[], sha256: Sha256): boolean {
  if (!isIndex(before.size) || !isIndex(after.size) || before.size > after.size) return false;
  if (!areHashes([before.root, after.root, ...proof])) return false;
  if (before.size === after.size) return proof.length === 0 && isSame(before.root, after.root);
  if (before.size === 0) return proof.length === 0 && isSame(before.root, hashEmpty(sha256));

  let at = before.size - 1;
  let last = after.size - 1;
  while (at % 2 === 1) {
    at = half(at);
    last = half(last);
  }
  // Where the earlier tree is complete, its root is the node to begin with and the proof leaves it out.
  const [first, ...rest] = at === 0 ? [before.root, ...proof] : proof;
  if (!first) return false;
  let old = first;
  let fresh = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = hashNode(sibling, old, sha256);
      fresh = hashNode(sibling, fresh, sha256);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = half(last);
      }
    } else {
      fresh = hashNode(fresh, sibling, sha256);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 && isSame(old, before.root) && isSame(fresh, after.root);
}

type Range = readonly [start: number, end: number];

/** Where a tree of `size` divides: the largest power of two below it. */
function toSplit(size: number): number {
  return 2 ** toLevel(size - 1);
}

/** Numbers here outgrow 32 bits, so they are halved by arithmetic and not by shifting. */
function half(value: number): number {
  return Math.floor(value / 2);
}

async function readRanges(ranges: readonly Range[], read: ReadHashes, sha256: Sha256): Promise<readonly Hash[]> {
  const parts = ranges.map(([start, end]) => toSubtrees(start, end));
  const hashes = await read(parts.flat());
  let at = 0;
  return parts.map((subtrees) => toRoot(hashes.slice(at, (at += subtrees.length)), sha256));
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Hash[]): boolean {
  return hashes.every((hash) => hash.length === 32);
}
