import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Universal Event Tracking of Microsoft Advertising (Bing), with its consent mode: denied by default, granted before the script. */
export function bingUet<const U extends string>(entry: Entry<U> & { readonly tagId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Bing (Microsoft Advertising UET)",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses our audience, so that our content reaches the people it is for.",
      de: "Analysiert unsere Reichweite, damit unsere Inhalte die richtigen Menschen erreichen.",
    },
    party: "third",
    policy: "https://privacy.microsoft.com/en-us/privacystatement",
    duration: "P24M",
    // Names: https://www.webtoffee.com/docs/gdpr-plugin/configure-uet-consent-mode-for-microsoft-advertising/. Lives: `_uetsid`
    // https://cookiesentry.com/cookies/_uetsid (others say 30 minutes), `_uetmsclkid` and `MUID`
    // https://kukie.io/blog/microsoft-uet-consent-mode-guide. For `_uetvid` sources say 16 days; Microsoft's entry in the IAB's
    // Global Vendor List allows itself 396, and the longer one is declared.
    stores: [
      { kind: "cookie", name: "_uetsid", life: "P1D", party: "first" },
      { kind: "cookie", name: "_uetvid", life: "P396D", party: "first" },
      { kind: "cookie", name: "_uetmsclkid", life: "P90D", party: "first" },
      { kind: "cookie", name: "MUID", life: "P395D", party: "third", domain: "bing.com" },
    ],
    // https://github.com/ghostery/trackerdb
    hosts: { script: ["bat.bing.com"], connect: ["bat.bing.com"], image: ["bat.bing.com"] },
    // Consent: https://cookiebeam.com/guides/microsoft-advertising-uet-consent-2026; the tag:
    // https://learn.microsoft.com/en-us/advertising/msa-help/hlp_ba_conc_uet_faq
    load: [
      { push: "uetq", args: ["consent", "default", { ad_storage: "denied" }], spread: true },
      { push: "uetq", args: ["consent", "update", { ad_storage: "granted" }], spread: true },
      { script: "https://bat.bing.com/bat.js" },
      { make: "UET", into: "uetq", options: { ti: entry.tagId }, queue: "q" },
      { push: "uetq", args: ["pageLoad"], spread: true },
    ],
  });
}
