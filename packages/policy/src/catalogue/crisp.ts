import type { Tracker } from "../words/tracker.ts";
import { toHeld } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** The chat of Crisp. */
export function crisp<const U extends string>(entry: Entry<U> & { readonly websiteId: string }): Tracker<U> {
  return toHeld(entry, {
    name: "Crisp",
    purpose: entry.purpose,
    recipient: entry.recipient,
    says: entry.says ?? {
      en: "Lets you chat with us. Crisp recognises your browser, so that a conversation goes on where it was left.",
      de: "Lässt Sie mit uns chatten. Crisp erkennt Ihren Browser wieder, damit ein Gespräch weitergeht.",
    },
    party: "third",
    policy: "https://crisp.chat/en/privacy/",
    duration: "P6M",
    // https://github.com/jkwakman/Open-Cookie-Database, 2026-12
    stores: [{ kind: "cookie", name: "crisp-client/*", life: "P6M", party: "first" }],
    // https://github.com/AmauriC/tarteaucitron.js and https://github.com/ghostery/trackerdb, 2026-12
    hosts: {
      script: ["client.crisp.chat"],
      style: ["client.crisp.chat"],
      font: ["client.crisp.chat"],
      connect: ["*.crisp.chat"],
      image: ["*.crisp.chat"],
      media: ["*.crisp.chat"],
    },
    // https://github.com/AmauriC/tarteaucitron.js, 2026-12
    load: [
      { set: "$crisp", value: [] },
      { set: "CRISP_WEBSITE_ID", value: entry.websiteId },
      { script: "https://client.crisp.chat/l.js" },
    ],
  });
}
