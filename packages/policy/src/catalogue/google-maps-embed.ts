import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** A map in a frame, as "Share, embed a map" makes it. */
export function googleMapsEmbed<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Google Maps (frame)",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows a map inside our pages. Google learns your IP address and recognises your browser.",
      de: "Zeigt eine Karte auf unseren Seiten. Google erfährt Ihre IP-Adresse und erkennt Ihren Browser wieder.",
    },
    party: "third",
    policy: "https://policies.google.com/privacy",
    duration: "P6M",
    // https://policies.google.com/technologies/cookies, 2026-12
    stores: [{ kind: "cookie", name: "NID", life: "P6M", party: "third", domain: "google.com" }],
    // https://developers.google.com/maps/documentation/embed, 2026-12
    hosts: { frame: ["www.google.com"] },
    load: [],
    embed: true,
  });
}
