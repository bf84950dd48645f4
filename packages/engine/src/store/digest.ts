import { createHash } from "node:crypto";

/** SHA-256 of `bytes`, at once: what Web Cryptography offers is asynchronous, and a tree is thousands of small hashes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}
