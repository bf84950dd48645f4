import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Appointments by Calendly in the page's content. Calendly publishes no list by name of what its frame stores. */
export function calendly<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Calendly",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Lets you book an appointment inside our pages. Calendly learns your IP address and what you enter.",
      de: "Lässt Sie auf unseren Seiten einen Termin buchen. Calendly erfährt Ihre IP-Adresse und was Sie eingeben.",
    },
    party: "third",
    policy: "https://calendly.com/legal/privacy-notice",
    duration: "P1D",
    stores: [],
    // https://help.calendly.com/hc/en-us/articles/223147027 and https://github.com/AmauriC/tarteaucitron.js, 2026-12
    hosts: { frame: ["calendly.com"], script: ["assets.calendly.com"], style: ["assets.calendly.com"] },
    load: [],
    embed: true,
  });
}
