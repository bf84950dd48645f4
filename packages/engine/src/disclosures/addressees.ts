import type { Actor } from "@abide/policy";
import type { Addressees, ReceivedBy } from "./received.ts";

/** A feature that hands something over by hand and knows to whom: packages, transfers, answers to authorities. */
export interface AddresseeSource {
  /** By the id of the package or the transfer. */
  readonly list: () => Promise<ReadonlyMap<string, ReceivedBy>>;
  /** Whether somebody may learn of what telling of is delayed. Default: everybody who sees the page. */
  readonly sees?: (by: Pick<Actor, "roles">) => boolean;
}

/**
 * All addressees together. Where two features know the same package, the later one counts: a package that answers an authority is the
 * authority's.
 */
export function createAddressees(
  names: Addressees["names"],
): Addressees & { readonly register: (source: AddresseeSource) => void } {
  const sources: AddresseeSource[] = [];
  return {
    names,
    register: (source) => void sources.push(source),
    seesLegal: (by) => sources.every(({ sees }) => sees?.(by) ?? true),
    addressees: async () => {
      const lists = await Promise.all(sources.map(({ list }) => list()));
      return new Map(lists.flatMap((list) => [...list]));
    },
  };
}
