import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * Segment's Analytics.js. What it passes on in the browser to other tools loads their scripts: each of them is declared as
 * well, or stays closed.
 */
export function segment<const U extends string>(entry: Entry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Segment",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Collects how our pages are used and passes it on to the tools for analysis that we have declared.",
      de: "Sammelt, wie unsere Seiten benutzt werden, und gibt es an die Analysewerkzeuge weiter, die wir nennen.",
    },
    party: "third",
    policy: "https://www.twilio.com/en-us/legal/privacy",
    duration: "P1Y",
    // https://www.twilio.com/docs/segment/connections/sources/catalog/libraries/website/javascript/cookie-validity-update,
    // 2026-12
    stores: [
      { kind: "cookie", name: "ajs_anonymous_id", life: "P1Y", party: "first" },
      { kind: "cookie", name: "ajs_user_id", life: "P1Y", party: "first" },
      { kind: "cookie", name: "ajs_group_id", life: "P1Y", party: "first" },
      { kind: "local", name: "ajs_anonymous_id", life: "until-deleted", party: "first" },
      { kind: "local", name: "ajs_user_id", life: "until-deleted", party: "first" },
      { kind: "local", name: "ajs_user_traits", life: "until-deleted", party: "first" },
      { kind: "local", name: "ajs_group_id", life: "until-deleted", party: "first" },
      { kind: "local", name: "ajs_group_properties", life: "until-deleted", party: "first" },
    ],
    // https://www.twilio.com/docs/segment/connections/sources/catalog/libraries/website/javascript, 2026-12
    hosts: { script: ["cdn.segment.com"], connect: ["cdn.segment.com", "api.segment.io"] },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
