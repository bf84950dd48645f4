import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Recordings of visits by Fullstory. */
export function fullstory<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Fullstory",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Records visits (clicks, scrolling, what is shown), so that we see where something does not work.",
      de: "Zeichnet Besuche auf (Klicks, Scrollen, was zu sehen war), damit wir sehen, wo etwas nicht funktioniert.",
    },
    party: "third",
    policy: "https://www.fullstory.com/legal/privacy-policy/",
    duration: "P1Y",
    // The names: https://help.fullstory.com/hc/en-us/articles/360020829513-Why-Fullstory-uses-First-Party-Cookies. It gives
    // no lives; `fs_uid` carries its end in itself, a year ahead, and none is known to outlive it, 2026-12
    stores: [
      { kind: "cookie", name: "fs_uid", life: "P1Y", party: "first" },
      { kind: "cookie", name: "fs_cid", life: "P1Y", party: "first" },
      { kind: "cookie", name: "fs_lua", life: "P1Y", party: "first" },
    ],
    // https://help.fullstory.com/hc/en-us/articles/360020622854-Can-I-use-Content-Security-Policy-CSP-with-Fullstory,
    // 2026-12
    hosts: {
      script: ["edge.fullstory.com", "rs.fullstory.com"],
      connect: ["edge.fullstory.com", "rs.fullstory.com"],
      image: ["rs.fullstory.com"],
    },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
