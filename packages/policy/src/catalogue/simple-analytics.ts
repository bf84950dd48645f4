import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Simple Analytics, which stores nothing on the device. */
export function simpleAnalytics<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Simple Analytics",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Counts visits without cookies and without your IP address being kept.",
      de: "Zählt Besuche ohne Cookies und ohne Ihre IP-Adresse zu speichern.",
    },
    party: "third",
    policy: "https://www.simpleanalytics.com/privacy-policy",
    duration: "P1D",
    stores: [],
    // https://docs.simpleanalytics.com/csp, 2026-12
    hosts: {
      script: ["scripts.simpleanalyticscdn.com"],
      connect: ["queue.simpleanalyticscdn.com"],
      image: ["queue.simpleanalyticscdn.com"],
    },
    // https://docs.simpleanalytics.com/script, 2026-12
    load: [{ script: "https://scripts.simpleanalyticscdn.com/latest.js" }],
  });
}
