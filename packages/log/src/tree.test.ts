import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hashEmpty, hashLeaf, hashNode, type Hash } from "./hash.ts";
import { sample } from "../../../tools/test-sample.ts";
import { append, readRoot, toLevel, toRoot, toSubtrees, type Edge, type ReadHashes } from "./tree.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const leaves = Array.from({ length: 256 }, (_, index) => hashLeaf(Uint8Array.of(index), sha256));

/** The definition of RFC 6962, section 2.1, word for word: slow, and nothing to get wrong. */
function define(entries: readonly Hash[]): Hash {
  if (entries.length === 0) return hashEmpty(sha256);
  if (entries.length === 1) return entries[0]!;
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return hashNode(define(entries.slice(0, k)), define(entries.slice(k)), sha256);
}

test("every size to 256 has the root that the RFC defines, however the entries came in", async () => {
  const sizes = Array.from({ length: leaves.length + 1 }, (_, size) => size);
  for (const step of [1, 3, 7, 256]) {
    const store = new Map<string, Hash>();
    const read: ReadHashes = (subtrees) => subtrees.map(({ level, index }) => store.get(`${level}/${index}`)!);
    let edge: Edge = { size: 0, hashes: [] };
    while (edge.size < leaves.length) {
      const grown = append(edge, leaves.slice(edge.size, edge.size + step), sha256);
      edge = grown.edge;
      for (const { level, index, hash } of grown.stored) {
        expect(store.has(`${level}/${index}`)).toBe(false);
        store.set(`${level}/${index}`, hash);
      }
      expect(toRoot(edge.hashes, sha256)).toEqual(define(leaves.slice(0, edge.size)));
    }
    for (const size of sample(32, sizes)) {
      expect(await readRoot(size, read, sha256)).toEqual(define(leaves.slice(0, size)));
    }
  }
});

test("an entry cannot pass for an inner node", () => {
  const [left, right] = [leaves[0]!, leaves[1]!];
  expect(hashLeaf(Buffer.concat([left, right]), sha256)).not.toEqual(hashNode(left, right, sha256));
});

test("subtrees cover what they are asked for, in order, also beyond 32 bits", () => {
  for (const size of [0, 1, 2, 3, 255, 256, 257, 70_000, 961_984_013, 2 ** 40 + 12_345, 2 ** 50 - 1]) {
    let at = 0;
    for (const { level, index } of toSubtrees(0, size)) {
      expect(index * 2 ** level).toBe(at);
      at += 2 ** level;
    }
    expect(at).toBe(size);
  }
});

test("levels are exact where a logarithm would be rounded", () => {
  for (let level = 0; level < 53; level++) {
    expect(toLevel(2 ** level)).toBe(level);
    if (level > 0) expect(toLevel(2 ** level - 1)).toBe(level - 1);
  }
});
