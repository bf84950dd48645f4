import { Decrypter, Encrypter } from "age-encryption";
import { toChunks } from "../http/body.ts";

/** What somebody opens with: the age recipient of a key that they alone have, or a passphrase that they are told by another way. */
export type OpenedWith = { readonly age: string } | { readonly passphrase: string };

/** Seals for whoever opens with `key` (https://age-encryption.org/v1); undefined where that is no key, or too weak a passphrase. */
export function toEncrypter(key: OpenedWith): Encrypter | undefined {
  const encrypter = new Encrypter();
  try {
    if ("age" in key) {
      if (!/^age1[0-9a-z]{40,4000}$/.test(key.age)) return undefined;
      encrypter.addRecipient(key.age);
      return encrypter;
    }
    if (Array.from(key.passphrase).length < 20 || new Set(key.passphrase).size < 8) return undefined;
    // 32 MiB and a sixth of a second: behind it stands a key that we hand out for a while only.
    encrypter.setScryptWorkFactor(15);
    encrypter.setPassphrase(key.passphrase);
    return encrypter;
  } catch {
    return undefined;
  }
}

/** Opens what was sealed for `secret`: an age identity, or a passphrase. */
export function toDecrypter(secret: string): Decrypter {
  const decrypter = new Decrypter();
  if (secret.startsWith("AGE-SECRET-KEY-")) decrypter.addIdentity(secret);
  else decrypter.addPassphrase(secret);
  return decrypter;
}

/** `plain` encrypted, chunk by chunk. */
export async function* seal(encrypter: Encrypter, plain: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* toChunks(await encrypter.encrypt(plain));
}

/** Who receives a package: a person, whom we know by name. */
export interface Addressee {
  readonly name: string;
  readonly email: string;
}
