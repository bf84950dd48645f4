import { toDecrypter } from "../archive/age.ts";
import { damaged, fromTar, readAll, toStream, type Entry } from "../archive/tar.ts";
import { toChunks } from "../http/body.ts";
import { createDigest, sha256 } from "../http/digest.ts";
import { manifestName, toPartName, type SuccessionManifest } from "./format.ts";

/** The bytes of an archive, from its beginning each time. */
export type ArchiveSource = () => AsyncIterable<Uint8Array>;

export interface OpenedPart {
  readonly n: number;
  readonly activity: string;
  readonly entries: AsyncGenerator<Entry>;
}

/** The manifest, once every part of the archive has been compared with it. */
export async function verifyArchive(
  source: ArchiveSource,
  secret: string,
  expected: string,
): Promise<SuccessionManifest | { readonly reason: "other-key" | "other-manifest" }> {
  let manifest: SuccessionManifest | undefined;
  let at = 0;
  for await (const { name, size, bytes } of fromTar(source())) {
    if (!manifest) {
      if (name !== manifestName) throw damaged("it does not begin with its manifest");
      const plain = await openManifest(await readAll(bytes), secret);
      if (!plain) return { reason: "other-key" };
      if (Buffer.from(sha256(plain)).toString("hex") !== expected) return { reason: "other-manifest" };
      manifest = JSON.parse(new TextDecoder().decode(plain)) as SuccessionManifest;
      continue;
    }
    const digest = createDigest();
    for await (const piece of bytes) digest.add(piece);
    const part = manifest.parts[at++];
    const same = part && name === toPartName(part.n) && size === part.bytes && digest.hex() === part.sha256;
    if (!same) throw damaged(`${name} is not what its manifest says`);
  }
  if (!manifest || at !== manifest.parts.length) throw damaged("parts of it are missing");
  return manifest;
}

/** The bytes of the manifest; undefined where it was sealed for another key. */
async function openManifest(sealed: Uint8Array, secret: string): Promise<Uint8Array | undefined> {
  try {
    return await toDecrypter(secret).decrypt(sealed);
  } catch (cause) {
    // The head says whether it is for this key; what comes after it says whether it is whole.
    if (cause instanceof Error && /no identity/i.test(cause.message)) return undefined;
    throw damaged("its manifest does not open", cause);
  }
}

/** The parts of an archive that was verified, opened one after the other. */
export async function* readParts(
  source: ArchiveSource,
  secret: string,
  manifest: SuccessionManifest,
): AsyncGenerator<OpenedPart> {
  for await (const { name, bytes } of fromTar(source())) {
    const part = manifest.parts.find(({ n }) => toPartName(n) === name);
    if (!part) continue;
    // Opened only where somebody reads it: what reads ahead would take from what comes after.
    const entries = async function* () {
      yield* fromTar(toChunks(await toDecrypter(secret).decrypt(toStream(bytes))));
    };
    yield { n: part.n, activity: part.activity, entries: entries() };
  }
}

/** The lines of JSON in an entry of a part. */
export async function readLines<Line>(bytes: AsyncIterable<Uint8Array>): Promise<readonly Line[]> {
  const text = new TextDecoder().decode(await readAll(bytes));
  return text.split("\n").flatMap((line) => (line === "" ? [] : (JSON.parse(line) as Line)));
}
