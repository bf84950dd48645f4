import { hash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { hashEmpty, hashLeaf, type Hash } from "./hash.ts";
import { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion, type Tree } from "./proof.ts";
import { sample } from "../../../tools/test-sample.ts";
import { append, readRoot, type ReadHashes } from "./tree.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");
const most = 256;
const leaves = Array.from({ length: most }, (_, index) => hashLeaf(Uint8Array.of(index), sha256));
const store = new Map<string, Hash>();
for (const { level, index, hash } of append({ size: 0, hashes: [] }, leaves, sha256).stored) {
  store.set(`${level}/${index}`, hash);
}
const read: ReadHashes = (subtrees) => subtrees.map(({ level, index }) => store.get(`${level}/${index}`)!);
const roots: Hash[] = [];
beforeAll(async () => {
  for (let size = 0; size <= most; size++) roots.push(await readRoot(size, read, sha256));
});
const tree = (size: number): Tree => ({ size, root: roots[size]! });

/** `expect` a few hundred thousand times: it would take longer than what is tested. */
function says(expected: boolean, answer: boolean): void {
  if (answer !== expected) expect.unreachable(`A proof was ${answer ? "taken" : "refused"}.`);
}

/** The whole numbers from `first` to below `end`. */
const range = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, at) => first + at);

test("every entry of every size to 256 is proven, and nothing else is", async () => {
  for (let size = 1; size <= most; size++) {
    const root = roots[size]!;
    for (const index of sample(16, range(0, size))) {
      const leaf = leaves[index]!;
      const proof = await proveInclusion(index, size, read, sha256);
      const holds = { index, size, leaf, root, proof };
      says(true, verifyInclusion(holds, sha256));
      says(false, verifyInclusion({ ...holds, leaf: leaves[(index + 1) % most]! }, sha256));
      says(false, verifyInclusion({ ...holds, index: index + 1 }, sha256));
      says(false, verifyInclusion({ ...holds, root: roots[size - 1]! }, sha256));
      says(false, verifyInclusion({ ...holds, proof: [...proof, root] }, sha256));
      if (proof.length > 0) says(false, verifyInclusion({ ...holds, proof: proof.slice(1) }, sha256));
    }
  }
});

test("every pair of sizes to 256 is proven consistent, and nothing else is", async () => {
  for (let after = 0; after <= most; after++) {
    for (const before of sample(16, range(0, after + 1))) {
      const proof = await proveConsistency(before, after, read, sha256);
      says(true, verifyConsistency(tree(before), tree(after), proof, sha256));
      says(false, verifyConsistency(tree(before), tree(after), [...proof, roots[0]!], sha256));
      if (before === after) continue;
      says(false, verifyConsistency(tree(after), tree(before), proof, sha256));
      const other = { size: before, root: roots[after]! };
      says(false, verifyConsistency(other, tree(after), proof, sha256));
      if (before > 0) {
        says(false, verifyConsistency(tree(before), { size: after, root: roots[before]! }, proof, sha256));
        says(false, verifyConsistency(tree(before), tree(after), proof.slice(1), sha256));
        says(false, verifyConsistency(tree(before), tree(after), proof.slice(0, -1), sha256));
      }
    }
  }
});

test("every altered byte of a proof is noticed", async () => {
  for (const [index, size] of [
    [0, 2],
    [6, 7],
    [76, 77],
    [128, 200],
    [255, 256],
  ] as const) {
    const proof = await proveInclusion(index, size, read, sha256);
    const leaf = leaves[index]!;
    for (const altered of alterations(proof)) {
      expect(verifyInclusion({ index, size, leaf, root: roots[size]!, proof: altered }, sha256)).toBe(false);
    }
    const history = await proveConsistency(index + 1, size, read, sha256);
    for (const altered of alterations(history)) {
      expect(verifyConsistency(tree(index + 1), tree(size), altered, sha256)).toBe(false);
    }
  }
});

test("hashes of another length prove nothing", () => {
  const short = new Uint8Array(31);
  expect(verifyInclusion({ index: 0, size: 1, leaf: short, root: short, proof: [] }, sha256)).toBe(false);
  expect(verifyInclusion({ index: 0, size: 2, leaf: leaves[0]!, root: roots[2]!, proof: [short] }, sha256)).toBe(false);
  expect(verifyConsistency({ size: 1, root: short }, { size: 1, root: short }, [], sha256)).toBe(false);
});

test("a size or an index that is none proves nothing", () => {
  const [leaf, root] = [leaves[0]!, leaves[0]!];
  for (const [index, size] of [
    [0, 0],
    [1, 1],
    [-1, 1],
    [0.5, 1],
    [0, Number.NaN],
    [2 ** 53, 2 ** 54],
  ] as const) {
    expect(verifyInclusion({ index, size, leaf, root, proof: [] }, sha256)).toBe(false);
  }
  expect(verifyConsistency({ size: -1, root }, { size: 1, root }, [], sha256)).toBe(false);
  expect(verifyConsistency({ size: 0, root }, { size: 1, root }, [], sha256)).toBe(false);
  expect(verifyConsistency({ size: 0, root: hashEmpty(sha256) }, { size: 1, root }, [], sha256)).toBe(true);
});

test("what is not in the tree cannot be proven", async () => {
  await expect(proveInclusion(7, 7, read, sha256)).rejects.toThrow("No entry 7 in a tree of 7.");
  await expect(proveConsistency(8, 7, read, sha256)).rejects.toThrow("A tree of 8 is not the beginning of one of 7.");
});

function* alterations(proof: readonly Hash[]): Generator<Hash[]> {
  for (let at = 0; at < proof.length; at++) {
    for (let byte = 0; byte < 32; byte++) {
      const altered = proof.map((hash) => Uint8Array.from(hash));
      altered[at]![byte]! ^= 1 << (byte % 8);
      yield altered;
    }
  }
}
