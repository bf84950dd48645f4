import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Avocet. No public list of its cookies was found, so none is declared: where a scan finds one it is drift, and belongs here.
 * It has no documented consent call, so loading it is the consent.
 */
export function avocet<const U extends string>(entry: Entry<U> & { readonly segmentId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Avocet",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses our audience, so that our content reaches the people it is for.",
      de: "Analysiert unsere Reichweite, damit unsere Inhalte die richtigen Menschen erreichen.",
    },
    party: "third",
    policy: "https://avocet.io/privacy-policy",
    duration: "P24M",
    stores: [],
    // The domain: https://github.com/ghostery/trackerdb; the host and the form of the address as tags on public websites have
    // them, not confirmed by the vendor.
    hosts: { script: ["ads.avocet.io"], image: ["ads.avocet.io"] },
    // As tags on public websites have it; the vendor's own page was not found (https://github.com/ghostery/trackerdb).
    load: [{ script: `https://ads.avocet.io/s?add=${encodeURIComponent(entry.segmentId)}&ty=j` }],
  });
}
