import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Cloudflare's measurement of visits and of loading times, which stores nothing on the device. */
export function cloudflareWebAnalytics<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Cloudflare Web Analytics",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Counts visits and measures how fast our pages load, without cookies.",
      de: "Zählt Besuche und misst, wie schnell unsere Seiten laden, ohne Cookies.",
    },
    party: "third",
    policy: "https://www.cloudflare.com/privacypolicy/",
    duration: "P1D",
    stores: [],
    // https://developers.cloudflare.com/web-analytics/ (no cookie) and https://github.com/nuxt/scripts, 2026-12
    hosts: { script: ["static.cloudflareinsights.com"], connect: ["cloudflareinsights.com"] },
    // Its script reads attributes of its own element, so the page carries that element.
    load: [],
  });
}
