import type { Phase, Place } from "../observe/observation.ts";
import type { Moment } from "../observe/network-log.ts";

/** Where a visit is: in which document of the main frame, and what the visitor has decided. */
export interface Whereabouts {
  /** Undefined while a choice is on its way. */
  phase: Phase | undefined;
  /** What `phase` becomes with the next document of the main frame. */
  coming: Phase | undefined;
  /** The place of a document by its loader, or the present one. */
  readonly place: (loader?: string) => Place;
  /** The main frame has another document. */
  readonly navigate: (document: { readonly loader: string; readonly url: string }) => void;
  /** A frame in the present document has another document. */
  readonly own: (loader: string) => void;
  /** From when on the visit was where. */
  readonly moments: readonly Moment[];
}

export function createWhereabouts(siteHost: string, begun: Phase): Whereabouts {
  /** Where the documents were that the main frame has left, by their loaders; and the document that a frame's loader was in. */
  const documents = new Map<string, Place>();
  const owners = new Map<string, string>();
  const moments: Moment[] = [];
  let main = { loader: "", url: "about:blank" };
  let present: Phase | undefined = begun;
  const mark = () => void moments.push({ at: Date.now(), place: place() });
  const place = (loader?: string): Place => {
    // A page that is being left sends its last beacons when the next one is already there.
    const owner = loader === undefined ? main.loader : (owners.get(loader) ?? loader);
    const earlier = owner === main.loader ? undefined : documents.get(owner);
    return earlier ?? { phase: present, coming: whereabouts.coming, page: main.url, siteHost };
  };
  const whereabouts: Whereabouts = {
    get phase() {
      return present;
    },
    set phase(next) {
      if (next === present) return;
      present = next;
      mark();
    },
    coming: undefined,
    place,
    navigate: (document) => {
      documents.set(main.loader, place());
      main = document;
      whereabouts.phase = whereabouts.coming ?? present;
      whereabouts.coming = undefined;
      mark();
    },
    own: (loader) => void owners.set(loader, main.loader),
    moments,
  };
  return whereabouts;
}
