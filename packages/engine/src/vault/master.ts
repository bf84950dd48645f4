import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { AbideError } from "../error.ts";

/** The key that wraps the store's few keys. It never leaves where it lives, and is asked only when the vault is opened or rotated. */
export interface Master {
  /** Names the key, so that a wrapped key can say which one it needs. It tells nothing of the key. */
  readonly id: string;
  /** `key` encrypted. `context` is what it is for: it has to be the same when it is unwrapped. */
  readonly wrap: (key: Uint8Array, context: string) => Promise<Uint8Array>;
  readonly unwrap: (wrapped: Uint8Array, context: string) => Promise<Uint8Array>;
}

/** The bytes of the deployment's secret; one that could be guessed is refused. */
export function toSecret(key: string | Uint8Array): Uint8Array {
  const bytes = typeof key === "string" ? new TextEncoder().encode(key) : Uint8Array.from(key);
  if (bytes.length >= 16) return bytes;
  throw new AbideError("key-missing", "The key is shorter than 16 bytes, which could be guessed.", {
    next: "Set ABIDE_KEY to at least 16 random bytes, e.g. the output of: openssl rand -hex 32",
  });
}

/** A master key derived from the deployment's secret (ABIDE_KEY, or the file `key` in the data folder). */
export function localMaster(secret: string | Uint8Array): Master {
  const bytes = toSecret(secret);
  const key = Buffer.from(hkdfSync("sha256", bytes, new Uint8Array(), "abide master key", 32));
  const id = `local:${createHash("sha256").update("abide master key id").update(key).digest("hex").slice(0, 16)}`;
  return {
    id,
    wrap: async (plain, context) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    unwrap: async (wrapped, context) => {
      const decipher = createDecipheriv("aes-256-gcm", key, wrapped.subarray(0, 12)).setAAD(Buffer.from(context));
      decipher.setAuthTag(wrapped.subarray(-16));
      return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
    },
  };
}
