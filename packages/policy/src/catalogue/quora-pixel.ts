import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The pixel of Quora. No public source that could be read names what it stores. */
export function quoraPixel<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Quora pixel",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Measures which of our adverts on Quora led here.",
      de: "Misst, welche unserer Anzeigen auf Quora hierher geführt haben.",
    },
    party: "third",
    policy: "https://www.quora.com/about/privacy",
    duration: "P1D",
    stores: [],
    // https://github.com/ghostery/trackerdb, 2026-12
    hosts: { script: ["a.quora.com"], image: ["q.quora.com"], connect: ["q.quora.com"] },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
