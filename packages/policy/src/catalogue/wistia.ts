import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Videos of Wistia in the page's content, as a frame: what the player keeps lies in the frame's own storage, not in the
 * site's.
 */
export function wistia<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Wistia",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Plays videos inside our pages. Wistia learns your IP address and how far you watched.",
      de: "Spielt unsere Videos ab. Wistia erfährt Ihre IP-Adresse und bis wohin Sie zugesehen haben.",
    },
    party: "third",
    policy: "https://wistia.com/privacy",
    duration: "P1D",
    stores: [],
    // https://gist.github.com/fabiokandrade/7c7e691969a01011ea7c4e6516ac4fab, 2026-12
    hosts: { frame: ["fast.wistia.net", "fast.wistia.com"] },
    load: [],
    embed: true,
  });
}
