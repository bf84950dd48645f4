import type { Compiled, Stored, Tracker } from "@abide/policy";
import { toTrackers, type Visit } from "../visit.ts";

/** The workers that this visitor's pages may start. */
export interface Workers {
  /** Dedicated and shared ones, from files of the site. */
  readonly own: boolean;
  /** Those whose code a script makes. */
  readonly blob: boolean;
  /** Paths of service workers. A `*` stands for any run of characters. */
  readonly service: readonly string[];
}

export function toWorkers(visit: Visit): Workers {
  return toWorkersOf(visit.version.policy, toTrackers(visit));
}

/** Whether somebody's pages may start a worker, whatever this visitor permits. */
export function declaresWorkers(policy: Compiled): boolean {
  const { own, blob, service } = toWorkersOf(policy, Object.values(policy.trackers));
  return own || blob || service.length > 0;
}

export function declaresServiceWorkers(policy: Compiled): boolean {
  return Object.values(policy.trackers).some(({ stores }) => stores.some(isServiceWorker));
}

function toWorkersOf({ page }: Compiled, trackers: readonly Tracker[]): Workers {
  return {
    own: page?.workers?.includes("own") === true,
    blob: page?.workers?.includes("blob:") === true || trackers.some(({ hosts }) => hosts.worker?.includes("blob:")),
    service: trackers.flatMap(({ stores }) => stores.filter(isServiceWorker).map(({ name }) => name)),
  };
}

/** A service worker is declared by the path of its file, which the browser keeps. */
function isServiceWorker({ kind, name, party }: Stored): boolean {
  return kind === "cache" && party === "first" && name.startsWith("/");
}
