import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The pixel of TikTok. */
export function tiktokPixel<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "TikTok pixel",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Measures which of our adverts on TikTok led here, and shows our adverts to those who were here.",
      de: "Misst, welche unserer Anzeigen auf TikTok hierher geführt haben, und zeigt unsere Anzeigen denen, die hier waren.",
    },
    party: "third",
    policy: "https://www.tiktok.com/legal/page/eea/privacy-policy/en",
    duration: "P13M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "_ttp", life: "P389D", party: "first" },
      { kind: "cookie", name: "_tt_enable_cookie", life: "P389D", party: "first" },
      { kind: "cookie", name: "ttcsid*", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_ttp", life: "P389D", party: "third", domain: "tiktok.com" },
      { kind: "cookie", name: "ttwid", life: "P1Y", party: "third", domain: "tiktok.com" },
    ],
    // https://github.com/nuxt/scripts and https://github.com/ghostery/trackerdb, 2026-12
    hosts: { script: ["analytics.tiktok.com"], connect: ["analytics.tiktok.com"], image: ["analytics.tiktok.com"] },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
