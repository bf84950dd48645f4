import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Conversions and audiences of Google Ads, with Consent Mode v2 in its basic form: nothing is loaded before the choice.
 * Google also sends a pixel to its domain of the visitor's country (`www.google.de`), which is not declared here: it stays
 * closed, and the others count.
 */
export function googleAds<const U extends string>(entry: Entry<U> & { readonly conversionId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Google Ads",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Measures which of our adverts led to a visit or a purchase, and shows our adverts to those who were here.",
      de: "Misst, welche unserer Anzeigen zu einem Besuch oder Kauf geführt haben, und zeigt unsere Anzeigen denen, die hier waren.",
    },
    party: "third",
    policy: "https://policies.google.com/privacy",
    duration: "P24M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "_gcl_au", life: "P90D", party: "first" },
      { kind: "cookie", name: "_gcl_aw", life: "P90D", party: "first" },
      { kind: "cookie", name: "_gcl_gs", life: "P90D", party: "first" },
      { kind: "cookie", name: "_gcl_gb", life: "P90D", party: "first" },
      { kind: "cookie", name: "_gac_gb_*", life: "P90D", party: "first" },
      { kind: "cookie", name: "IDE", life: "P24M", party: "third", domain: "doubleclick.net" },
      { kind: "cookie", name: "test_cookie", life: "P1Y", party: "third", domain: "doubleclick.net" },
    ],
    // https://developers.google.com/tag-platform/security/guides/csp and https://github.com/nuxt/scripts; the frame as the
    // security policies of public websites have it, 2026-12
    hosts: {
      script: ["www.googletagmanager.com", "www.googleadservices.com", "googleads.g.doubleclick.net", "www.google.com"],
      image: ["www.googletagmanager.com", "googleads.g.doubleclick.net", "www.google.com"],
      connect: [
        "www.googletagmanager.com",
        "www.google.com",
        "googleads.g.doubleclick.net",
        "pagead2.googlesyndication.com",
        "www.googleadservices.com",
      ],
      frame: ["www.googletagmanager.com", "td.doubleclick.net"],
    },
    // Default first, update before `config`: https://support.google.com/tagmanager/answer/13802165, 2026-12
    load: [
      { queue: "gtag", into: "dataLayer" },
      {
        call: "gtag",
        args: [
          "consent",
          "default",
          { ad_storage: "denied", ad_user_data: "denied", ad_personalization: "denied", analytics_storage: "denied" },
        ],
      },
      {
        call: "gtag",
        args: ["consent", "update", { ad_storage: "granted", ad_user_data: "granted", ad_personalization: "granted" }],
      },
      { call: "gtag", args: ["js", "{now}"] },
      { call: "gtag", args: ["config", entry.conversionId] },
      { script: `https://www.googletagmanager.com/gtag/js?id=${encodeURIComponent(entry.conversionId)}` },
    ],
    optOut: "https://myadcenter.google.com/",
  });
}
