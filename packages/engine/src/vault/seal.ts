import { createCipheriv, createDecipheriv, createHmac, randomBytes, type KeyObject } from "node:crypto";

/** Where a sealed value belongs. It cannot be opened anywhere else, so that nobody can put one person's value in another's place. */
export interface Place {
  readonly activity: string;
  readonly record: string;
  readonly field: string;
}

/** Written in front of every sealed value: how it was sealed. */
const version = 1;

/**
 * `plain` encrypted with AES-256-GCM under `key`, bound to `context`: a byte of version, the nonce, the ciphertext and the tag.
 * Synchronous, since a page of records is hundreds of short values: Web Cryptography spends more on each promise than on the cipher.
 * And keys are key objects (`createSecretKey`), since bytes would be made into one by each call, in four times the cipher's own time.
 */
export function seal(key: KeyObject, context: string, plain: Uint8Array): Buffer {
  const nonce = takeNonce();
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.allocUnsafe(29 + plain.length);
  sealed[0] = version;
  sealed.set(nonce, 1);
  sealed.set(cipher.update(plain), 13);
  // It only makes the tag: GCM is a stream.
  cipher.final();
  sealed.set(cipher.getAuthTag(), 13 + plain.length);
  return sealed;
}

let random = Buffer.alloc(0);
let taken = 0;

/** Twelve bytes of the system's randomness that nothing else gets: fetched by the hundred, since each call takes longer than a nonce. */
function takeNonce(): Buffer {
  if (taken === random.length) [random, taken] = [randomBytes(12 * 256), 0];
  return random.subarray(taken, (taken += 12));
}

/** What was sealed, or undefined where the key, the context or a single bit is not the same. */
export function unseal(key: KeyObject, context: string, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < 29 || sealed[0] !== version) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 13)).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    const plain = decipher.update(sealed.subarray(13, -16));
    // It throws where the tag is not the one of what was read. There is no more to come: GCM is a stream.
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

/** A keyed hash of 16 bytes: the same value gives the same hash, and without the key nobody can try values. */
export function mac(key: KeyObject, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest().subarray(0, 16);
}
