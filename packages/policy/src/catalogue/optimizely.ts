import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Experiments of Optimizely Web: variants of a page, and which of them serves better. */
export function optimizely<const U extends string>(entry: Entry<U> & { readonly projectId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Optimizely",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows you one of several variants of a page and compares which serves better.",
      de: "Zeigt Ihnen eine von mehreren Varianten einer Seite und vergleicht, welche besser funktioniert.",
    },
    party: "third",
    policy: "https://www.optimizely.com/legal/privacy-notice/",
    duration: "P6M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "optimizelyEndUserId", life: "P6M", party: "first" },
      { kind: "cookie", name: "optimizelyDomainTestCookie", life: "P6M", party: "first" },
      { kind: "cookie", name: "optimizelyRedirectData", life: "PT5S", party: "first" },
    ],
    // https://github.com/ghostery/trackerdb; the host of events as in https://github.com/optimizely, 2026-12
    hosts: { script: ["cdn.optimizely.com"], connect: ["cdn.optimizely.com", "logx.optimizely.com"] },
    // As tags on public websites have it; the domain: https://github.com/ghostery/trackerdb, 2026-12
    load: [{ script: `https://cdn.optimizely.com/js/${encodeURIComponent(entry.projectId)}.js` }],
  });
}
