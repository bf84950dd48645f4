import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Videos of YouTube in the page's content, by the address `www.youtube-nocookie.com`. Google says that no cookie follows there what
 * somebody watches; it publishes no list of what the player stores within its frame.
 */
export function youtube<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "YouTube",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Plays videos inside our pages. Google learns your IP address and which video you watch.",
      de: "Spielt Videos auf unseren Seiten ab. Google erfährt dabei Ihre IP-Adresse und welches Video Sie ansehen.",
    },
    party: "third",
    policy: "https://policies.google.com/privacy",
    duration: "P1D",
    stores: [],
    // https://support.google.com/youtube/answer/171780; the frame contacts the rest, which the page's own headers do not
    // govern, 2026-12
    hosts: { frame: ["www.youtube-nocookie.com"] },
    load: [],
    embed: true,
  });
}
