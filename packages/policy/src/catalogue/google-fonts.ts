import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Fonts from Google's servers. Served from the site itself they need no tracker and tell nobody of a visit. */
export function googleFonts<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Google Fonts",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Delivers the typefaces of our pages. Google learns your IP address and the page.",
      de: "Liefert die Schriften unserer Seiten. Google erfährt Ihre IP-Adresse und die Seite.",
    },
    party: "third",
    policy: "https://policies.google.com/privacy",
    duration: "P1D",
    stores: [],
    // https://developers.google.com/fonts/faq/privacy (no cookie) and https://github.com/nico3333fr/CSP-useful, 2026-12
    hosts: { style: ["fonts.googleapis.com"], font: ["fonts.gstatic.com"] },
    load: [],
    ...toNecessary(entry),
  });
}
