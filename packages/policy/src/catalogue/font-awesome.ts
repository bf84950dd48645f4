import type { Tracker } from "../words/tracker.ts";
import { toHeld, toNecessary } from "./entry.ts";
import type { ServiceEntry } from "./entry.ts";

/** Icons by a kit of Font Awesome. No public source that could be read names anything that it stores. */
export function fontAwesome<const U extends string>(entry: ServiceEntry<U> & { readonly kitId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Font Awesome",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Delivers the icons of our pages. Font Awesome learns your IP address and the page.",
      de: "Liefert die Symbole unserer Seiten. Font Awesome erfährt Ihre IP-Adresse und die Seite.",
    },
    party: "third",
    policy: "https://fontawesome.com/privacy",
    duration: "P1D",
    stores: [],
    // As the security policies of public websites have it that use a kit: https://docs.fontawesome.com/web/setup/use-kit, 2026-12
    hosts: {
      script: ["kit.fontawesome.com"],
      connect: ["ka-f.fontawesome.com", "ka-p.fontawesome.com"],
      style: ["ka-f.fontawesome.com", "ka-p.fontawesome.com"],
      font: ["ka-f.fontawesome.com", "ka-p.fontawesome.com"],
    },
    // https://docs.fontawesome.com/web/setup/use-kit, 2026-12
    load: [{ script: `https://kit.fontawesome.com/${encodeURIComponent(entry.kitId)}.js` }],
    ...toNecessary(entry),
  });
}
