import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Demandbase. The names of its cookies were not found in a source that could be cited, so none is declared; its entry in the
 * IAB's Global Vendor List limits itself to 730 days. Where a scan finds one it is drift, and belongs here.
 */
export function demandbase<const U extends string>(
  entry: Entry<U> & {
    /** The part of the script's name before `.min.js`. */
    readonly tagId: string;
  },
): Tracker<U> {
  return toHeld(entry, {
    name: "Demandbase",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Supports account-based marketing, including adverts aimed at companies, and shows adverts to the audience they are for.",
      de: "Unterstützt Account-based Marketing einschließlich auf Unternehmen ausgerichteter Werbung und spielt Anzeigen an ihre Zielgruppe aus.",
    },
    party: "third",
    policy: "https://www.demandbase.com/privacy-policy",
    duration: "P24M",
    stores: [],
    // https://github.com/ghostery/trackerdb
    hosts: {
      script: ["tag.demandbase.com"],
      connect: ["api.demandbase.com", "leads.demandbase.com", "*.company-target.com"],
      image: ["*.company-target.com"],
    },
    // The address as tags on public websites have it; the domain: https://github.com/ghostery/trackerdb
    load: [{ script: `https://tag.demandbase.com/${encodeURIComponent(entry.tagId)}.min.js` }],
  });
}
