import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Umami in its cloud, which stores nothing on the device. */
export function umami<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Umami",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Counts visits without cookies.",
      de: "Zählt Besuche, ohne ein Cookie zu setzen.",
    },
    party: "third",
    policy: "https://umami.is/privacy",
    duration: "P1D",
    stores: [],
    // https://umami.is/docs (no cookie) and https://github.com/nuxt/scripts, 2026-12
    hosts: { script: ["cloud.umami.is"], connect: ["cloud.umami.is", "api-gateway.umami.dev"] },
    // Its script reads attributes of its own element, so the page carries that element.
    load: [],
  });
}
