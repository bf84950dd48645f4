import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Posts and timelines of X in the page's content. The script turns a quotation in the page into a frame. */
export function xEmbed<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "X",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows posts of X inside our pages. X recognises your browser and learns which pages you read.",
      de: "Zeigt Beiträge von X auf unseren Seiten. X erkennt Ihren Browser und erfährt, welche Seiten Sie lesen.",
    },
    party: "third",
    policy: "https://x.com/privacy",
    duration: "P24M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "guest_id", life: "P2Y", party: "third", domain: "twitter.com" },
      { kind: "cookie", name: "guest_id_ads", life: "P2Y", party: "third", domain: "twitter.com" },
      { kind: "cookie", name: "guest_id_marketing", life: "P2Y", party: "third", domain: "twitter.com" },
      { kind: "cookie", name: "personalization_id", life: "P2Y", party: "third", domain: "twitter.com" },
      { kind: "cookie", name: "muc_ads", life: "P24M", party: "third", domain: "t.co" },
    ],
    // https://github.com/nico3333fr/CSP-useful and https://github.com/AmauriC/tarteaucitron.js, 2026-12
    hosts: {
      script: ["platform.twitter.com", "syndication.twitter.com", "cdn.syndication.twimg.com"],
      frame: ["platform.twitter.com", "syndication.twitter.com"],
      image: ["syndication.twitter.com"],
      connect: ["syndication.twitter.com"],
    },
    load: [],
    embed: true,
  });
}
