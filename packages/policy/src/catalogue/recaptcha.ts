import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/**
 * Tells people from bots where a form is sent. Google documents that it sets a cookie `_GRECAPTCHA` on its own domain, not
 * how long it lives, so it is not declared; where a scan finds it, it belongs here.
 */
export function recaptcha<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Google reCAPTCHA",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Protects our forms against bots. Google watches how you use the page and learns your IP address.",
      de: "Schützt unsere Formulare vor Bots. Google beobachtet, wie Sie die Seite bedienen, und erfährt Ihre IP-Adresse.",
    },
    party: "third",
    policy: "https://policies.google.com/privacy",
    duration: "P1D",
    stores: [],
    // https://developers.google.com/recaptcha/docs/faq, 2026-12
    hosts: {
      script: ["www.google.com", "www.gstatic.com"],
      frame: ["www.google.com", "recaptcha.google.com"],
      connect: ["www.google.com"],
    },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  });
}
