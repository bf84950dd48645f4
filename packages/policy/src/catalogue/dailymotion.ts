import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Videos of Dailymotion in the page's content. Its cookies are known by name (`ts`, `dmvk`, `v1st`), their lives from no
 * public source that could be read, so none is declared.
 */
export function dailymotion<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Dailymotion",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Plays videos inside our pages. Dailymotion learns your IP address and which video you watch.",
      de: "Zeigt Videos von Dailymotion auf unseren Seiten. Dailymotion erfährt Ihre IP-Adresse und das Video, das Sie ansehen.",
    },
    party: "third",
    policy: "https://legal.dailymotion.com/en/privacy-policy/",
    duration: "P1D",
    stores: [],
    // https://github.com/AmauriC/tarteaucitron.js; the second host is that of https://developers.dailymotion.com/player/,
    // 2026-12
    hosts: { frame: ["www.dailymotion.com", "geo.dailymotion.com"] },
    load: [],
    embed: true,
  });
}
