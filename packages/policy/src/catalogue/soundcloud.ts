import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Sounds of SoundCloud in the page's content. Its cookies are known by name (`sc_anonymous_id`, `sclocale`), their lives from
 * no public source that could be read, so none is declared.
 */
export function soundcloud<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "SoundCloud",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Plays sounds inside our pages. SoundCloud learns your IP address and what you listen to.",
      de: "Spielt Tonaufnahmen auf unseren Seiten ab. SoundCloud erfährt Ihre IP-Adresse und was Sie hören.",
    },
    party: "third",
    policy: "https://soundcloud.com/pages/privacy",
    duration: "P1D",
    stores: [],
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    hosts: { frame: ["w.soundcloud.com"] },
    load: [],
    embed: true,
  });
}
