import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Recordings of Loom in the page's content. Loom publishes no list of what the frame stores. */
export function loom<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Loom",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows screen recordings inside our pages. Loom learns your IP address and which recording you watch.",
      de: "Zeigt Bildschirmaufnahmen auf unseren Seiten. Loom erfährt Ihre IP-Adresse und welche Aufnahme Sie ansehen.",
    },
    party: "third",
    policy: "https://www.atlassian.com/legal/privacy-policy",
    duration: "P1D",
    stores: [],
    // https://www.npmjs.com/package/@loomhq/loom-embed, which is the vendor's, 2026-12
    hosts: { frame: ["www.loom.com"] },
    load: [],
    embed: true,
  });
}
