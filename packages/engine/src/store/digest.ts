import { createHash, createHmac } from "node:crypto";

/** SHA-256 of `bytes`, at once: what Web Cryptography offers is asynchronous, and a tree is thousands of small hashes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** HMAC-SHA-256 of `text` under `key`, in hexadecimal: a commitment to `text` that only the key opens. */
export function commit(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}
