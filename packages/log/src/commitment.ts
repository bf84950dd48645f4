import { concat, type Sha256 } from "./hash.ts";

const blockSize = 64;

/**
 * What the log holds instead of `message`: HMAC-SHA256 under a salt of 32 bytes. With message and salt anybody can make it again;
 * once the salt is erased, it says nothing about the message. {@link https://www.rfc-editor.org/rfc/rfc2104}
 */
export function toCommitment(message: Uint8Array, salt: Uint8Array, sha256: Sha256): Uint8Array {
  // A shorter one could be guessed, and a longer one than a block would be hashed first and so be one of two that give the same.
  if (salt.length !== 32) throw new TypeError("The salt of a commitment has 32 bytes.");
  const inner = new Uint8Array(blockSize).fill(0x36);
  const outer = new Uint8Array(blockSize).fill(0x5c);
  salt.forEach((byte, index) => {
    inner[index]! ^= byte;
    outer[index]! ^= byte;
  });
  return sha256(concat(outer, sha256(concat(inner, message))));
}
