import { createHash, createHmac, createSecretKey, hash } from "node:crypto";

/** SHA-256 of `bytes`, at once: what Web Cryptography offers is asynchronous, and a tree is thousands of small hashes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

/** HMAC-SHA-256 of `text` under `key`, in hexadecimal: a commitment to `text` that only the key opens. */
export function commit(key: Uint8Array, text: string): string {
  // As bytes, the key would take three times the hash's own time.
  return createHmac("sha256", createSecretKey(key)).update(text).digest("hex");
}

/** SHA-256 of what is added piece by piece, in hexadecimal: of what is too long to be held. */
export function createDigest(): { readonly add: (bytes: Uint8Array) => void; readonly hex: () => string } {
  const hash = createHash("sha256");
  return { add: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
}
