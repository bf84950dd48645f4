import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Klaviyo's script for sign-up forms and for recognising who came from a mail. */
export function klaviyo<const U extends string>(entry: Entry<U> & { readonly companyId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Klaviyo",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows sign-up forms and recognises who came from one of our mails and what they looked at.",
      de: "Zeigt Anmeldeformulare und erkennt, wer aus einer unserer E-Mails kam und was er angesehen hat.",
    },
    party: "third",
    policy: "https://www.klaviyo.com/legal/privacy-notice",
    duration: "P2Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [{ kind: "cookie", name: "__kla_id", life: "P2Y", party: "first" }],
    // https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["static.klaviyo.com", "static-tracking.klaviyo.com"],
      connect: ["a.klaviyo.com", "static-tracking.klaviyo.com", "static.klaviyo.com"],
      style: ["static.klaviyo.com"],
      image: ["a.klaviyo.com", "static.klaviyo.com"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [
      { script: `https://static.klaviyo.com/onsite/js/klaviyo.js?company_id=${encodeURIComponent(entry.companyId)}` },
    ],
  });
}
