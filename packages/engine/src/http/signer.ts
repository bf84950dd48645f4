import { createMac, isEqual } from "./digest.ts";
import { AbideError } from "./error.ts";

/** Signs and checks text with a key of its own. */
export interface Signer {
  readonly sign: (text: string) => Promise<string>;
  /** The same at once, for what is rendered. */
  readonly signNow: (text: string) => string;
  /** Whether `mac` is what `sign` gave for `text`; takes the same time whatever is wrong. */
  readonly verify: (text: string, mac: string) => Promise<boolean>;
}

/**
 * A signer whose key is derived from the deployment's `key` for one use (HKDF-SHA-256, RFC 5869), so that what was signed for one
 * use is worth nothing in another. HMAC-SHA-256, in base64url.
 */
export async function createSigner(key: string | Uint8Array, use: string): Promise<Signer> {
  const mac = createMac(toSecret(key), `abide ${use}`);
  const signNow = (text: string): string => toBase64Url(mac(text));
  return {
    signNow,
    sign: async (text) => signNow(text),
    verify: async (text, signature) => {
      const bytes = fromBase64Url(signature);
      return bytes !== undefined && isEqual(bytes, mac(text));
    },
  };
}

export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/** Undefined where it is no base64url, or not the one way of writing its bytes: a second spelling would be a second valid cookie. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return toBase64Url(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of the deployment's secret; one that could be guessed is refused. */
export function toSecret(key: string | Uint8Array): Uint8Array {
  const bytes = typeof key === "string" ? new TextEncoder().encode(key) : Uint8Array.from(key);
  if (bytes.length >= 16) return bytes;
  throw new AbideError("key-missing", "The key is shorter than 16 bytes, which could be guessed.", {
    next: "Set ABIDE_KEY to at least 16 random bytes, e.g. the output of: openssl rand -hex 32",
  });
}
