import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/**
 * The tag of Criteo. Its cookies are known by name (`uid`, `tk`, `uid3pd`), their lives from no public source that could be
 * read, so none is declared; where a scan finds them, they belong here.
 */
export function criteo<const U extends string>(entry: Entry<U> & { readonly accountId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Criteo OneTag",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows adverts for what you looked at here on other websites.",
      de: "Zeigt auf anderen Websites Werbung für das, was Sie hier angesehen haben.",
    },
    party: "third",
    policy: "https://www.criteo.com/privacy/",
    duration: "P1D",
    stores: [],
    // https://github.com/AmauriC/tarteaucitron.js and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["static.criteo.net", "*.criteo.com"],
      connect: ["*.criteo.com"],
      image: ["*.criteo.com"],
      frame: ["*.criteo.com"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [
      { push: "criteo_q", args: [{ event: "setAccount", account: entry.accountId }], spread: true },
      { script: "https://static.criteo.net/js/ld/ld.js" },
    ],
    optOut: "https://www.criteo.com/privacy/disable-criteo-services-on-internet-browsers/",
  });
}
