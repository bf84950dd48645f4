import type { Tracker } from "../words/tracker.ts";
import { toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Libraries, styles and fonts from jsDelivr. Served from the site itself they need no tracker and tell nobody of a visit. */
export function jsdelivr<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return {
    name: "jsDelivr",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Delivers parts of our pages (scripts, styles, fonts). jsDelivr learns your IP address and the page.",
      de: "Liefert Teile unserer Seiten (Skripte, Stile, Schriften). jsDelivr erfährt Ihre IP-Adresse und die Seite.",
    },
    party: "third",
    policy: "https://www.jsdelivr.com/terms/privacy-policy-jsdelivr-net",
    duration: entry.duration ?? "P1D",
    stores: [],
    // https://www.jsdelivr.com/documentation (no cookie), 2026-12
    hosts: {
      script: ["cdn.jsdelivr.net"],
      style: ["cdn.jsdelivr.net"],
      font: ["cdn.jsdelivr.net"],
      image: ["cdn.jsdelivr.net"],
    },
    // Its files stand in the page.
    load: [],
    ...toNecessary(entry),
  };
}
