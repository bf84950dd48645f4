import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/**
 * Libraries, styles and fonts from cdnjs. Served from the site itself they need no tracker and tell nobody of a visit. No source says
 * whether its host sets a cookie.
 */
export function cdnjs<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "cdnjs",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Delivers parts of our pages (scripts, styles, fonts). Cloudflare learns your IP address and the page.",
      de: "Liefert Teile unserer Seiten (Skripte, Stile, Schriften). Cloudflare erfährt Ihre IP-Adresse und die Seite.",
    },
    party: "third",
    policy: "https://www.cloudflare.com/privacypolicy/",
    duration: "P1D",
    stores: [],
    // https://cdnjs.com/about, 2026-12
    hosts: { script: ["cdnjs.cloudflare.com"], style: ["cdnjs.cloudflare.com"], font: ["cdnjs.cloudflare.com"] },
    // Its files stand in the page.
    load: [],
    ...toNecessary(entry),
  });
}
