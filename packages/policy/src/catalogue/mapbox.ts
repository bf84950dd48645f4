import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Maps by Mapbox GL JS. */
export function mapbox<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Mapbox",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows maps inside our pages. Mapbox learns your IP address and what you look at on the map.",
      de: "Zeigt Karten auf unseren Seiten. Mapbox erfährt Ihre IP-Adresse und welchen Ausschnitt Sie ansehen.",
    },
    party: "third",
    policy: "https://www.mapbox.com/legal/privacy",
    duration: "P1D",
    // https://github.com/mapbox/mapbox-gl-js (src/util/mapbox.js), 2026-12
    stores: [{ kind: "local", name: "mapbox.eventData*", life: "until-deleted", party: "first" }],
    // https://github.com/ghostery/trackerdb; each as the security policies of public websites have it, 2026-12
    hosts: {
      script: ["api.mapbox.com"],
      style: ["api.mapbox.com"],
      connect: ["api.mapbox.com", "events.mapbox.com", "*.tiles.mapbox.com"],
      image: ["api.mapbox.com", "*.tiles.mapbox.com"],
      worker: ["blob:"],
    },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  });
}
