import type { Core } from "../core/core.ts";
import { isId } from "../http/id.ts";
import { endPackage, prunePackages } from "./end.ts";
import { download, releaseKey } from "./fetch.ts";
import { findByToken } from "./find.ts";
import { listPackages } from "./list.ts";
import { makePackage } from "./make.ts";
import type { PackagesApi } from "./package.ts";
import { renewLink } from "./renew.ts";

/** Sealed packages. `origin` is the site's address where a request for a package does not name it. */
export async function createPackages(core: Core, origin: string | undefined): Promise<PackagesApi> {
  const signer = await core.signer("package key");
  const toKeyPath = async (id: string) => `/abide/package/${id}/${await signer.sign(id)}` as const;
  const toKeyAddress = async (id: string, seen = origin) => `${seen ?? ""}${await toKeyPath(id)}`;
  const makeFor: PackagesApi["makeFor"] = (way, asked, answering) =>
    makePackage(core, toKeyAddress, way, asked, answering);
  return {
    makeFor,
    make: (asked) => makeFor("package", asked),
    toKeyPath,
    look: (token) => findByToken(core, token),
    list: () => listPackages(core),
    renew: async (id, by, edition) => (isId(id) ? renewLink(core, id, by.id, edition) : undefined),
    revoke: async (id, by) => isId(id) && endPackage(core, id, "revoked", by.id),
    prune: () => prunePackages(core),
    download: (token) => download(core, token),
    release: async (id, proof) => (isId(id) && (await signer.verify(id, proof)) ? releaseKey(core, id) : undefined),
  };
}
