import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Amplitude's analysis of how a website or a product is used. */
export function amplitude<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Amplitude",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses how our product and our pages are used, and recognises you again.",
      de: "Wertet aus, wie unser Produkt und unsere Seiten benutzt werden, und erkennt Sie wieder.",
    },
    party: "third",
    policy: "https://amplitude.com/privacy",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [{ kind: "cookie", name: "AMP_*", life: "P1Y", party: "first" }],
    // https://github.com/AmauriC/tarteaucitron.js and https://github.com/ghostery/trackerdb, 2026-12
    hosts: { script: ["cdn.amplitude.com"], connect: ["*.amplitude.com"] },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
