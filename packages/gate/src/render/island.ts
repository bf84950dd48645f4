import { toOptional, toStandIn } from "@abide/policy";
import type { LoadStep, Stored } from "@abide/policy";
import type { Visit } from "../visit.ts";
import { declaresServiceWorkers } from "./workers.ts";

/** What the gate in the browser is told, as data in the page. */
export interface Island {
  /** The steps that load each permitted tracker, in order. */
  readonly load: readonly (readonly LoadStep[])[];
  /** What permitted trackers store that script can clear: of those that a refusal stops, and of those that stay. */
  readonly left: readonly Pick<Stored, "kind" | "name" | "path">[];
  readonly stays: readonly Pick<Stored, "kind" | "name" | "path">[];
  /** Somebody's pages may have a service worker, and the guard ends those that may do more than this visitor permits. */
  readonly serviceWorkers?: true;
  /** The visitor's, for what the gate has the server say. */
  readonly language: string;
}

/** The island for this visitor. A page of Abide's own loads no tracker. */
export function renderIsland(
  visit: Visit,
  { ownPage = false }: { readonly ownPage?: boolean | undefined } = {},
): string {
  const { policy } = visit.version;
  const optional = toOptional(policy);
  const stored = (keys: readonly string[]) =>
    keys
      .flatMap((key) => policy.trackers[key]?.stores ?? [])
      .filter(({ party, httpOnly }) => party === "first" && httpOnly !== true)
      .map(({ kind, name, path }) => ({ kind, name, ...(path === undefined ? {} : { path }) }));
  const island: Island = {
    load: ownPage
      ? []
      : visit.permitted
          .map((key) => (policy.trackers[key]?.load ?? []).map((step) => toPlayed(step, visit.standIn)))
          .filter((steps) => steps.length > 0),
    left: stored(visit.permitted.filter((key) => optional.includes(key))),
    stays: stored(visit.permitted.filter((key) => !optional.includes(key))),
    ...(declaresServiceWorkers(policy) ? { serviceWorkers: true } : {}),
    language: visit.language,
  };
  // Without this, a `</script>` in a value would end the element.
  const json = JSON.stringify(island).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="abide-gate">${json}</script>`;
}

/** `step` with the address of a tracker's host turned into that of its stand-in, where there is one. */
function toPlayed(step: LoadStep, standIn: number | undefined): LoadStep {
  const play = (address: string): `/${string}` =>
    (standIn === undefined
      ? address
      : address.replace(
          /^https:\/\/([^/?#]+)/,
          (_, host: string) => `http://${toStandIn(host)}:${standIn}`,
        )) as `/${string}`;
  if ("script" in step) return { script: play(step.script) };
  if ("image" in step) return { image: play(step.image) };
  return step;
}
