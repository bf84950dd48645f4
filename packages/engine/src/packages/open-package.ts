import type { Decrypter } from "age-encryption";
import { AbideError } from "../http/error.ts";
import { toDecrypter } from "../archive/age.ts";
import { createDigest } from "../http/digest.ts";
import { damaged, fromTar, readAll, toStream, type Part } from "../archive/tar.ts";

/** The manifest in a package. */
export interface PackageManifest {
  readonly format: "abide.package/1";
  readonly id: string;
  readonly way: string;
  /** Name of the controller. */
  readonly from: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly activity: string;
  readonly fields: readonly string[];
  /** Hash of the policy's version that allowed it. */
  readonly version: string;
  readonly at: string;
  readonly expires: string;
  /** The log's signed checkpoint when it was made. */
  readonly log: string;
  readonly records: number;
  readonly subjects: number;
  readonly parts: readonly Part[];
}

export interface OpenPackage {
  /** The package, from its beginning each time. */
  readonly source: () => AsyncIterable<Uint8Array>;
  /** The addressee's age identity (`AGE-SECRET-KEY-1…`), or the passphrase. */
  readonly secret: string;
  /** Asks the website for the package's own key. */
  readonly fetch: (address: string) => Promise<Response>;
  /** Called with each file, opened. */
  readonly entry: (name: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>;
}

/**
 * Opens a package: asks the website for its key, which it hands out until the package ends and sealed for the addressee, opens that
 * with the addressee's own, and compares every file with the manifest. The package's key is held in memory and written nowhere.
 */
export async function openPackage({ source, secret, fetch, entry }: OpenPackage): Promise<PackageManifest> {
  const address = await readAddress(source());
  const answer = await fetch(address);
  if (answer.status === 410) {
    throw new AbideError("gone", "The package has ended: its key is destroyed, and nobody can open it any more.", {
      next: "Ask whoever made it for a new one.",
    });
  }
  if (!answer.ok) {
    throw new AbideError("refused", `The website does not give the package's key (${answer.status}).`, {
      next: `Try again later, or open ${new URL(address).origin} to see whether it is there.`,
    });
  }
  const identity = await open(toDecrypter(secret), new Uint8Array(await answer.arrayBuffer()));
  const plain = await toDecrypter(identity).decrypt(toStream(source()));
  const seen: Part[] = [];
  let manifest: PackageManifest | undefined;
  for await (const { name, size, bytes } of fromTar(read(plain))) {
    if (manifest) throw damaged("something comes after its manifest");
    if (name === "manifest.json") {
      manifest = JSON.parse(new TextDecoder().decode(await readAll(bytes))) as PackageManifest;
      continue;
    }
    const digest = createDigest();
    const counted = async function* () {
      for await (const piece of bytes) {
        digest.add(piece);
        yield piece;
      }
    };
    await entry(name, counted());
    seen.push({ name, bytes: size, sha256: digest.hex() });
  }
  if (JSON.stringify(manifest?.parts) !== JSON.stringify(seen))
    throw damaged("its files are not those of its manifest");
  return manifest!;
}

/** Where the package's key is to be had: a line of its head, as long as a few hundred bytes. */
async function readAddress(source: AsyncIterable<Uint8Array>): Promise<string> {
  let head = "";
  for await (const piece of source) {
    head += new TextDecoder("latin1").decode(piece.subarray(0, 8_192));
    const found = /^age-encryption\.org\/v1\n(?:.*\n)*?-> abide-package (\S+)\n/.exec(head)?.[1];
    if (found !== undefined) return found;
    if (head.length >= 8_192) break;
  }
  throw new AbideError("refused", "This is no package of Abide's.", {
    next: "Choose the file as it was fetched: package-….age",
  });
}

async function open(decrypter: Decrypter, sealed: Uint8Array): Promise<string> {
  try {
    return await decrypter.decrypt(sealed, "text");
  } catch (cause) {
    throw new AbideError("refused", "The package is for another key, or the passphrase is another one.", {
      next: "Give the key that you named when the package was asked for.",
      cause,
    });
  }
}

async function* read(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of stream as unknown as AsyncIterable<Uint8Array>) yield piece;
  } catch (cause) {
    throw damaged("what it holds does not open", cause);
  }
}
