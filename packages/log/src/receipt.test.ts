import { createHash, createHmac, generateKeyPairSync, sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { toCheckpoint } from "./checkpoint.ts";
import { hashLeaf, type Hash } from "./hash.ts";
import { createVerifier, signNote } from "./note.ts";
import { proveInclusion } from "./proof.ts";
import { parseReceipt, toReceipt, verifyReceipt, type VerifyReceiptOptions } from "./receipt.ts";
import { sample } from "../../../tools/test-sample.ts";
import { append, toRoot, type ReadHashes } from "./tree.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const verifier = createVerifier(
  "halden.example/log",
  publicKey.export({ format: "der", type: "spki" }).subarray(-32),
  sha256,
);
const signer = { verifier, sign: (message: Uint8Array) => sign(null, message, privateKey) };

const extra = Buffer.from(JSON.stringify({ receipt: { allowed: ["statistics"] }, salt: "5a".repeat(32) }));

/** As a consent's: the log holds a commitment to what the receipt carries. */
const toEntry = (carried: Uint8Array | undefined): Uint8Array =>
  Buffer.from(
    JSON.stringify({ commitment: createHmac("sha256", "salt").update(carried!).digest("hex"), type: "consent" }),
  );

const checked = new Map<string, boolean>();
const options: VerifyReceiptOptions = {
  verifier,
  toEntry,
  sha256,
  // Remembered, for the hundreds of thousands of alterations below, most of which leave the checkpoint as it was.
  verify: (key, message, signature) => {
    const name = `${Buffer.from(message).toString("hex")}/${Buffer.from(signature).toString("hex")}`;
    const known = checked.get(name) ?? verify(null, message, toKey(key), signature);
    checked.set(name, known);
    return known;
  },
};

function toKey(key: Uint8Array): { key: Buffer; format: "der"; type: "spki" } {
  const prefix = Buffer.from("302a300506032b6570032100", "hex");
  return { key: Buffer.concat([prefix, key]), format: "der", type: "spki" };
}

async function makeReceipt(index: number, size: number, origin = verifier.name): Promise<string> {
  const leaves = Array.from({ length: size }, (_, at) =>
    hashLeaf(at === index ? toEntry(extra) : Uint8Array.of(at), sha256),
  );
  const { edge, stored } = append({ size: 0, hashes: [] }, leaves, sha256);
  const hashes = new Map<string, Hash>(stored.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  const read: ReadHashes = (subtrees) => subtrees.map(({ level, index }) => hashes.get(`${level}/${index}`)!);
  const checkpoint = await signNote(toCheckpoint({ origin, size, root: toRoot(edge.hashes, sha256) }), [signer]);
  return toReceipt({ extra, index, proof: await proveInclusion(index, size, read, sha256), checkpoint });
}

test("a receipt holds with the log's key alone", async () => {
  for (const [index, size] of [
    [0, 1],
    [4, 5],
    [70, 77],
    [127, 128],
  ] as const) {
    const file = await makeReceipt(index, size);
    const verified = await verifyReceipt(Buffer.from(file), options);
    expect(verified).toMatchObject({ holds: true, receipt: { index }, checkpoint: { size }, unknown: [] });
    expect(toReceipt(parseReceipt(file)!)).toBe(file);
  }
});

test("every altered byte of a receipt, to every other value, is noticed", async () => {
  const file = Buffer.from(await makeReceipt(4, 7));
  const values = Array.from({ length: 256 }, (_, value) => value);
  for (let at = 0; at < file.length; at++) {
    for (const value of sample(16, values)) {
      if (value === file[at]) continue;
      const altered = Buffer.from(file);
      altered[at] = value;
      const verified = await verifyReceipt(altered, options);
      if (verified.holds) expect.unreachable(`byte ${at} as ${value}: ${altered.toString()}`);
    }
  }
}, 300_000);

test("every byte left out, doubled or put in is noticed", async () => {
  const file = Buffer.from(await makeReceipt(4, 7));
  for (let at = 0; at <= file.length; at++) {
    const rest = file.subarray(at);
    for (const altered of [
      Buffer.concat([file.subarray(0, at), rest.subarray(1)]),
      ...["\n", " ", "\r", "=", "A", "0"].map((put) => Buffer.concat([file.subarray(0, at), Buffer.from(put), rest])),
    ]) {
      if (altered.equals(file)) continue;
      const verified = await verifyReceipt(altered, options);
      if (verified.holds) expect.unreachable(`at ${at}: ${altered.toString()}`);
    }
  }
});

test("a receipt says why it does not hold", async () => {
  const file = await makeReceipt(2, 3);
  const reason = async (altered: string, changed: Partial<VerifyReceiptOptions> = {}): Promise<unknown> =>
    verifyReceipt(altered, { ...options, ...changed });
  expect(await reason(file.slice(1))).toEqual({ holds: false, reason: "malformed" });
  expect(await reason(file, { toEntry: () => undefined })).toEqual({ holds: false, reason: "malformed" });
  expect(await reason(file, { toEntry: () => Uint8Array.of(9) })).toEqual({ holds: false, reason: "not-included" });
  expect(await reason(file.replace("index 2", "index 1"))).toEqual({ holds: false, reason: "not-included" });
  expect(await reason(file.replace("\n3\n", "\n4\n"))).toEqual({ holds: false, reason: "bad-signature" });
  const stranger = createVerifier("halden.example/log", new Uint8Array(32), sha256);
  expect(await reason(file, { verifier: stranger })).toEqual({ holds: false, reason: "unknown-key" });
  expect(await reason(await makeReceipt(2, 3, "halden.example/other"))).toEqual({
    holds: false,
    reason: "other-origin",
  });
});

test("what is not written as a receipt is not read", async () => {
  const file = await makeReceipt(4, 7);
  const [head, ...rest] = file.split("\n");
  const index = rest.findIndex((line) => line.startsWith("index"));
  for (const malformed of [
    "",
    `${head}\n`,
    file.replace("@v1", "@v2"),
    file.replace("index 4", "index 04"),
    file.replace("index 4", "index -4"),
    file.replace("index 4", "index"),
    file.replaceAll("\n", "\r\n"),
    [head, ...rest.toSpliced(index, 1)].join("\n"),
    [head, rest[0], ...rest].join("\n"),
    [head, "extra ", ...rest.slice(1)].join("\n"),
    [head, ...rest.toSpliced(index + 1, 0, "QUJD")].join("\n"),
    [head, ...rest.toSpliced(index + 1, 0, ...Array.from({ length: 64 }, () => rest[index + 1]!))].join("\n"),
    file.slice(0, file.indexOf("\n\n") + 2),
  ]) {
    expect(parseReceipt(malformed), malformed).toBeUndefined();
  }
});
