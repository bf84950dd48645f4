import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/**
 * Payment by Stripe.js. A page that only sends its form on to `checkout.stripe.com` needs `page.forms` instead. A third-party
 * cookie `m` is set as well; sources disagree about its life, so it is not declared.
 */
export function stripe<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Stripe",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Takes payments and recognises fraud. Stripe learns what you pay, your device and how you use the page.",
      de: "Wickelt Zahlungen ab und erkennt Betrug. Stripe erfährt, was Sie zahlen, Ihr Gerät und wie Sie die Seite bedienen.",
    },
    party: "third",
    policy: "https://stripe.com/privacy",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "__stripe_mid", life: "P1Y", party: "first" },
      { kind: "cookie", name: "__stripe_sid", life: "PT30M", party: "first" },
    ],
    // https://docs.stripe.com/js/including and https://gist.github.com/felixrieseberg/cf59210204af678db5434bab3d07ce96,
    // 2026-12
    hosts: { script: ["js.stripe.com"], frame: ["js.stripe.com", "hooks.stripe.com"], connect: ["api.stripe.com"] },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  });
}
