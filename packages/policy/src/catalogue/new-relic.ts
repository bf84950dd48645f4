import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** New Relic's measurement of loading times and errors in the browser. */
export function newRelic<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "New Relic",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Measures how fast our pages load and which errors happen.",
      de: "Misst, wie schnell unsere Seiten laden und welche Fehler auftreten.",
    },
    party: "third",
    policy: "https://newrelic.com/termsandconditions/privacy",
    duration: "P1D",
    // https://github.com/newrelic/newrelic-browser-agent, 2026-12
    stores: [{ kind: "local", name: "NRBA_SESSION", life: "until-deleted", party: "first" }],
    // https://github.com/newrelic/newrelic-browser-agent and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["js-agent.newrelic.com"],
      connect: ["bam.nr-data.net", "bam.eu01.nr-data.net"],
      image: ["bam.nr-data.net", "bam.eu01.nr-data.net"],
    },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
    ...toNecessary(entry),
  });
}
