import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Pictures of people who comment, by a hash of their address. */
export function gravatar<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Gravatar",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows the pictures of people who comment. Gravatar learns your IP address and whose picture is shown.",
      de: "Zeigt die Bilder von Menschen, die kommentieren. Gravatar erfährt Ihre IP-Adresse und wessen Bild gezeigt wird.",
    },
    party: "third",
    policy: "https://automattic.com/privacy/",
    duration: "P1D",
    stores: [],
    // https://github.com/nuxt/scripts and https://github.com/ghostery/trackerdb; the numbers are those of WordPress over http
    // (https://developer.wordpress.org/reference/functions/get_avatar_data/), 2026-12
    hosts: {
      image: ["", "www.", "secure.", "0.", "1.", "2."].map((name) => `${name}gravatar.com`),
    },
    // The pictures stand in the page.
    load: [],
    ...toNecessary(entry),
  });
}
