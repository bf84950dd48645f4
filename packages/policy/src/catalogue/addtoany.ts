import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Buttons that share a page. No public source that could be read names anything that they store. */
export function addtoany<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "AddToAny",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Offers buttons that share our pages elsewhere. AddToAny learns your IP address and the page.",
      de: "Bietet Schaltflächen, mit denen Sie unsere Seiten teilen. AddToAny erfährt Ihre IP-Adresse und die Seite.",
    },
    party: "third",
    policy: "https://www.addtoany.com/privacy",
    duration: "P1D",
    stores: [],
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    hosts: {
      script: ["static.addtoany.com"],
      style: ["static.addtoany.com"],
      image: ["static.addtoany.com"],
      frame: ["static.addtoany.com"],
    },
    // https://www.addtoany.com/buttons/for/website, 2026-12
    load: [{ script: "https://static.addtoany.com/menu/page.js" }],
  });
}
