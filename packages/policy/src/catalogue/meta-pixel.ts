import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The Meta pixel (Facebook). It is loaded after the choice and told of the consent before it starts. */
export function metaPixel<const U extends string>(entry: Entry<U> & { readonly pixelId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Facebook (Meta Pixel)",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses our audience, so that our content reaches the people it is for.",
      de: "Analysiert unsere Reichweite, damit unsere Inhalte die richtigen Menschen erreichen.",
    },
    party: "third",
    policy: "https://www.facebook.com/policies/cookies/",
    duration: "P24M",
    // Names and lives: https://cookiesentry.com/cookies/providers/meta; `fr`: the Open Cookie Database,
    // https://github.com/jkwakman/Open-Cookie-Database. Sources differ on `_fbp` (3 or 4 months); a scan measures it.
    // `_fbc` is set only where a visit comes from an advert.
    stores: [
      { kind: "cookie", name: "_fbp", life: "P90D", party: "first" },
      { kind: "cookie", name: "_fbc", life: "P90D", party: "first" },
      { kind: "cookie", name: "fr", life: "P90D", party: "third", domain: "facebook.com" },
    ],
    // https://github.com/ghostery/trackerdb
    hosts: {
      script: ["connect.facebook.net"],
      connect: ["www.facebook.com"],
      image: ["www.facebook.com"],
    },
    // Consent before `init`: https://developers.facebook.com/docs/meta-pixel/implementation/gdpr
    load: [
      { queue: "fbq", into: ".queue" },
      { call: "fbq", args: ["consent", "grant"] },
      { call: "fbq", args: ["init", entry.pixelId] },
      { call: "fbq", args: ["track", "PageView"] },
      { script: "https://connect.facebook.net/en_US/fbevents.js" },
    ],
  });
}
