import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The X pixel (Twitter). It has no documented consent call of its own, so loading it is the consent. */
export function xPixel<const U extends string>(entry: Entry<U> & { readonly pixelId: string }): Tracker<U> {
  const duration = "P24M";
  return toHeld(entry, {
    name: "Twitter (X Pixel)",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses our audience, so that our content reaches the people it is for.",
      de: "Analysiert unsere Reichweite, damit unsere Inhalte die richtigen Menschen erreichen.",
    },
    party: "third",
    policy: "https://twitter.com/en/privacy",
    duration,
    // https://cookiesentry.com/cookies/providers/x-twitter; the domain twitter.com and `guest_id_ads`:
    // https://www.flowconsent.com/en/services/advertising/twitter-ads. That `muc_ads` lives on t.co no source confirms: a scan
    // measures it. `_twclid`: https://opsblu.com/documentation/ad-platforms/x-ads, which states no life: the declared duration
    // bounds it.
    stores: [
      { kind: "cookie", name: "_twclid", life: duration, party: "first" },
      { kind: "cookie", name: "muc_ads", life: "P2Y", party: "third", domain: "t.co" },
      { kind: "cookie", name: "personalization_id", life: "P2Y", party: "third", domain: "twitter.com" },
      { kind: "cookie", name: "guest_id", life: "P2Y", party: "third", domain: "twitter.com" },
      { kind: "cookie", name: "guest_id_ads", life: "P2Y", party: "third", domain: "twitter.com" },
    ],
    // https://github.com/ghostery/trackerdb
    hosts: { script: ["static.ads-twitter.com"], image: ["t.co", "analytics.twitter.com"] },
    // The snippet, whose `config` also sends the page view: https://opsblu.com/documentation/ad-platforms/x-ads
    load: [
      { queue: "twq", into: ".queue" },
      { call: "twq", args: ["config", entry.pixelId] },
      { script: "https://static.ads-twitter.com/uwt.js" },
    ],
  });
}
