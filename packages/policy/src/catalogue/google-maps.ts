import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/**
 * Maps by the JavaScript API. Google's own guide also names `'unsafe-eval'`, which the site decides for its pages and not for
 * a tracker.
 */
export function googleMaps<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Google Maps",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows maps inside our pages. Google learns your IP address and what you look at on the map.",
      de: "Zeigt Karten auf unseren Seiten. Google erfährt Ihre IP-Adresse und was Sie sich auf der Karte ansehen.",
    },
    party: "third",
    policy: "https://policies.google.com/privacy",
    duration: "P1D",
    stores: [],
    // https://developers.google.com/maps/documentation/javascript/content-security-policy, 2026-12
    hosts: {
      script: ["*.googleapis.com", "*.gstatic.com", "*.google.com", "*.ggpht.com", "*.googleusercontent.com"],
      image: ["*.googleapis.com", "*.gstatic.com", "*.google.com", "*.googleusercontent.com"],
      frame: ["*.google.com"],
      connect: ["*.googleapis.com", "*.google.com", "*.gstatic.com"],
      font: ["fonts.gstatic.com"],
      style: ["fonts.googleapis.com"],
      worker: ["blob:"],
    },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  });
}
