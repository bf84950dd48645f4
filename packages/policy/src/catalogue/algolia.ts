import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Search by Algolia. Its library for insights can set a cookie. */
export function algolia<const U extends string>(entry: ServiceEntry<U>): Tracker<U> {
  return toHeld(entry, {
    name: "Algolia",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Answers what you search for on our pages. Algolia learns your IP address and what you type.",
      de: "Beantwortet, was Sie auf unseren Seiten suchen. Algolia erfährt Ihre IP-Adresse und was Sie eingeben.",
    },
    party: "third",
    policy: "https://www.algolia.com/policies/privacy/",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [{ kind: "cookie", name: "_ALGOLIA", life: "P365D", party: "first" }],
    // https://github.com/nico3333fr/CSP-useful and https://github.com/algolia/search-insights.js, 2026-12
    hosts: { connect: ["*.algolia.net", "*.algolianet.com", "insights.algolia.io"] },
    // The page calls it where it needs it, so it carries the script.
    load: [],
    ...toNecessary(entry),
  });
}
