import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The pixel of Outbrain. */
export function outbrain<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Outbrain pixel",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Measures which of our recommendations on other websites led here.",
      de: "Misst, welche unserer Empfehlungen auf anderen Websites hierher geführt haben.",
    },
    party: "third",
    policy: "https://www.outbrain.com/privacy/",
    duration: "P3M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "outbrain_dicbo_id", life: "P1D", party: "first" },
      { kind: "cookie", name: "dicbo_id", life: "P1D", party: "first" },
      { kind: "cookie", name: "obuid", life: "P3M", party: "third", domain: "outbrain.com" },
    ],
    // https://github.com/AmauriC/tarteaucitron.js and https://github.com/ghostery/trackerdb, 2026-12
    hosts: { script: ["amplify.outbrain.com"], connect: ["*.outbrain.com"], image: ["*.outbrain.com"] },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
