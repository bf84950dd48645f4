import { createHash, generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { createVerifier, openNote, parseVerifierKey, signNote, toVerifierKey, type Signer } from "./note.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const spki = Buffer.from("302a300506032b6570032100", "hex");
const verifyEd25519 = (key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, message, { key: Buffer.concat([spki, key]), format: "der", type: "spki" }, signature);

function signer(name: string): Signer {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const verifier = createVerifier(name, toRaw(publicKey), sha256);
  return { verifier, sign: (message) => sign(null, message, privateKey) };
}
const toRaw = (key: KeyObject): Uint8Array =>
  Uint8Array.from(key.export({ format: "der", type: "spki" }).subarray(-32));

const text = "halden.example/log\n7\nq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=\n";

test("a note opens for those who know one of its keys, and names the others", async () => {
  const [log, witness] = [signer("halden.example/log"), signer("witness.example")];
  const note = await signNote(text, [log, witness]);
  expect(await openNote(note, [log.verifier], verifyEd25519)).toEqual({
    opened: true,
    text,
    signedBy: [log.verifier],
    unknown: ["witness.example"],
  });
  const both = await openNote(note, [witness.verifier, log.verifier], verifyEd25519);
  expect(both).toMatchObject({ opened: true, signedBy: [log.verifier, witness.verifier], unknown: [] });
});

test("a note does not open without a known key, nor with a false signature of one", async () => {
  const [log, other] = [signer("halden.example/log"), signer("halden.example/log")];
  const note = await signNote(text, [log]);
  expect(await openNote(note, [], verifyEd25519)).toEqual({ opened: false, reason: "unknown-key" });
  expect(await openNote(note, [other.verifier], verifyEd25519)).toEqual({ opened: false, reason: "unknown-key" });
  const false7 = note.replace("\n7\n", "\n8\n");
  expect(await openNote(false7, [log.verifier], verifyEd25519)).toEqual({ opened: false, reason: "bad-signature" });
});

test("sixteen signatures and more are read", async () => {
  const signers = Array.from({ length: 20 }, (_, index) => signer(`witness-${index}.example`));
  const opened = await openNote(await signNote(text, signers), [signers[19]!.verifier], verifyEd25519);
  expect(opened).toMatchObject({ opened: true, signedBy: [signers[19]!.verifier] });
});

test("what is not a note is not opened", async () => {
  const log = signer("halden.example/log");
  const note = await signNote(text, [log]);
  const line = note.slice(text.length + 1);
  for (const malformed of [
    "",
    text,
    `${text}\n`,
    note.slice(0, -1),
    `${note}\n`,
    `${note} `,
    `${note}Unexpected line.\n`,
    `\u0001${note}`,
    `\ud800${note}`,
    note.replace("\n7\n", "\r\n7\n"),
    `${text}\n${line.replace("—", "-")}`,
    `${text}\n${line.replace("halden.example/log", "two words")}`,
    `${text}\n${line.replace("halden.example/log", "a+b")}`,
    `${text}\n${line.replace("halden.example/log", "a\u00a0b")}`,
    `${text}\n${line.replace(" halden", "  halden")}`,
    `${text}\n${line.replace("\n", " \n")}`,
    `${text}\n— halden.example/log AAAA\n`,
    `${text}\n${line.repeat(101)}`,
  ]) {
    expect(await openNote(malformed, [log.verifier], verifyEd25519), JSON.stringify(malformed)).toEqual({
      opened: false,
      reason: "malformed",
    });
  }
});

test("a text that is none is not signed", async () => {
  for (const none of ["", "no newline at the end", "tab\t\n", "\ud800\n"]) {
    await expect(signNote(none, [signer("a")])).rejects.toThrow("A note ends in a newline");
  }
});

test("a verifier key is read only as it was written", () => {
  const { verifier } = signer("halden.example/log");
  const line = toVerifierKey(verifier);
  expect(parseVerifierKey(line, sha256)).toEqual(verifier);
  for (let at = 0; at < line.length; at++) {
    for (let code = 0; code < 128; code++) {
      const altered = `${line.slice(0, at)}${String.fromCharCode(code)}${line.slice(at + 1)}`;
      if (altered !== line) expect(parseVerifierKey(altered, sha256), altered).toBeUndefined();
    }
    expect(parseVerifierKey(line.slice(at + 1), sha256)).toBeUndefined();
    expect(parseVerifierKey(line.slice(0, at), sha256)).toBeUndefined();
  }
  expect(() => createVerifier("two words", verifier.key, sha256)).toThrow("neither white space");
  expect(() => createVerifier("short", verifier.key.slice(1), sha256)).toThrow("32 bytes");
});
