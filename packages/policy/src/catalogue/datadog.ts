import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Datadog's monitoring of real visits, in its European site unless `intake` names the host of another one. */
export function datadog<const U extends string>(entry: ServiceEntry<U> & { readonly intake?: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Datadog RUM",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Measures how fast our pages load and which errors happen, and can record visits.",
      de: "Misst, wie schnell unsere Seiten laden und welche Fehler auftreten, und kann Besuche aufzeichnen.",
    },
    party: "third",
    policy: "https://www.datadoghq.com/legal/privacy/",
    duration: "P1Y",
    // https://github.com/DataDog/browser-sdk (session and cookie access; the test cookie is removed at once), 2026-12
    stores: [
      { kind: "cookie", name: "_dd_s", life: "P1Y", party: "first" },
      { kind: "cookie", name: "_dd_s_v2", life: "P1Y", party: "first" },
      { kind: "cookie", name: "dd_cookie_test_*", life: "session", party: "first" },
    ],
    // https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["www.datadoghq-browser-agent.com"],
      connect: [entry.intake ?? "browser-intake-datadoghq.eu"],
      worker: ["blob:"],
    },
    // Its snippet keeps calls in a way of its own, so the page carries it; without a permission the page's headers stop the
    // script.
    load: [],
    ...toNecessary(entry),
  });
}
