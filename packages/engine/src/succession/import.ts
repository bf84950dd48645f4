import type { Actor } from "@abide/policy";
import type { Core } from "../core/core.ts";
import { toDestinations, toProblems, type Destination, type Renamed } from "./destination.ts";
import { recordsName, type SuccessionLine, type SuccessionManifest } from "./format.ts";
import { importPart } from "./import-part.ts";
import { readLines, readParts, verifyArchive, type ArchiveSource } from "./read-archive.ts";

export interface Import {
  /** The archive: it is read to check all of it, to look at each value, and once more to take it in. */
  readonly source: ArchiveSource;
  /** The age identity that it was sealed for. */
  readonly secret: string;
  /** SHA-256 of its manifest, told by the predecessor in another way: that it matches shows that the archive is theirs, and whole. */
  readonly manifest: string;
  readonly by: Actor;
  /** The names here of activities and fields that were called otherwise there. Default: the same names. */
  readonly as?: Renamed;
  /** Called after each part, with how far it has come. */
  readonly onProgress?: (progress: { readonly records: number; readonly of: number }) => void;
}

export type Imported =
  | {
      readonly imported: true;
      readonly from: string;
      readonly records: number;
      readonly files: number;
      /** Withdrawals, objections and restrictions that hold here from now on. */
      readonly statements: number;
      /** Records that were taken in before: an import that was broken off goes on. */
      readonly before: number;
    }
  | {
      readonly imported: false;
      readonly reason: "other-manifest" | "other-key" | "undeclared" | "wrong-value" | "no-place";
      /** Activities and fields that are not declared here, or values that are not taken here: `contact.phone`. */
      readonly problems: readonly string[];
    };

type Reason = Extract<Imported, { imported: false }>["reason"];

/**
 * What became of an archive of a predecessor, taken in under the policy, the vault and the people that are here. An archive that is
 * damaged, of somebody else or not declared is refused before anything of it is taken. Records keep the day on which they were
 * collected, so that nothing is kept for longer; objections and withdrawals hold here at once, in the same commit.
 */
export async function importSuccession(core: Core, given: Import): Promise<Imported> {
  const { source, secret, manifest: expected, as = {} } = given;
  if (!core.files) return refuse(core, given, "no-place");
  const manifest = await verifyArchive(source, secret, expected);
  if (!("format" in manifest)) return refuse(core, given, manifest.reason);
  const { destinations, missing } = toDestinations(core.versions, manifest, as);
  if (missing.length > 0) return refuse(core, given, "undeclared", missing);
  // Everything once without writing: a value that is not taken here stops all of it, and not half.
  const wrong = await findProblems(given, manifest, destinations);
  if (wrong.length > 0) return refuse(core, given, "wrong-value", wrong);
  return takeIn(core, given, manifest, destinations);
}

/** The problems of the first part that has any; none where all can be taken in. */
async function findProblems(
  { source, secret }: Import,
  manifest: SuccessionManifest,
  destinations: ReadonlyMap<string, Destination>,
): Promise<readonly string[]> {
  for await (const { activity, entries } of readParts(source, secret, manifest)) {
    const wrong: string[] = [];
    for await (const { name, bytes } of entries) {
      if (name !== recordsName) continue;
      for (const line of await readLines<SuccessionLine>(bytes)) {
        wrong.push(...(await toProblems(destinations.get(activity)!, line)));
      }
    }
    if (wrong.length > 0) return wrong;
  }
  return [];
}

/** Takes in the parts that were not taken in before, each in a commit of its own. */
async function takeIn(
  core: Core,
  { source, secret, manifest: hash, by, onProgress }: Import,
  manifest: SuccessionManifest,
  destinations: ReadonlyMap<string, Destination>,
): Promise<Imported> {
  const { from } = manifest;
  const before = await core.db
    .selectFrom("succession_import")
    .select(["n", "records"])
    .where("site", "=", core.site)
    .where("manifest", "=", hash)
    .execute();
  const known = new Set(before.map(({ n }) => n));
  let [records, files, statements] = [0, 0, 0];
  for await (const part of readParts(source, secret, manifest)) {
    if (known.has(part.n)) continue;
    const archive = { manifest: hash, from, by: by.id };
    const done = await importPart(core, archive, part, destinations.get(part.activity)!);
    records += done.records;
    files += done.files;
    statements += done.statements;
    onProgress?.({ records, of: manifest.records });
  }
  const earlier = before.reduce((sum, { records }) => sum + records, 0);
  return { imported: true, from, records, files, statements, before: earlier };
}

async function refuse(
  { log, versions, clock }: Core,
  { by, manifest }: Import,
  reason: Reason,
  problems: readonly string[] = [],
): Promise<Imported> {
  const detail = { by: by.id, manifest: manifest.slice(0, 64), outcome: reason };
  const policy = versions.current[0].hash;
  await log.write({ statements: [], events: [{ type: "succession-import", at: clock(), policy, detail }] });
  return { imported: false, reason, problems: problems.slice(0, 100) };
}
