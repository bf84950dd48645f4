import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * A container of Google Tag Manager. It stores nothing itself; each tag in it is a tracker of its own and is declared as
 * such, or its hosts stay closed.
 */
export function googleTagManager<const U extends string>(
  entry: Entry<U> & { readonly containerId: string },
): Tracker<U> {
  return toHeld(entry, {
    name: "Google Tag Manager",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Loads the tools for measurement and advertising that we have declared on this page. It stores nothing itself.",
      de: "Lädt die Werkzeuge für Messung und Werbung, die wir auf dieser Seite nennen. Selbst speichert es nichts.",
    },
    party: "third",
    policy: "https://policies.google.com/privacy",
    duration: "P1D",
    stores: [],
    // https://developers.google.com/tag-platform/security/guides/csp, 2026-12
    hosts: {
      script: ["www.googletagmanager.com"],
      image: ["www.googletagmanager.com"],
      connect: ["www.googletagmanager.com", "www.google.com"],
    },
    // https://developers.google.com/tag-platform/tag-manager/web, 2026-12
    load: [
      { push: "dataLayer", args: [{ event: "gtm.js" }], spread: true },
      { script: `https://www.googletagmanager.com/gtm.js?id=${encodeURIComponent(entry.containerId)}` },
    ],
  });
}
