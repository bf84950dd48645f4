import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Fathom in its cloud, which stores nothing on the device. */
export function fathom<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Fathom Analytics",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Counts visits without cookies and without recognising anybody.",
      de: "Zählt Besuche ohne Cookies und ohne jemanden wiederzuerkennen.",
    },
    party: "third",
    policy: "https://usefathom.com/privacy",
    duration: "P1D",
    stores: [],
    // https://usefathom.com/data (no cookie) and https://github.com/nuxt/scripts, 2026-12
    hosts: { script: ["cdn.usefathom.com"], image: ["cdn.usefathom.com"], connect: ["cdn.usefathom.com"] },
    // Its script reads attributes of its own element, so the page carries that element.
    load: [],
  });
}
