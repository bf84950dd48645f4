import { toSeconds } from "../words/storage.ts";
import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Google Analytics 4 with Consent Mode v2 in its basic form: nothing is loaded before the choice, and only the storage for
 * analytics is granted after it. What Consent Mode calls advertising stays denied.
 */
export function googleAnalytics<const U extends string>(
  entry: Entry<U> & { readonly measurementId: string },
): Tracker<U> {
  // Without this, its script would ask for two years, and be cut.
  const expires = entry.duration === undefined ? [] : [{ cookie_expires: toSeconds(entry.duration) }];
  return toHeld(entry, {
    name: "Google Analytics",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses our audience with first-party cookies and compiles reports that show trends without naming visitors, so that our content reaches the people it is for.",
      de: "Analysiert unsere Reichweite mit Erstanbieter-Cookies und erstellt Berichte über Trends, ohne einzelne Besucher zu benennen, damit unsere Inhalte die richtigen Menschen erreichen.",
    },
    party: "third",
    policy: "https://policies.google.com/privacy",
    duration: "P24M",
    // https://support.google.com/analytics/answer/11397207
    stores: [
      { kind: "cookie", name: "_ga", life: "P2Y", party: "first" },
      { kind: "cookie", name: "_ga_*", life: "P2Y", party: "first" },
    ],
    // https://github.com/ghostery/trackerdb and https://developers.google.com/tag-platform/security/guides/csp
    hosts: {
      script: ["www.googletagmanager.com"],
      connect: ["www.google-analytics.com", "region1.google-analytics.com"],
      image: ["www.google-analytics.com"],
    },
    // Default first, update before `config`: https://support.google.com/tagmanager/answer/13802165
    load: [
      { queue: "gtag", into: "dataLayer" },
      {
        call: "gtag",
        args: [
          "consent",
          "default",
          {
            ad_storage: "denied",
            ad_user_data: "denied",
            ad_personalization: "denied",
            analytics_storage: "denied",
          },
        ],
      },
      { call: "gtag", args: ["consent", "update", { analytics_storage: "granted" }] },
      { call: "gtag", args: ["js", "{now}"] },
      // https://developers.google.com/analytics/devguides/collection/gtagjs/cookies-user-id, 2026-12
      { call: "gtag", args: ["config", entry.measurementId, ...expires] },
      { script: `https://www.googletagmanager.com/gtag/js?id=${encodeURIComponent(entry.measurementId)}` },
    ],
    optOut: "https://tools.google.com/dlpage/gaoptout",
  });
}
