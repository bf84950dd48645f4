import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** Comments below the page's content. They appear in the element `disqus_thread`. */
export function disqus<const U extends string>(entry: Entry<U> & { readonly shortname: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Disqus",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Shows comments below our articles and takes yours. Disqus recognises you on every website that uses it.",
      de: "Zeigt Kommentare unter unseren Artikeln und nimmt Ihre entgegen. Disqus erkennt Sie auf jeder Website wieder, die es nutzt.",
    },
    party: "third",
    policy: "https://help.disqus.com/en/articles/1717103-disqus-privacy-policy",
    duration: "P1Y",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [
      { kind: "cookie", name: "vglnk.Agent.p", life: "P1Y", party: "third", domain: "disqus.com" },
      { kind: "cookie", name: "vglnk.PartnerRfsh.p", life: "P1Y", party: "third", domain: "disqus.com" },
    ],
    // https://github.com/nico3333fr/CSP-useful and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: [`${entry.shortname}.disqus.com`, "c.disquscdn.com"],
      frame: ["disqus.com"],
      style: ["c.disquscdn.com"],
      image: ["c.disquscdn.com", "referrer.disqus.com"],
      connect: ["links.services.disqus.com", "realtime.services.disqus.com"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [{ script: `https://${entry.shortname}.disqus.com/embed.js` }],
  });
}
