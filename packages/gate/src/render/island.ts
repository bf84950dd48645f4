import { toStandIn } from "@abide/policy";
import type { LoadStep } from "@abide/policy";
import type { Visit } from "../visit.ts";

/**
 * What the gate is to load for this visitor, as data in the page: the steps of each permitted tracker, in order. Nothing where
 * nothing is to be loaded.
 */
export function renderIsland(visit: Visit): string {
  const { trackers } = visit.version.policy;
  const load = visit.permitted
    .map((key) => (trackers[key]?.load ?? []).map((step) => toPlayed(step, visit.standIn)))
    .filter((steps) => steps.length > 0);
  if (load.length === 0) return "";
  // Without this, a `</script>` in a value would end the element.
  const json = JSON.stringify(load).replaceAll("<", "\\u003c");
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
