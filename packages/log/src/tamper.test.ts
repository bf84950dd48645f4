import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { toCheckpoint } from "./checkpoint.ts";
import { hashLeaf, type Hash } from "./hash.ts";
import { createVerifier, signNote, type VerifySignature } from "./note.ts";
import { proveConsistency } from "./proof.ts";
import { isTamperError, provesFork, TamperError, type Tampering } from "./tamper.ts";
import { append, readRoot, type ReadHashes } from "./tree.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const verifier = createVerifier(
  "halden.example/log",
  publicKey.export({ format: "der", type: "spki" }).subarray(-32),
  sha256,
);
const signer = { verifier, sign: (message: Uint8Array) => sign(null, message, privateKey) };
const verifyEd25519: VerifySignature = (_, message, signature) => verify(null, message, publicKey, signature);
const means = { verifier, verify: verifyEd25519, sha256 };

function makeHistory(name: string, common: number): ReadHashes {
  const leaves = Array.from({ length: 40 }, (_, at) =>
    hashLeaf(Buffer.from(at < common ? `${at}` : `${name} ${at}`), sha256),
  );
  const { stored } = append({ size: 0, hashes: [] }, leaves, sha256);
  const hashes = new Map<string, Hash>(stored.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  return (subtrees) => subtrees.map(({ level, index }) => hashes.get(`${level}/${index}`)!);
}

async function signAt(size: number, read: ReadHashes): Promise<string> {
  return signNote(toCheckpoint({ origin: verifier.name, size, root: await readRoot(size, read, sha256) }), [signer]);
}

test("evidence of a fork convinces whoever has the log's key, at every size", async () => {
  const [one, other] = [makeHistory("one", 9), makeHistory("other", 9)];
  for (const size of [10, 15, 16, 17, 31, 32, 40]) {
    const tampering: Tampering = {
      kind: "forked",
      before: await signAt(size, one),
      after: await signAt(40, other),
      root: await readRoot(size, other, sha256),
      proof: await proveConsistency(size, 40, other, sha256),
    };
    expect(await provesFork(tampering, means)).toBe(true);
  }
});

test("nobody can make such evidence against an honest log", async () => {
  const one = makeHistory("one", 40);
  const [before, after] = [await signAt(16, one), await signAt(40, one)];
  const root = await readRoot(16, one, sha256);
  const proof = await proveConsistency(16, 40, one, sha256);
  const false16 = await readRoot(16, makeHistory("false", 3), sha256);
  const kind = "forked";
  expect(await provesFork({ kind, before, after, root, proof }, means)).toBe(false);
  expect(await provesFork({ kind, before, after, root: false16, proof }, means)).toBe(false);
  expect(await provesFork({ kind, before, after, root: false16, proof: [] }, means)).toBe(false);
  expect(await provesFork({ kind, before, proof }, means)).toBe(false);
  expect(await provesFork({ kind, before: `${before}x`, after, root: false16, proof }, means)).toBe(false);
});

test("a TamperError is known by its name and carries the evidence", () => {
  const tampering: Tampering = { kind: "shortened", before: "a", after: "b", proof: [] };
  const error: unknown = new TamperError("The log is shorter than it was.", tampering);
  expect(isTamperError(error) && error.tampering).toBe(tampering);
  expect(isTamperError(new Error("TamperError"))).toBe(false);
});
