import type { Signer, VerifySignature } from "@abide/log";

/** What a log signs with. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly sign: Signer["sign"];
}

/** The Ed25519 key of the log of `site`, derived from the master key `key` (HKDF) and kept nowhere. */
export async function deriveKey(key: string | Uint8Array, site: string): Promise<KeyPair> {
  const master = typeof key === "string" ? new TextEncoder().encode(key) : Uint8Array.from(key);
  const secret = await crypto.subtle.importKey("raw", master, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode(`abide log ${site}`);
  const seed = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    secret,
    256,
  );
  // RFC 8410: the only way in for a bare Ed25519 seed.
  const prefix = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
  const pkcs8 = Uint8Array.from([...prefix, ...new Uint8Array(seed)]);
  const signing = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", signing);
  return {
    publicKey: Uint8Array.from(Buffer.from(x ?? "", "base64url")),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", signing, Uint8Array.from(message))),
  };
}

/** Whether an Ed25519 signature holds, by Web Cryptography. A test or a verifier of receipts and checkpoints needs it as well. */
export const verifyEd25519: VerifySignature = async (key, message, signature) => {
  const imported = await crypto.subtle.importKey("raw", Uint8Array.from(key), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, Uint8Array.from(signature), Uint8Array.from(message));
};
