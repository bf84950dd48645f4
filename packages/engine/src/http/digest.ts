import { createHash, createHmac, createSecretKey, hash, hkdfSync, timingSafeEqual } from "node:crypto";

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

/**
 * HMAC-SHA-256 under a key that is derived from `key` for one use (HKDF-SHA-256, RFC 5869), at once: what a page signs must not make its
 * rendering wait.
 */
export function createMac(key: Uint8Array, use: string): (text: string) => Uint8Array {
  const derived = createSecretKey(new Uint8Array(hkdfSync("sha256", key, new Uint8Array(), use, 32)));
  return (text) => createHmac("sha256", derived).update(text).digest();
}

/** Whether two byte strings are the same; takes the same time whatever differs. */
export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
