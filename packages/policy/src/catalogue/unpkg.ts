import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/**
 * Libraries and styles from unpkg. Served from the site itself they need no tracker and tell nobody of a visit. No source says whether
 * its host sets a cookie.
 */
export function unpkg<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "unpkg",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Delivers parts of our pages (scripts, styles). The network behind unpkg learns your IP address and the page.",
      de: "Liefert Teile unserer Seiten (Skripte, Stile). Das Netz hinter unpkg erfährt Ihre IP-Adresse und die Seite.",
    },
    party: "third",
    // Cloudflare runs it: https://github.com/unpkg/unpkg, 2026-12
    policy: "https://www.cloudflare.com/privacypolicy/",
    duration: "P1D",
    stores: [],
    // https://unpkg.com and https://github.com/ghostery/trackerdb, 2026-12
    hosts: { script: ["unpkg.com"], style: ["unpkg.com"], font: ["unpkg.com"] },
    // Its files stand in the page.
    load: [],
    ...toNecessary(entry),
  });
}
