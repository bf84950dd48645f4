import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Heat maps, recordings and surveys of Hotjar. Loading it is the consent: it has no call of its own for one. */
export function hotjar<const U extends string>(entry: Entry<U> & { readonly siteId: number }): Tracker<U> {
  return toHeld(entry, {
    name: "Hotjar",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Records how our pages are used (clicks, scrolling, movements) and asks for opinions, so that we find what is hard to use.",
      de: "Zeichnet auf, wie unsere Seiten benutzt werden (Klicks, Scrollen, Bewegungen), und fragt nach Meinungen, damit wir finden, was schwer zu bedienen ist.",
    },
    party: "third",
    policy: "https://www.hotjar.com/legal/policies/privacy/",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "_hjSessionUser_*", life: "P365D", party: "first" },
      { kind: "cookie", name: "_hjSession_*", life: "PT30M", party: "first" },
      { kind: "cookie", name: "_hjClosedSurveyInvites", life: "P365D", party: "first" },
      { kind: "cookie", name: "_hjDonePolls", life: "P365D", party: "first" },
      { kind: "cookie", name: "_hjMinimizedPolls", life: "P365D", party: "first" },
      { kind: "cookie", name: "_hjShownFeedbackMessage", life: "P365D", party: "first" },
      { kind: "cookie", name: "_hjAbsoluteSessionInProgress", life: "PT30M", party: "first" },
      { kind: "cookie", name: "_hjHasCachedUserAttributes", life: "session", party: "first" },
      { kind: "cookie", name: "_hjUserAttributesHash", life: "session", party: "first" },
      { kind: "cookie", name: "_hjTLDTest", life: "session", party: "first" },
      { kind: "cookie", name: "_hjCookieTest", life: "session", party: "first" },
      { kind: "session", name: "hjViewportId", life: "session", party: "first" },
      { kind: "session", name: "_hjSessionStorageTest", life: "session", party: "first" },
    ],
    // https://github.com/nuxt/scripts and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["static.hotjar.com", "script.hotjar.com"],
      connect: ["*.hotjar.com", "*.hotjar.io"],
      image: ["*.hotjar.com"],
      frame: ["vars.hotjar.com"],
      font: ["script.hotjar.com"],
      style: ["static.hotjar.com", "script.hotjar.com"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [
      { set: "_hjSettings", value: { hjid: entry.siteId, hjsv: 6 } },
      { queue: "hj", into: ".q" },
      { script: `https://static.hotjar.com/c/hotjar-${entry.siteId}.js?sv=6` },
    ],
  });
}
