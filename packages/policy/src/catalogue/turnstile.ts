import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/**
 * Tells people from bots where a form is sent. It stores nothing unless pre-clearance is switched on, which sets
 * `cf_clearance` for as long as the zone is configured to.
 */
export function turnstile<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Cloudflare Turnstile",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Protects our forms against bots. Cloudflare learns your IP address and checks your browser.",
      de: "Schützt unsere Formulare vor Bots. Cloudflare erfährt Ihre IP-Adresse und prüft Ihren Browser.",
    },
    party: "third",
    policy: "https://www.cloudflare.com/privacypolicy/",
    duration: "P1D",
    stores: [],
    // https://developers.cloudflare.com/turnstile/reference/content-security-policy, 2026-12
    hosts: { script: ["challenges.cloudflare.com"], frame: ["challenges.cloudflare.com"] },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  });
}
