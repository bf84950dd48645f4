/** SHA-256. Passed in, so that this package runs on any platform. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** 32 bytes. */
export type Hash = Uint8Array;

export const hashSize = 32;

/** Root of the empty tree. Hashes are those of RFC 6962, section 2.1. */
export function hashEmpty(sha256: Sha256): Hash {
  return sha256(new Uint8Array());
}

/** Hash of an entry. The leading 0 keeps an entry from passing for an inner node. */
export function hashLeaf(entry: Uint8Array, sha256: Sha256): Hash {
  return sha256(concat(Uint8Array.of(0), entry));
}

/** Hash of the node over `left` and `right`. */
export function hashNode(left: Hash, right: Hash, sha256: Sha256): Hash {
  return sha256(concat(Uint8Array.of(1), left, right));
}

/** Whether two hashes are the same. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** All of `parts`, one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
