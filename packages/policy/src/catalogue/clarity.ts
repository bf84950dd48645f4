import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Heat maps and recordings of Microsoft Clarity. Consent is granted for analytics alone: what Microsoft calls advertising
 * stays denied.
 */
export function clarity<const U extends string>(entry: Entry<U> & { readonly projectId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Microsoft Clarity",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Records how our pages are used (clicks, scrolling, movements), so that we find what is hard to use.",
      de: "Zeichnet auf, wie unsere Seiten benutzt werden (Klicks, Scrollen, Bewegungen), damit wir finden, was schwer zu bedienen ist.",
    },
    party: "third",
    policy: "https://privacy.microsoft.com/privacystatement",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "_clck", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_clsk", life: "session", party: "first" },
      { kind: "cookie", name: "CLID", life: "P1Y", party: "third", domain: "clarity.ms" },
      { kind: "cookie", name: "SM", life: "session", party: "third", domain: "clarity.ms" },
    ],
    // https://github.com/nuxt/scripts, 2026-12
    hosts: { script: ["www.clarity.ms", "scripts.clarity.ms"], connect: ["*.clarity.ms"], image: ["*.clarity.ms"] },
    // https://learn.microsoft.com/en-us/clarity/clarity-consent-api-v2, 2026-12
    load: [
      { queue: "clarity", into: ".q" },
      { call: "clarity", args: ["consentv2", { ad_Storage: "denied", analytics_Storage: "granted" }] },
      { script: `https://www.clarity.ms/tag/${encodeURIComponent(entry.projectId)}` },
    ],
  });
}
