import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** PostHog in its cloud: in the European Union, or in the United States where `region` says so. */
export function posthog<const U extends string>(entry: Entry<U> & { readonly region?: "eu" | "us" }): Tracker<U> {
  return toHeld(entry, {
    name: "PostHog",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Analyses how our pages and functions are used, and recognises you again.",
      de: "Untersucht, wie unsere Seiten und Funktionen benutzt werden, und erkennt Sie wieder.",
    },
    party: "third",
    policy: "https://posthog.com/privacy",
    duration: "P1Y",
    // https://posthog.com/docs/libraries/js/persistence, 2026-12
    stores: [
      { kind: "cookie", name: "ph_*_posthog", life: "P365D", party: "first" },
      { kind: "local", name: "ph_*_posthog", life: "until-deleted", party: "first" },
    ],
    // https://github.com/nuxt/scripts, 2026-12
    hosts: {
      script: [`${entry.region ?? "eu"}-assets.i.posthog.com`],
      connect: [`${entry.region ?? "eu"}.i.posthog.com`, `${entry.region ?? "eu"}-assets.i.posthog.com`],
    },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
  });
}
