import { toSecret } from "../http/signer.ts";
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

/** The key that wraps the store's few keys. It never leaves where it lives, and is asked only when the vault is opened or rotated. */
export interface Master {
  /** Names the key, so that a wrapped key can say which one it needs. It tells nothing of the key. */
  readonly id: string;
  /** `key` encrypted. `context` is what it is for: it has to be the same when it is unwrapped. */
  readonly wrap: (key: Uint8Array, context: string) => Promise<Uint8Array>;
  readonly unwrap: (wrapped: Uint8Array, context: string) => Promise<Uint8Array>;
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
