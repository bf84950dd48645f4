import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Plausible in its cloud, which stores nothing on the device. */
export function plausible<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Plausible Analytics",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Counts visits without cookies. Plausible learns your IP address and keeps none of it.",
      de: "Zählt Besuche ohne Cookies. Plausible erfährt Ihre IP-Adresse und behält sie nicht.",
    },
    party: "third",
    policy: "https://plausible.io/privacy",
    duration: "P1D",
    stores: [],
    // https://plausible.io/data-policy (no cookie) and https://github.com/nuxt/scripts, 2026-12
    hosts: { script: ["plausible.io"], connect: ["plausible.io"] },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
