import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The boxes of Trustpilot with reviews. No public source that could be read names what they store. */
export function trustpilot<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Trustpilot",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows reviews inside our pages. Trustpilot learns your IP address and the page.",
      de: "Zeigt Bewertungen auf unseren Seiten. Trustpilot erfährt Ihre IP-Adresse und die Seite.",
    },
    party: "third",
    policy: "https://legal.trustpilot.com/for-everyone/privacy-policy",
    duration: "P1D",
    stores: [],
    // https://github.com/AmauriC/tarteaucitron.js and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["widget.trustpilot.com"],
      frame: ["widget.trustpilot.com"],
      connect: ["widget.trustpilot.com"],
      image: ["widget.trustpilot.com"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [{ script: "https://widget.trustpilot.com/bootstrap/v5/tp.widget.sync.bootstrap.min.js" }],
  });
}
