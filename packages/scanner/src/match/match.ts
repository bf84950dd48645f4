import { matchesName, type Compiled, type Stored, type Tracker } from "@abide/policy";
import type { Left, Observation, SeenCookie, SeenRequest, SeenStorage, SeenWorker } from "../observe/observation.ts";
import { fitsDomain, fitsHost } from "./pattern.ts";

/** Which declared trackers something is of. More than one where their declarations overlap. */
export interface Match {
  readonly trackers: readonly string[];
  /** What of them it is, for something stored. */
  readonly item?: Stored;
  /** It is the site's own content, which no tracker has to declare. */
  readonly own?: true;
  /** Trackers that declare it, but of the other party. */
  readonly otherParty?: readonly string[];
}

/** Which trackers of `policy` an observation is of; of none where it is undeclared. */
export function match(policy: Compiled, observation: Observation | Left): Match {
  if (observation.kind === "request") return matchRequest(policy, observation);
  if (observation.kind === "worker") return matchWorker(policy, observation);
  return matchStored(policy, observation, observation.host);
}

function matchStored(
  policy: Compiled,
  { kind, name, party }: Pick<SeenCookie | SeenStorage | Left, "kind" | "name" | "party">,
  host: string,
): Match {
  const named = Object.entries(policy.trackers).flatMap(([key, tracker]) =>
    tracker.stores
      .filter((item) => item.kind === kind && matchesName(item.name, name))
      .map((item) => ({ key, tracker, item })),
  );
  const right = named.filter(
    ({ tracker, item }) => item.party === party && (party === "first" || isOf(tracker, item, host)),
  );
  if (right.length > 0) {
    // `_ga_*` of one tracker must not take the `_ga_session` that another one declares by its whole name.
    const exactness = ({ item }: { item: Stored }): number => (item.name.includes("*") ? item.name.length : Infinity);
    const most = Math.max(...right.map(exactness));
    const best = right.filter((candidate) => exactness(candidate) === most);
    return { trackers: [...new Set(best.map(({ key }) => key))], item: best[0]!.item };
  }
  const other = named.filter(
    ({ tracker, item }) => item.party !== party && (party === "first" || isOf(tracker, item, host)),
  );
  return other.length > 0 ? { trackers: [], otherParty: [...new Set(other.map(({ key }) => key))] } : { trackers: [] };
}

/** Whether something third-party on `host` can be this tracker's: `uid` is a name that everybody uses. */
function isOf(tracker: Tracker, item: Stored, host: string): boolean {
  return item.domain !== undefined
    ? fitsDomain(item.domain, host)
    : toHosts(tracker).some((pattern) => fitsHost(pattern, host));
}

function matchRequest(policy: Compiled, { host, party, url }: SeenRequest): Match {
  const trackers = Object.entries(policy.trackers).filter(
    ([, tracker]) =>
      toHosts(tracker).some((pattern) => fitsHost(pattern, host)) ||
      (party === "first" && toOwnPaths(tracker).includes(new URL(url).pathname)),
  );
  if (trackers.length > 0) return { trackers: trackers.map(([key]) => key) };
  return party === "first" ? { trackers: [], own: true } : { trackers: [] };
}

/** A service worker is declared by its path, as an entry of kind "cache": the browser keeps its script. */
function matchWorker(policy: Compiled, { url, party, host }: SeenWorker): Match {
  const { pathname } = new URL(url);
  const trackers = Object.entries(policy.trackers).filter(([, tracker]) =>
    tracker.stores.some(
      (item) =>
        item.kind === "cache" &&
        item.party === party &&
        matchesName(item.name, pathname) &&
        (party === "first" || isOf(tracker, item, host)),
    ),
  );
  return { trackers: trackers.map(([key]) => key) };
}

/** Every host that `tracker` may talk to. */
function toHosts(tracker: Tracker): string[] {
  return [...new Set(Object.values(tracker.hosts).flat())];
}

function toOwnPaths(tracker: Tracker): string[] {
  return tracker.load.flatMap((step) => {
    const address = "script" in step ? step.script : "image" in step ? step.image : "";
    return address.startsWith("/") ? [address.split(/[?#]/)[0]!] : [];
  });
}
