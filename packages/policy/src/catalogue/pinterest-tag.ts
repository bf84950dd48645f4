import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The tag of Pinterest for conversions. */
export function pinterestTag<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Pinterest tag",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Measures which of our adverts on Pinterest led here, and shows our adverts to those who were here.",
      de: "Misst, welche unserer Anzeigen auf Pinterest hierher geführt haben, und zeigt unsere Anzeigen denen, die hier waren.",
    },
    party: "third",
    policy: "https://policy.pinterest.com/privacy-policy",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "_pin_unauth", life: "P1D", party: "first" },
      { kind: "cookie", name: "_derived_epik", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_epik", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_pinterest_ct_ua", life: "session", party: "third", domain: "pinterest.com" },
      { kind: "cookie", name: "_pinterest_ct", life: "P1Y", party: "third", domain: "pinterest.com" },
      { kind: "cookie", name: "_pinterest_ct_rt", life: "P1Y", party: "third", domain: "pinterest.com" },
    ],
    // https://github.com/AmauriC/tarteaucitron.js; the second host as the security policies of public websites have it,
    // 2026-12
    hosts: {
      script: ["s.pinimg.com"],
      connect: ["ct.pinterest.com"],
      image: ["ct.pinterest.com"],
      frame: ["ct.pinterest.com"],
    },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
