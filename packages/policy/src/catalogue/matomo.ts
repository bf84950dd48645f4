import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Matomo, on a server of one's own or in Matomo's cloud: `host` says where. */
export function matomo<const U extends string>(
  entry: Entry<U> & { readonly host: string; readonly siteId: string },
): Tracker<U> {
  return toHeld(entry, {
    name: "Matomo",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Counts visits and how our pages are used, with first-party cookies.",
      de: "Zählt Besuche und wie unsere Seiten benutzt werden, mit Erstanbieter-Cookies.",
    },
    party: "third",
    policy: "https://matomo.org/privacy-policy/",
    duration: "P13M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "_pk_id.*", life: "P13M", party: "first" },
      { kind: "cookie", name: "_pk_ses.*", life: "PT30M", party: "first" },
      { kind: "cookie", name: "_pk_ref.*", life: "P6M", party: "first" },
      { kind: "cookie", name: "_pk_hsr.*", life: "PT30M", party: "first" },
      { kind: "cookie", name: "_pk_testcookie.*", life: "session", party: "first" },
    ],
    // https://developer.matomo.org/guides/tracking-javascript-guide: script and hits at the same host, 2026-12
    hosts: { script: [entry.host], connect: [entry.host], image: [entry.host] },
    // https://developer.matomo.org/guides/tracking-javascript-guide, 2026-12
    load: [
      { push: "_paq", args: ["setTrackerUrl", `https://${entry.host}/matomo.php`] },
      { push: "_paq", args: ["setSiteId", entry.siteId] },
      { push: "_paq", args: ["trackPageView"] },
      { push: "_paq", args: ["enableLinkTracking"] },
      { script: `https://${entry.host}/matomo.js` },
    ],
  });
}
