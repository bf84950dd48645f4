import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Libraries, styles and fonts from jsDelivr. Served from the site itself they need no tracker and tell nobody of a visit. */
export function jsdelivr<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "jsDelivr",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Delivers parts of our pages (scripts, styles, fonts). jsDelivr learns your IP address and the page.",
      de: "Liefert Teile unserer Seiten (Skripte, Stile, Schriften). jsDelivr erfährt Ihre IP-Adresse und die Seite.",
    },
    party: "third",
    policy: "https://www.jsdelivr.com/terms/privacy-policy",
    duration: "P1D",
    // No cookie: https://github.com/jsdelivr/jsdelivr, its privacy policy, 2026-12
    stores: [],
    // https://www.jsdelivr.com/documentation, 2026-12
    hosts: {
      script: ["cdn.jsdelivr.net"],
      style: ["cdn.jsdelivr.net"],
      font: ["cdn.jsdelivr.net"],
      image: ["cdn.jsdelivr.net"],
    },
    // Its files stand in the page.
    load: [],
    ...toNecessary(entry),
  });
}
