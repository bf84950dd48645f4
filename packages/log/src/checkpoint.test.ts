import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { openCheckpoint, parseCheckpoint, toCheckpoint } from "./checkpoint.ts";
import { createVerifier, signNote, type VerifySignature } from "./note.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash("sha256").update(bytes).digest());
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const verifier = createVerifier(
  "halden.example/log",
  publicKey.export({ format: "der", type: "spki" }).subarray(-32),
  sha256,
);
const verifyEd25519: VerifySignature = (_, message, signature) => verify(null, message, publicKey, signature);
const root = sha256(Buffer.from("root"));

test("every altered byte of a signed checkpoint is noticed", async () => {
  const text = toCheckpoint({ origin: verifier.name, size: 70_000, root });
  const note = await signNote(text, [{ verifier, sign: (message) => sign(null, message, privateKey) }]);
  expect(await openCheckpoint(note, verifier, verifyEd25519)).toMatchObject({
    opened: true,
    checkpoint: { origin: verifier.name, size: 70_000, root },
  });
  const file = Buffer.from(note).toString("latin1");
  for (let at = 0; at < file.length; at++) {
    for (const value of [0, 9, 10, 13, 32, 43, 48, 61, 65, 97, 127, 128, 255, file.charCodeAt(at) ^ 1]) {
      if (value === file.charCodeAt(at)) continue;
      const bytes = Buffer.from(`${file.slice(0, at)}${String.fromCharCode(value)}${file.slice(at + 1)}`, "latin1");
      const opened = await openCheckpoint(bytes.toString(), verifier, verifyEd25519);
      expect(opened.opened, `byte ${at} as ${value}`).toBe(false);
    }
  }
});

test("a checkpoint is read only as it is written", () => {
  const text = toCheckpoint({ origin: "halden.example/log", size: 7, root });
  expect(parseCheckpoint(text)).toEqual({ origin: "halden.example/log", size: 7, root });
  for (const malformed of [
    text.slice(0, -1),
    `${text}\n`,
    `${text}extension\n`,
    text.replace("\n7\n", "\n07\n"),
    text.replace("\n7\n", "\n\n"),
    text.replace("\n7\n", "\n99999999999999999\n"),
    text.replace("halden.example/log", ""),
    text.replace("=", ""),
    toCheckpoint({ origin: "halden.example/log", size: 7, root: root.slice(1) }),
  ]) {
    expect(parseCheckpoint(malformed), malformed).toBeUndefined();
  }
});
