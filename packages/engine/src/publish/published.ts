import type { Version } from "@abide/policy";
import type { Published } from "../policies/versions.ts";

/** What the archive says: every version, newest first, or that it does not answer. */
export type Archive = { readonly answers: true; readonly all: readonly Published[] } | { readonly answers: false };

/** Every version of the policy whose version in force is `current`. It does not throw: an archive that is away is an answer. */
export async function readArchive(
  current: Version,
  published: (policy: string) => Promise<readonly Published[]>,
): Promise<Archive> {
  const { policy } = current;
  try {
    const all = await published(policy.id);
    // The one in force is readable even where its row has not been written yet.
    const known = all.some(({ hash }) => hash === current.hash);
    const own = { hash: current.hash, json: current.json, effective: policy.effective, publishedAt: "" };
    return { answers: true, all: known ? all : [own, ...all] };
  } catch {
    return { answers: false };
  }
}

/** When the version `hash` was published, for a page to say; nothing where that is not known. */
export function publishedAt(all: Archive, hash: string): { publishedAt?: string } {
  const at = all.answers ? all.all.find((each) => each.hash === hash)?.publishedAt : undefined;
  return at === undefined || at === "" ? {} : { publishedAt: at };
}
