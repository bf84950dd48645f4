import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** The tiles of OpenStreetMap's own servers, as Leaflet shows them. */
export function openstreetmap<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "OpenStreetMap",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Delivers the maps of our pages. OpenStreetMap learns your IP address and which part of the map you see.",
      de: "Liefert die Karten unserer Seiten. OpenStreetMap erfährt Ihre IP-Adresse und welchen Teil der Karte Sie sehen.",
    },
    party: "third",
    policy: "https://osmfoundation.org/wiki/Privacy_Policy",
    duration: "P1D",
    stores: [],
    // https://operations.osmfoundation.org/policies/tiles/, 2026-12: other names than the first are still answered, and not to be
    // relied on.
    hosts: { image: ["tile.openstreetmap.org", "*.tile.openstreetmap.org"] },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  });
}
