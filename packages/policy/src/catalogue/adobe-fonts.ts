import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Fonts from Adobe's servers, which stores nothing on the device. */
export function adobeFonts<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Adobe Fonts",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Delivers the typefaces of our pages. Adobe learns your IP address and the page.",
      de: "Liefert die Schriften unserer Seiten. Adobe erfährt Ihre IP-Adresse und die Seite.",
    },
    party: "third",
    policy: "https://www.adobe.com/privacy/policies/adobe-fonts.html",
    duration: "P1D",
    stores: [],
    // https://github.com/ghostery/trackerdb and https://gist.github.com/muhang/85c6030ba276377dd50c9b3c066c10a6 (no cookie:
    // https://www.adobe.com/privacy/policies/adobe-fonts.html), 2026-12
    hosts: {
      style: ["use.typekit.net", "p.typekit.net"],
      font: ["use.typekit.net"],
      script: ["use.typekit.net"],
      image: ["p.typekit.net"],
    },
    // The style sheet stands in the page.
    load: [],
    ...toNecessary(entry),
  });
}
