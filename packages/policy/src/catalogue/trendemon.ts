import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Trendemon. The account belongs in its "strict mode": the other one writes an identifier to local storage before a consent
 * and keeps it after a refusal, under a name that its maker does not publish.
 */
export function trendemon<const U extends string>(
  entry: Entry<U> & {
    /** The script's address with what your account's snippet adds to it. */
    readonly src?: `https://assets.trendemon.com/${string}`;
  },
): Tracker<U> {
  return toHeld(entry, {
    name: "Trendemon",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses our audience, so that our content reaches the people it is for.",
      de: "Analysiert unsere Reichweite, damit unsere Inhalte die richtigen Menschen erreichen.",
    },
    party: "third",
    policy: "https://trendemon.com/privacy.html",
    duration: "P10Y",
    // https://support.trendemon.com/cookies-that-trendemon-sets-on-websites
    stores: [
      { kind: "cookie", name: "trd_cid", life: "P12M", party: "first" },
      { kind: "cookie", name: "trd_vid_l", life: "P12M", party: "first" },
      { kind: "cookie", name: "trd_vuid_l", life: "P12M", party: "first" },
      { kind: "cookie", name: "trd_ma_cookie", life: "PT12H", party: "first" },
    ],
    // The script: https://support.trendemon.com/cookies-that-trendemon-sets-on-websites. Its API is known by the domain only
    // (https://github.com/ghostery/trackerdb).
    hosts: {
      script: ["assets.trendemon.com"],
      connect: ["trackingapi.trendemon.com", "trendemon.com"],
      image: ["trackingapi.trendemon.com"],
    },
    // Strict mode: https://support.trendemon.com/how-does-trendemon-track-visitors-and-can-it-perform-cookieless-tracking
    load: [{ script: entry.src ?? "https://assets.trendemon.com/tag/trends.min.js" }],
  });
}
