import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The pixel of Reddit. */
export function redditPixel<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Reddit pixel",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Measures which of our adverts on Reddit led here, and shows our adverts to those who were here.",
      de: "Misst, welche unserer Anzeigen auf Reddit hierher geführt haben, und zeigt unsere Anzeigen denen, die hier waren.",
    },
    party: "third",
    policy: "https://www.reddit.com/policies/privacy-policy",
    duration: "P90D",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [{ kind: "cookie", name: "_rdt_uuid", life: "P90D", party: "first" }],
    // https://github.com/nuxt/scripts and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["www.redditstatic.com"],
      connect: ["pixel-config.reddit.com", "www.redditstatic.com", "alb.reddit.com"],
      image: ["alb.reddit.com"],
    },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
