import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Music and podcasts of Spotify in the page's content. */
export function spotify<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Spotify",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Plays music and podcasts inside our pages. Spotify recognises your browser again.",
      de: "Spielt Musik und Podcasts auf unseren Seiten ab. Spotify erkennt Ihren Browser wieder.",
    },
    party: "third",
    policy: "https://www.spotify.com/legal/privacy-policy/",
    duration: "P2M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "sp_t", life: "P2M", party: "third", domain: "spotify.com" },
      { kind: "cookie", name: "sp_landing", life: "P1D", party: "third", domain: "spotify.com" },
    ],
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    hosts: { frame: ["open.spotify.com"] },
    load: [],
    embed: true,
  });
}
