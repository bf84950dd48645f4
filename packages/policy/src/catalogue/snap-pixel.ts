import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The pixel of Snapchat. */
export function snapPixel<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Snap pixel",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Measures which of our adverts on Snapchat led here, and shows our adverts to those who were here.",
      de: "Misst, welche unserer Anzeigen auf Snapchat hierher geführt haben, und zeigt unsere Anzeigen denen, die hier waren.",
    },
    party: "third",
    policy: "https://values.snap.com/privacy/privacy-policy",
    duration: "P13M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "_scid", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_scid_r", life: "P13M", party: "first" },
      { kind: "cookie", name: "sc_at", life: "P1Y", party: "third", domain: "snapchat.com" },
    ],
    // https://github.com/nuxt/scripts and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["sc-static.net", "tr.snapchat.com"],
      connect: ["tr.snapchat.com"],
      image: ["tr.snapchat.com"],
      frame: ["tr.snapchat.com"],
    },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
