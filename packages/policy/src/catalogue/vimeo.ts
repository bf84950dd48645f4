import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Videos of Vimeo in the page's content, with `dnt=1` in the frame's address: Vimeo then sets no cookie of its own. What is
 * left is the address that a connection reveals, and the cookies with which its delivery network tells people from bots.
 */
export function vimeo<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Vimeo",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Plays videos inside our pages. Vimeo learns your IP address and which video you watch.",
      de: "Spielt Videos auf unseren Seiten ab. Vimeo erfährt dabei Ihre IP-Adresse und welches Video Sie ansehen.",
    },
    party: "third",
    policy: "https://vimeo.com/privacy",
    duration: "P1D",
    // https://help.vimeo.com/hc/en-us/articles/26080940921361 (what `dnt` leaves out is left out here)
    stores: [
      { kind: "cookie", name: "__cf_bm", life: "PT30M", party: "third", domain: "vimeo.com" },
      { kind: "cookie", name: "_cfuvid", life: "session", party: "third", domain: "vimeo.com" },
    ],
    // https://www.consentstack.io/vendors/vimeo: the rest of its hosts are contacted inside the frame, which the page's own
    // headers do not govern.
    hosts: { frame: ["player.vimeo.com"] },
    load: [],
    embed: true,
  });
}
